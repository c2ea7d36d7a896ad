"""A Slack that answers at once, in a process of its own: who we are, who somebody is, and thanks for what it gets."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bench.deliveries import TEAM_ID

IDENTITY = {
    "ok": True,
    "url": "https://northwind-theatre.slack.com/",
    "team": "Northwind Theatre",
    "team_id": TEAM_ID,
    "user": "callboard",
    "user_id": "U0CALLBOT",
    "bot_id": "B0CALLBOARD",
}


class LocalSlack:
    """Enough of Slack for one command; it counts the answers that came back for people."""

    def __init__(self) -> None:
        self._answers = 0
        self._messages = 0

    def asgi(self) -> Starlette:
        """The application to serve."""
        return Starlette(
            routes=[
                Route("/api/{method}", self.call, methods=["GET", "POST"]),
                Route("/respond/{id}", self.respond, methods=["POST"]),
                Route("/answers", self.count),
            ]
        )

    async def call(self, request: Request) -> Response:
        """A method of the Web API."""
        method = request.path_params["method"]
        if method == "auth.test":
            return JSONResponse(IDENTITY)
        if method == "users.info":
            return JSONResponse({"ok": True, "user": _member(await _asked(request, "user"))})
        if method == "conversations.info":
            id = await _asked(request, "channel")
            channel = {"id": id, "name": id.lower(), "is_channel": True, "is_member": True}
            return JSONResponse({"ok": True, "channel": channel})
        if method == "chat.postMessage":
            self._messages += 1
            channel = (await request.json())["channel"]
            return JSONResponse({"ok": True, "channel": channel, "ts": f"1795312800.{self._messages:06d}"})
        return JSONResponse({"ok": False, "error": "unknown_method"})

    async def respond(self, request: Request) -> Response:
        """An answer to a person."""
        await request.body()
        self._answers += 1
        return PlainTextResponse("ok")

    async def count(self, _request: Request) -> Response:
        """How many answers came so far."""
        return PlainTextResponse(str(self._answers))


async def _asked(request: Request, name: str) -> str:
    return str(request.query_params.get(name) or (await request.form()).get(name))


def _member(user_id: str) -> dict[str, object]:
    return {
        "id": user_id,
        "team_id": TEAM_ID,
        "name": "maya",
        "real_name": "Maya Lindqvist",
        "tz": "Europe/Stockholm",
        "profile": {"real_name": "Maya Lindqvist", "display_name": "maya"},
    }


def main(port: int) -> None:
    """Serve until the process is ended."""
    uvicorn.run(LocalSlack().asgi(), host="127.0.0.1", port=port, log_level="error", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
