"""What Callboard is compared with: Bolt as its documentation shows it, and the same web server without Bolt."""

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bench.deliveries import APPROVE, BARE_COMMAND, SIGNING_SECRET


def build_bolt(slack_url: str, *, listens_to: str, process_before_response: bool) -> Starlette:
    """One listener that does nothing, for a `command` or a `click`, behind Bolt's own Starlette adapter."""
    app = AsyncApp(
        client=AsyncWebClient(token="xoxb-bench", base_url=f"{slack_url}/api/"),
        signing_secret=SIGNING_SECRET,
        process_before_response=process_before_response,
    )
    if listens_to == "command":
        app.command(BARE_COMMAND)(_acknowledge)
    else:
        app.action(APPROVE)(_acknowledge)
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def answer_at_once(_scope: Scope, receive: Receive, send: Send) -> None:
    """A 200 for everything: what the web server, the generator and the machine can do at most."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
