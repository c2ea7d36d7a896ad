"""`python -m sandbox slack` as its own process, with a plain Bolt app behind it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.slack.options import SlackOptions
from sandbox.slack.serving import listening_socket, serving
from tests.browser.demo_process import ROOT, STARTS_WITHIN, STOPS_WITHIN
from tests.browser.plain_bot import PlainBot

MANIFEST = Path(__file__).parent / "manifest.yml"


@dataclass
class Theatre:
    """The address of the board, the app behind it, and Slack's own client for what the app posts."""

    url: str
    bot: PlainBot
    client: AsyncWebClient


@asynccontextmanager
async def running_theatre(*more: str) -> AsyncIterator[Theatre]:
    """A stand-in, with these arguments besides, and a bot of our own."""
    listening = listening_socket()
    bot_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    arguments = ("slack", "--port", "0", "--manifest", str(MANIFEST), "--bot-url", bot_url, *more)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN)).decode()
        url = line.strip().removeprefix("Slack is at ")
        assert url.startswith("http://127.0.0.1:"), line
        client = AsyncWebClient(token=SlackOptions.bot_token, base_url=f"{url}/api/", retry_handlers=[])
        bot = PlainBot(client, SlackOptions.signing_secret)
        async with serving(_web(bot), listening):
            yield Theatre(url, bot, client)
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), STOPS_WITHIN)


def _web(bot: PlainBot) -> Starlette:
    handler = AsyncSlackRequestHandler(bot.app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
