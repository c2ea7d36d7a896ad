"""One browser for the whole run, one demo or one stand-in for each module that asks for it."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.chromium import MISSING, find_chromium, open_browser
from tests.browser.demo_process import running_demo
from tests.browser.theatre import Theatre, running_theatre
from tests.pace import PATIENCE

expect.set_options(timeout=1000 * PATIENCE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser; where everything must run, its absence is a failure."""
    if find_chromium() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """The browser with no pages open; what a test opens is closed after it."""
    yield chromium
    for context in list(chromium.contexts):
        await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def board() -> AsyncIterator[str]:
    """The address of a demo."""
    async with running_demo() as address:
        yield address


@pytest.fixture(scope="module")
def strictness() -> str:
    """How the stand-in of `theatre` is; modules override it."""
    return "--strict"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def open_theatre(strictness: str) -> AsyncIterator[Theatre]:
    """The Slack stand-in alone, with a plain Bolt app behind it."""
    async with running_theatre(strictness) as theatre:
        yield theatre


@pytest_asyncio.fixture(loop_scope="session")
async def theatre(open_theatre: Theatre) -> AsyncIterator[Theatre]:
    """The same for each test, without the forms that the one before left open."""
    yield open_theatre
    await open_theatre.clear()
