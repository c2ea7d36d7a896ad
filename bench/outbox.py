"""`python -m bench.outbox`: what one message costs, however many wait behind it."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.outbox.sender import Sender
from bot.outbox.slack_shapes import Blocks, Posted
from storage.database import Database
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork

QUEUES = (100, 1_000, 10_000)
CHANNELS, MEASURED = 20, 200


class InstantSlack:
    """Takes every message at once."""

    call_seconds = 10.0

    def __init__(self) -> None:
        self._number = itertools.count()

    async def slack(self, team_id: str) -> "InstantSlack":
        """The way to any workspace."""
        return self

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Blocks,
        *,
        outbox_id: str,
        thread_ts: str = "",
    ) -> Posted:
        """Posted."""
        return Posted(channel, f"1.{next(self._number):06}")

    async def update(self, channel_id: str, ts: str, text: str, blocks: Blocks) -> None:
        """Edited."""

    async def delete(self, channel_id: str, ts: str) -> None:
        """Deleted."""

    async def find_copies(
        self,
        channel: str,
        outbox_id: str,
        *,
        oldest: datetime,
        thread_ts: str = "",
    ) -> Sequence[Posted]:
        """None."""
        return ()


class HandMovedClock:
    """Moves on when nothing is due."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 2, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """The present moment."""
        return self.moment


def main() -> None:
    """Print a table."""
    print("| waiting | written, ms each | posted, ms each |\n| --- | --- | --- |")
    for waiting in QUEUES:
        written, posted = asyncio.run(_measure(waiting))
        print(f"| {waiting:,} | {written:.1f} | {posted:.1f} |")


async def _measure(waiting: int) -> tuple[float, float]:
    """Processor time of this process, in milliseconds: writing a message, and bringing it to Slack."""
    with tempfile.TemporaryDirectory(prefix="callboard-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'callboard.db'}"
        migrate(url)
        database, clock = Database.open(url), HandMovedClock()

        def write(work: UnitOfWork) -> None:
            for number in range(waiting):
                message = Message(f"m{number}", "T1", f"C{number % CHANNELS}", f"message {number}")
                enqueue(work, message, clock.now())

        began = time.process_time()
        await database.transact(write)
        written = (time.process_time() - began) / waiting
        sender = Sender(database, InstantSlack(), clock, owner="bench")
        await _deliver(sender, clock, 20)
        count = min(MEASURED, waiting - 20)
        began = time.process_time()
        await _deliver(sender, clock, count)
        posted = (time.process_time() - began) / count
        await database.close()
    return 1000 * written, 1000 * posted


async def _deliver(sender: Sender, clock: HandMovedClock, count: int) -> None:
    delivered = 0
    while delivered < count:
        if await sender.deliver_one():
            delivered += 1
        else:
            clock.moment += timedelta(seconds=1)


if __name__ == "__main__":
    main()
