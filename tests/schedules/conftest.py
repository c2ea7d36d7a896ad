"""A clock that is moved by hand, the service that keeps schedules, and what was logged."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from storage.database import Database
from tests.schedules.stage import Handler, MovableClock, Schedules, schedules_on


@pytest.fixture
def log() -> Iterator[list[EventDict]]:
    """What was logged, instead of on the terminal."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def schedules(database: Database, clock: MovableClock) -> Schedules:
    return schedules_on(database, clock)
