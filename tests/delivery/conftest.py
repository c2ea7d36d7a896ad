"""A clock, a Slack, and senders between them."""

from collections.abc import Callable, Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.outbox.outcomes import NotDelivered
from bot.outbox.sender import Sender
from storage.database import Database
from tests.delivery.stage import MovableClock, SmallSlack

MakeSender = Callable[..., Sender]


@pytest.fixture(autouse=True)
def log() -> Iterator[list[EventDict]]:
    """What was logged, instead of on the terminal."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def slack(clock: MovableClock) -> SmallSlack:
    return SmallSlack(clock)


@pytest.fixture
def troubles() -> list[NotDelivered]:
    """What the owner was told."""
    return []


@pytest.fixture
def make_sender(
    database: Database, clock: MovableClock, slack: SmallSlack, troubles: list[NotDelivered]
) -> MakeSender:
    async def tell(trouble: NotDelivered) -> None:
        troubles.append(trouble)

    def make(owner: str = "first", over: Database | None = None) -> Sender:
        return Sender(over or database, slack, clock, owner=owner, tell_owner=tell)

    return make


@pytest.fixture
def sender(make_sender: MakeSender) -> Sender:
    return make_sender()
