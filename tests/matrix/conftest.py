"""A house for each part of the matrix: two accounts of each vendor, and nobody who reads what is posted."""

import io
from collections.abc import AsyncIterator

import pytest

from tests.matrix.stage import Stage, open_stage
from tests.scenarios.conftest import log, log_of_all_stories
from tests.scenarios.endings import check_ending
from tests.scenarios.playhouse import Plan, open_playhouse

__all__ = ["log", "log_of_all_stories"]


@pytest.fixture
async def stage(sqlite_url: str, log: io.StringIO, decides: bool) -> AsyncIterator[Stage]:
    """The doors to the probes; what must never happen is looked for in the end."""
    async with open_playhouse(Plan(has_staging=True), sqlite_url, log) as house:
        yield await open_stage(house, decides=decides)
        await check_ending(house)


@pytest.fixture
def decides() -> bool:
    """Whether requests are decided about for real; a module that needs it says so."""
    return False


@pytest.fixture
def in_full(request: pytest.FixtureRequest) -> bool:
    """Whether everybody comes by every way from every place, and not by each way and from each place once."""
    return bool(request.config.getoption("--in-full"))
