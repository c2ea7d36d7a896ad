"""Opens transports to scripted servers with a sleep that only notes how long it would have been."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.clients.connections import Timeouts
from bot.clients.transport import Transport, Upstream
from bot.redaction import Redactor
from sandbox.apis import build_apis
from sandbox.slack.serving import serving

from .world import OPTIONS, World

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = "key-canary-6ec53e5f-02"
SECRET = "secret-canary-0b5c3f0e"


class StoppedClock:
    def now(self) -> datetime:
        return NOW


class NotedSleep:
    def __init__(self) -> None:
        self.pauses: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)


Open = Callable[..., Transport]


@pytest.fixture
def sleep() -> NotedSleep:
    return NotedSleep()


@pytest.fixture
async def open_transport(sleep: NotedSleep) -> AsyncIterator[Open]:
    async with AsyncExitStack() as stack:

        def open_one(url: str, timeouts: Timeouts | None = None, **upstream: object) -> Transport:
            transport = Transport(
                Upstream("Appcues", url, "APPCUES_API_KEY", basic=(KEY, SECRET), **upstream),  # type: ignore[arg-type]  # any field of it
                redactor=Redactor([KEY, SECRET]),
                clock=StoppedClock(),
                timeouts=timeouts,
                sleep=sleep,
                jitter=lambda: 0.5,
            )
            stack.push_async_callback(transport.close)
            return transport

        yield open_one


@pytest.fixture
def log_lines() -> Iterator[list[EventDict]]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture
async def world(sleep: NotedSleep) -> AsyncIterator[World]:
    async with serving(build_apis(OPTIONS)) as url, World.at(url, sleep) as world:
        yield world
