"""Occurrences: a due time is taken once, by whoever is first."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from storage.database import Database
from storage.unit_of_work import UnitOfWork

DUE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def claim(unit: UnitOfWork, by: str) -> bool:
    return unit.occurrences.claim("digest", DUE, by, DUE)


async def test_of_many_who_claim_a_due_time_one_gets_it(database: Database) -> None:
    claims = await asyncio.gather(*(database.transact(partial(claim, by=f"worker-{n}")) for n in range(8)))
    assert sorted(claims) == [False] * 7 + [True]


async def test_another_schedule_and_another_time_are_their_own(database: Database) -> None:
    assert await database.transact(lambda w: w.occurrences.claim("digest", DUE, "w", DUE))
    assert await database.transact(lambda w: w.occurrences.claim("stats", DUE, "w", DUE))
    tomorrow = DUE + timedelta(days=1)
    assert await database.transact(lambda w: w.occurrences.claim("digest", tomorrow, "w", DUE))
    assert await database.read(lambda w: w.occurrences.latest("digest")) == tomorrow
    assert await database.read(lambda w: w.occurrences.latest("never")) is None


async def test_the_same_instant_in_another_zone_is_the_same_due_time(database: Database) -> None:
    paris = DUE.astimezone(tz=None)
    assert await database.transact(lambda w: w.occurrences.claim("digest", DUE, "w", DUE))
    assert not await database.transact(lambda w: w.occurrences.claim("digest", paris, "w", DUE))


async def test_old_due_times_are_forgotten(database: Database) -> None:
    await database.transact(lambda w: w.occurrences.claim("digest", DUE, "w", DUE))
    assert await database.transact(lambda w: w.occurrences.forget(DUE)) == 0
    assert await database.transact(lambda w: w.occurrences.forget(DUE + timedelta(days=1))) == 1
