"""A stand-in on a real port, a driver at its board, and small Bolt apps to talk to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.slack.app import SlackOptions, SlackStandIn, build_slack
from sandbox.slack.driver import Board
from sandbox.slack.serving import serving

StartBolt = Callable[[AsyncApp], Awaitable[str]]


@pytest.fixture
def options() -> SlackOptions:
    """What the stand-in is started with; modules override it."""
    return SlackOptions(commands=())


@pytest.fixture
async def stand_in(options: SlackOptions) -> AsyncIterator[SlackStandIn]:
    """A running stand-in; its address is `stand_in.url`."""
    stand_in = build_slack(options)
    async with serving(stand_in.asgi) as url:
        stand_in.url = url
        yield stand_in
        await stand_in.aclose()


@pytest.fixture
async def board(stand_in: SlackStandIn) -> AsyncIterator[Board]:
    """Maya's seat at the board."""
    board = Board(stand_in, "U0MAYA")
    yield board
    await board.aclose()


@pytest.fixture
def client(stand_in: SlackStandIn) -> AsyncWebClient:
    """Slack's own SDK, pointed at the stand-in."""
    return AsyncWebClient(
        token=stand_in.stage.options.bot_token,
        base_url=f"{stand_in.url}/api/",
        retry_handlers=[],
    )


@pytest.fixture
def bolt(client: AsyncWebClient, options: SlackOptions) -> AsyncApp:
    """A plain Bolt app without listeners."""
    return AsyncApp(client=client, signing_secret=options.signing_secret)


@pytest.fixture
async def start_bolt(stand_in: SlackStandIn) -> AsyncIterator[StartBolt]:
    """Serves a Bolt app over HTTP and tells the stand-in where it is."""
    async with AsyncExitStack() as stack:

        async def start(app: AsyncApp) -> str:
            handler = AsyncSlackRequestHandler(app)

            async def endpoint(request: Request) -> Response:
                return await handler.handle(request)

            web = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
            url = await stack.enter_async_context(serving(web))
            stand_in.bot_url = url
            return url

        yield start


async def refusal(call: Awaitable[Any]) -> str:
    """The code with which Slack refuses a call."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])
