"""The board's own JSON API: what the page and the tests see and do."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sandbox.slack.acts.people import person_acting
from sandbox.slack.acts.pressing import press
from sandbox.slack.acts.speaking import send
from sandbox.slack.acts.submitting import close, submit
from sandbox.slack.acts.suggesting import suggest
from sandbox.slack.acts.uploading import upload
from sandbox.slack.acts.visiting import open_home, use_shortcut
from sandbox.slack.orders import ORDERS
from sandbox.slack.readings import messages, state
from sandbox.slack.refusals import BoardRefusal
from sandbox.slack.stage import Stage

Json = dict[str, Any]
_LIVE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def _written(followed: AsyncGenerator[list[Json], None]) -> AsyncIterator[bytes]:
    """Server-sent events for a page; one that was cut off comes back after half a second."""
    async with aclosing(followed):
        yield b"retry: 500\n\n"
        async for events in followed:
            written = (b"data: %b\n\n" % orjson.dumps(event) for event in events)
            yield b"".join(written) if events else b": still here\n\n"


async def _changes(stage: Stage) -> AsyncIterator[bytes]:
    """The count of changes, of whatever concerns anybody, each time that it has risen."""
    while not stage.broadcasts.is_closed:
        version = stage.broadcasts.version
        yield b"%d\n" % version
        await stage.broadcasts.changed_since(version)


Act = Callable[[Stage, Json], Awaitable[Any]]


async def _state(stage: Stage, asked: Json) -> Json:
    return state(stage, str(asked.get("user", "")))


async def _messages(stage: Stage, asked: Json) -> Json:
    return messages(stage, asked)


async def _journal(stage: Stage, asked: Json) -> list[Json]:
    after = int(asked.get("after") or 0)
    return [each.as_json() for each in stage.journal.entries() if each.n > after]


async def _submit(stage: Stage, asked: Json) -> Json:
    filled = asked.get("state")
    who, view_id = str(asked.get("user", "")), str(asked.get("view_id", ""))
    return await submit(stage, who, view_id, filled if isinstance(filled, dict) else {})


async def _close(stage: Stage, asked: Json) -> Json:
    who, view_id = str(asked.get("user", "")), str(asked.get("view_id", ""))
    return await close(stage, who, view_id, clear=bool(asked.get("clear")))


async def _home(stage: Stage, asked: Json) -> Json:
    return open_home(stage, str(asked.get("user", "")), str(asked.get("tab") or "home"))


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


def _endpoint(stage: Stage, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            asked: Any = dict(request.query_params)
            if request.method == "POST":
                asked |= orjson.loads(await request.body() or b"{}")
            return _json(await act(stage, asked))
        except BoardRefusal as refusal:
            return _json({"error": refusal.sentence}, refusal.status)
        except (ValueError, TypeError) as error:
            return _json({"error": f"That cannot be read: {error}."}, 400)

    return endpoint


async def _picked(request: Request) -> tuple[str, bytes]:
    async with request.form() as form:
        picked = form.get("file")
        if picked is None or isinstance(picked, str):
            raise BoardRefusal("There is no file in the form.")
        return picked.filename or "", await picked.read()


async def _upload(stage: Stage, request: Request) -> Response:
    try:
        name, data = await _picked(request)
        return _json(upload(stage, request.query_params.get("user", ""), name, data))
    except BoardRefusal as refusal:
        return _json({"error": refusal.sentence}, refusal.status)


def board_routes(stage: Stage) -> list[Route]:
    """The routes below `/board`."""

    async def events(request: Request) -> Response:
        try:
            person = person_acting(stage, request.query_params.get("user", ""))
        except BoardRefusal as refusal:
            return _json({"error": refusal.sentence}, refusal.status)
        followed = stage.broadcasts.follow(person.id)
        await anext(followed)  # before the answer begins: what comes after it is not missed
        return StreamingResponse(_written(followed), media_type="text/event-stream", headers=_LIVE)

    async def changes(_request: Request) -> Response:
        return StreamingResponse(_changes(stage), media_type="text/plain", headers=_LIVE)

    async def take_upload(request: Request) -> Response:
        return await _upload(stage, request)

    reading: dict[str, Act] = {
        "state": _state,
        "messages": _messages,
        "options": suggest,
        "journal": _journal,
    }
    doing: dict[str, Act] = {
        "send": send,
        "press": press,
        "submit": _submit,
        "close": _close,
        "home": _home,
        "shortcut": use_shortcut,
        **ORDERS,
    }
    return [
        Route("/board/events", events, methods=["GET"]),
        Route("/board/changes", changes, methods=["GET"]),
        Route("/board/upload", take_upload, methods=["POST"]),
        *(Route(f"/board/{name}", _endpoint(stage, act), methods=["GET"]) for name, act in reading.items()),
        *(Route(f"/board/{name}", _endpoint(stage, act), methods=["POST"]) for name, act in doing.items()),
    ]
