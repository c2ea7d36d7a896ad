"""The HTTP door: what Slack posts, and what operators ask."""

from typing import Protocol

from prometheus_client import CONTENT_TYPE_LATEST
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

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

    def __init__(self, slack: AsyncApp | None, health: Health) -> None:
        self._slack = slack
        self._health = health

    def asgi(self) -> Starlette:
        """The application to serve."""
        return Starlette(
            routes=[
                Route("/slack/events", self.slack_events, methods=["POST"]),
                Route("/healthz", self.alive),
                Route("/readyz", self.ready),
                Route("/metrics", self.metrics),
            ]
        )

    async def slack_events(self, request: Request) -> Response:
        """Commands, interactivity, options and events, signed by Slack."""
        if self._slack is None:
            return PlainTextResponse("Slack reaches this bot by Socket Mode.", status_code=404)
        body = await _limited_body(request)
        if body is None:
            return PlainTextResponse("Too long.", status_code=413)
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return PlainTextResponse("Not UTF-8.", status_code=400)
        answer = await self._slack.async_dispatch(
            AsyncBoltRequest(body=text, query=str(request.url.query), headers=dict(request.headers))
        )
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


async def _limited_body(request: Request) -> bytes | None:
    """The body, None when it is longer than we read."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BODY_BYTES:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
