"""The stand-in as one ASGI application: Web API, response urls, files, Socket Mode, board and page."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from sandbox.slack.authorizing import authorizing_routes
from sandbox.slack.board import board_routes
from sandbox.slack.clock import StandInClock
from sandbox.slack.file_doors import file_routes
from sandbox.slack.guards import Guards
from sandbox.slack.hanging_up import HangingUp, NoAnswer
from sandbox.slack.options import SlackOptions, SlashCommand
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.responding import respond
from sandbox.slack.stage import Stage, build_stage
from sandbox.slack.web_api.doorway import call
from sandbox.slack.workspace import Workspace

__all__ = ["SlackOptions", "SlackStandIn", "SlashCommand", "build_slack"]

PAGE = Path(__file__).parent / "page"
Json = dict[str, Any]


@dataclass
class SlackStandIn:
    """A running Slack, as far as a bot and a browser can tell."""

    stage: Stage
    asgi: ASGIApp

    @property
    def clock(self) -> StandInClock:
        """The clock, for tests to move."""
        return self.stage.clock

    @property
    def workspace(self) -> Workspace:
        """People and channels, for tests to arrange."""
        return self.stage.workspace

    @property
    def url(self) -> str:
        """The address under which the bot and a browser reach it."""
        return self.stage.public_url

    @url.setter
    def url(self, url: str) -> None:
        self.stage.public_url = url

    @property
    def bot_url(self) -> str | None:
        """Where the bot listens; may be set after the start."""
        return self.stage.delivery.bot_url

    @bot_url.setter
    def bot_url(self, url: str | None) -> None:
        self.stage.delivery.bot_url = url

    async def start(self) -> None:
        """Nothing has to be started; here so that it can be used like other parts."""

    async def aclose(self) -> None:
        """End deliveries, sockets and streams."""
        await self.stage.aclose()


def build_slack(options: SlackOptions, clock: StandInClock | None = None) -> SlackStandIn:
    """A fresh stand-in with the demo workspace."""
    stage = build_stage(options, clock)

    async def web_api(request: Request) -> Response:
        return await call(stage, request)

    async def answer_to(request: Request) -> Response:
        return await _respond(stage, request)

    async def link(socket: WebSocket) -> None:
        await stage.links.serve(socket)

    async def page(_request: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    routes = [
        Route("/", page, methods=["GET"]),
        Route("/api/{method:path}", web_api, methods=["GET", "POST"]),
        Route("/respond/{ticket}", answer_to, methods=["POST"]),
        *file_routes(stage),
        WebSocketRoute("/link/{ticket}", link),
        *authorizing_routes(stage),
        *board_routes(stage),
        Mount("/static", StaticFiles(directory=PAGE, check_dir=False)),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guards, stage=stage)])
    return SlackStandIn(stage, HangingUp(app))


def _object(value: Any) -> Json:
    if not isinstance(value, dict):
        raise ValueError("must be an object")  # noqa: TRY004 - the same as a body that is no JSON at all
    return value


async def _respond(stage: Stage, request: Request) -> Response:
    began = time.perf_counter()
    fault = stage.faults.take("response_url")
    body: Any = {}
    status = 200
    answer: Json = {"ok": True}
    notes: tuple[str, ...] = ()
    try:
        body = _object(orjson.loads(await request.body() or b"{}"))
        content = respond(stage, request.path_params["ticket"], body)
        notes = content.notes if content else ()
    except SlackRefusal as refusal:
        status = 404 if refusal.code in {"used_url", "expired_url"} else 400
        answer = refusal.answer()
    except ValueError:
        status, answer = 400, {"ok": False, "error": "invalid_payload"}
    stage.journal.record(
        "from_bot",
        method="response_url",
        path=request.url.path,
        status=status,
        request=body,
        answer=answer,
        ms=(time.perf_counter() - began) * 1000,
        notes=notes,
    )
    if fault is not None and fault.fault == "lost_answer":
        return NoAnswer()
    return Response(orjson.dumps(answer), status, media_type="application/json")
