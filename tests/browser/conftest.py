"""One demo and one browser for all browser tests."""

import os
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.chromium import MISSING, find_chromium, open_browser
from tests.browser.demo_process import running_demo


@pytest.fixture(autouse=True)
def _chromium() -> None:
    """Browser tests need Chromium; where everything must run, its absence is a failure."""
    if find_chromium() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)


@pytest.fixture
async def board() -> AsyncIterator[str]:
    """The address of a fresh demo."""
    async with running_demo() as address:
        yield address


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser of our own."""
    async with open_browser() as browser:
        yield browser
