"""How the delivery tests tell facts, and how they let everything be delivered."""

from typing import Any

from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.outbox.sender import Sender
from storage.database import Database
from storage.models.outbox import OutboxRow
from tests.delivery.stage import MovableClock

TEAM, CHANNEL = "T1", "C1"


async def write(
    database: Database, clock: MovableClock, key: str, text: str = "", *, channel: str = CHANNEL, **more: Any
) -> bool:
    """Tell a fact; what the outbox said."""
    fields = {"blocks": ({"type": "divider"},), **more}
    message = Message(key, TEAM, channel, text or key, **fields)
    return await database.transact(lambda work: enqueue(work, message, clock.now()))


async def row(database: Database, key: str) -> OutboxRow:
    """The row of a fact."""
    found = await database.read(lambda work: work.outbox.get(TEAM, key))
    assert found is not None
    return found


async def deliver_all(sender: Sender, clock: MovableClock) -> None:
    """Until nothing is left to do, moving the clock on when nothing is due."""
    for _ in range(1000):
        if await sender.deliver_one():
            continue
        now = clock.now()
        soonest = await sender._glances.soonest(now)
        if soonest is None:
            return
        clock.advance(max(1.0, (soonest - now).total_seconds()))
    raise AssertionError("The outbox does not come to an end.")
