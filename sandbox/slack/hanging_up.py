"""Cuts the connection instead of answering: the answer that gets lost after the effect."""

from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CUT = "stand_in.cut"


class HangingUp:
    """The outermost layer of the stand-in: keeps the server's own `send` at hand for `NoAnswer`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._app({**scope, _CUT: send}, receive, send)


class NoAnswer(Response):
    """Instead of an answer: aborts uvicorn's transport, and waits until the server has noticed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - nothing is sent
        """Cut the connection."""
        cycle: Any = getattr(scope.get(_CUT), "__self__", None)
        transport = getattr(cycle, "transport", None)
        if transport is None:
            raise ConnectionResetError("The answer got lost.")
        transport.abort()
        message: Message = {"type": ""}
        while message["type"] != "http.disconnect":
            message = await receive()
