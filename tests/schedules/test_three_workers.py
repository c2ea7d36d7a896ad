"""Three workers at once over one PostgreSQL, each with connections of its own: each due time is done once."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise

import pytest
from structlog.typing import EventDict

from bot.domain.schedules import LateRule, Work
from bot.services.occurrences import LEASE
from storage.database import Database
from tests.conftest import ENCRYPTION_KEY
from tests.delivery.stage import Killed
from tests.schedules.stage import (
    HOUR,
    MINUTE,
    Handler,
    MovableClock,
    Worker,
    scheduled,
    schedules_on,
    worker,
)

SCHEDULES, MINUTES = 12, 8


class Unlucky(Handler):
    """Gives way to the others in the middle, and now and then its process ends there."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.luck = random.Random(seed)
        self.danger = 0.15

    async def __call__(self, work: Work) -> str:
        await asyncio.sleep(0)
        self.faults = [Killed()] if self.luck.random() < self.danger else []
        return await super().__call__(work)


@pytest.fixture
async def databases(postgresql_url: str) -> AsyncIterator[list[Database]]:
    async with AsyncExitStack() as stack:
        opened = [Database.open(postgresql_url, encryption_keys=[ENCRYPTION_KEY]) for _ in range(3)]
        for each in opened:
            stack.push_async_callback(each.close)
        yield opened


async def test_each_due_time_is_done_once_whoever_dies(
    databases: list[Database], clock: MovableClock, log: list[EventDict]
) -> None:
    schedules = schedules_on(databases[0], clock)
    made = [
        await scheduled(schedules, "every 1 min", key=f"k{n}", late_rule=LateRule.ALL, grace=HOUR)
        for n in range(SCHEDULES)
    ]
    start, unlucky, lives = clock.now(), Unlucky(1), 0
    workers: list[Worker] = []
    for _ in range(MINUTES * 6):
        for place, database in enumerate(databases):
            if unlucky.luck.random() < 0.2 or len(workers) <= place:
                lives += 1
                workers[place : place + 1] = [worker(database, clock, unlucky, f"w{lives}", concurrency=4)]
        await asyncio.gather(*(each.looks() for each in workers))
        clock.advance(timedelta(seconds=10))
    unlucky.danger = 0
    for _ in range(2):  # what died last is taken over, and what waited for it comes after
        clock.advance(LEASE)
        await asyncio.gather(*(each.looks() for each in workers))

    done = Counter((work.schedule_id, work.due_at) for work in unlucky.done)
    assert set(done.values()) == {1}
    for schedule in made:
        times = sorted(due_at for schedule_id, due_at in done if schedule_id == schedule.id)
        assert times[0] == start
        assert all(later - earlier == MINUTE for earlier, later in pairwise(times))
        assert times[-1] >= start + MINUTES * MINUTE
        assert {each.state for each in await schedules.history(schedule.id)} == {"done"}
    deaths = len(unlucky.begun) - len(unlucky.done)
    assert deaths == len(log) > 0
