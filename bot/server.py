"""The HTTP door: what Slack posts, and what operators ask."""

from collections.abc import Sequence
from typing import Protocol

from prometheus_client import CONTENT_TYPE_LATEST
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.inbox.payloads import read_payload

SLACK_PATH = "/slack/events"
MOST_BODY_BYTES = 1_000_000
"""Slack's largest payload, a view of 250 KB with its state, stays far below."""


class Health(Protocol):
    """What operators ask."""

    async def checks(self) -> dict[str, bool]:
        """Whether the parts can do their work, each by its name."""
        ...

    async def figures(self) -> bytes:
        """The metrics, as Prometheus reads them."""
        ...


class Server:
    """Routes of the bot. `slack` is None where Slack does not come over HTTP."""

    def __init__(self, slack: AsyncApp | None, health: Health, others: Sequence[Route] = ()) -> None:
        self._slack = slack
        self._health = health
        self._others = others

    def asgi(self) -> ASGIApp:
        """The application to serve. What Slack posts is most of the traffic, and takes the short way."""
        others = Starlette(
            routes=[
                Route("/healthz", self.alive),
                Route("/readyz", self.ready),
                Route("/metrics", self.metrics),
                *self._others,
            ]
        )

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"] == SLACK_PATH:
                answer = await self.slack_events(scope, receive)
                await answer(scope, receive, send)
            else:
                await others(scope, receive, send)

        return application

    async def slack_events(self, scope: Scope, receive: Receive) -> Response:
        """Commands, interactivity, options and events, signed by Slack."""
        if scope["method"] != "POST":
            return PlainTextResponse("Slack posts.", status_code=405, headers={"Allow": "POST"})
        if self._slack is None:
            return PlainTextResponse("Slack does not reach this process over HTTP.", status_code=404)
        body = await _limited_body(receive)
        if body is None:
            return PlainTextResponse("Too long.", status_code=413)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            bolt_request = _bolt_request(body, headers)
        except (ValueError, RecursionError):
            return PlainTextResponse("Not what Slack posts.", status_code=400)
        answer = await self._slack.async_dispatch(bolt_request)
        return Response(answer.body, answer.status, dict(answer.first_headers_without_set_cookie()))

    async def alive(self, _request: Request) -> Response:
        """Whether the process runs at all."""
        return JSONResponse({"alive": True})

    async def ready(self, _request: Request) -> Response:
        """Whether it can do its work: each check by its name."""
        checks = await self._health.checks()
        is_ready = all(checks.values())
        return JSONResponse({"ready": is_ready, **checks}, status_code=200 if is_ready else 503)

    async def metrics(self, _request: Request) -> Response:
        """Figures for Prometheus."""
        return Response(await self._health.figures(), media_type=CONTENT_TYPE_LATEST)


def _bolt_request(body: bytes, headers: dict[str, str]) -> AsyncBoltRequest:
    """The request as Bolt takes it, already read; Bolt itself would take ten times as long.

    Only in Socket Mode does it take what is read already. But this is HTTP: the text and the mode are put
    back, so that it checks the signature. Raises ValueError for what cannot be read.
    """
    payload = read_payload(body, headers.get("content-type", ""))
    request = AsyncBoltRequest(body=payload, headers={**headers}, mode="socket_mode")
    request.raw_body, request.mode = body.decode(), "http"
    return request


async def _limited_body(receive: Receive) -> bytes | None:
    """The body, None when it is longer than we read. One that is cut short does not fit its signature."""
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MOST_BODY_BYTES:
            return None
        more = message.get("more_body", False)
    return b"".join(chunks)
