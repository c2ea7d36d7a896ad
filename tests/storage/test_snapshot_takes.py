"""Takes: each due time is one worker's, is judged once, and is thinned out when it is old."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import pytest

from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.snapshots import ACCOUNT, DAY, HOUR, LEASE, NOW, reading, rows_of, take


def claim(unit: UnitOfWork, by: str, now: datetime = NOW) -> bool:
    return unit.snapshot_takes.claim(ACCOUNT, NOW, by, now, LEASE)


async def test_of_many_who_claim_a_due_time_one_gets_it(database: Database) -> None:
    claims = await asyncio.gather(*(database.transact(partial(claim, by=f"worker-{n}")) for n in range(8)))
    assert sorted(claims) == [False] * 7 + [True]


async def test_what_a_dead_worker_held_is_taken_over_and_only_the_new_owner_can_finish(
    database: Database,
) -> None:
    def finish(unit: UnitOfWork, by: str) -> bool:
        return unit.snapshot_takes.finish(ACCOUNT, NOW, by, NOW, 3)

    assert await database.transact(partial(claim, by="first"))
    assert not await database.transact(partial(claim, by="second", now=NOW + LEASE - HOUR / 3600))
    assert await database.transact(partial(claim, by="second", now=NOW + LEASE))
    assert not await database.transact(partial(finish, by="first"))
    assert await database.transact(partial(finish, by="second"))
    assert not await database.transact(partial(finish, by="second")), "it is finished"
    assert not await database.transact(partial(claim, by="third", now=NOW + DAY)), "a finished take stays so"


async def test_what_was_given_back_waits_until_its_time(database: Database) -> None:
    again = NOW + HOUR / 30
    assert await database.transact(partial(claim, by="first"))
    assert not await database.transact(
        lambda unit: unit.snapshot_takes.release(ACCOUNT, NOW, "second", again)
    )
    assert await database.transact(lambda unit: unit.snapshot_takes.release(ACCOUNT, NOW, "first", again))
    assert not await database.transact(partial(claim, by="second", now=again - HOUR / 3600))
    assert await database.transact(partial(claim, by="second", now=again))


async def test_takes_without_readings_are_not_among_the_times(database: Database) -> None:
    await take(database, NOW, [reading("a")])
    await take(database, NOW + HOUR, [])
    await database.transact(lambda unit: unit.snapshot_takes.claim(ACCOUNT, NOW + 2 * HOUR, "w", NOW, LEASE))
    await take(database, NOW + 3 * HOUR, [reading("a")])
    await take(database, NOW + 3 * HOUR, [reading("a")], account="other")

    def times(unit: UnitOfWork, since: datetime, until: datetime) -> Sequence[datetime]:
        return unit.snapshot_takes.times(ACCOUNT, since, until)

    whole = partial(times, since=NOW, until=NOW + 3 * HOUR)
    assert await database.read(whole) == [NOW, NOW + 3 * HOUR]
    assert await database.read(partial(times, since=NOW + HOUR, until=NOW + 2 * HOUR)) == []
    assert await database.read(lambda unit: unit.snapshot_takes.first(ACCOUNT)) == NOW
    assert await database.read(lambda unit: unit.snapshot_takes.latest(ACCOUNT)) == NOW + 3 * HOUR
    assert await database.read(lambda unit: unit.snapshot_takes.latest("nobody")) is None


async def test_a_take_is_judged_once(database: Database) -> None:
    await take(database, NOW, [reading("a")])
    assert not await database.read(lambda unit: unit.snapshot_takes.is_judged(ACCOUNT, NOW))
    judged = await asyncio.gather(
        *(
            database.transact(lambda unit: unit.snapshot_takes.mark_judged(ACCOUNT, NOW, NOW))
            for _ in range(4)
        )
    )
    assert sorted(judged) == [False, False, False, True]
    assert await database.read(lambda unit: unit.snapshot_takes.is_judged(ACCOUNT, NOW))


async def test_a_take_is_not_judged_after_a_later_one(database: Database) -> None:
    def judge(unit: UnitOfWork, taken_at: datetime) -> bool:
        return unit.snapshot_takes.mark_judged(ACCOUNT, taken_at, NOW)

    for hours in range(3):
        await take(database, NOW + hours * HOUR, [reading("a")])
    await take(database, NOW + 9 * HOUR, [reading("a")], account="other")
    assert await database.transact(partial(judge, taken_at=NOW + HOUR))
    assert not await database.transact(partial(judge, taken_at=NOW))
    assert await database.transact(partial(judge, taken_at=NOW + 2 * HOUR))


async def thin(database: Database, before: datetime, *, limit: int = 1000) -> int:
    def work(unit: UnitOfWork) -> int:
        takes = unit.snapshot_takes.superseded(ACCOUNT, before, limit)
        return sum(unit.snapshot_takes.drop(ACCOUNT, taken_at) for taken_at in takes)

    return await database.transact(work)


async def test_thinning_leaves_the_last_take_of_each_old_day_and_everything_younger(
    database: Database,
) -> None:
    midnight = datetime(2026, 11, 2, tzinfo=UTC)
    for hours in range(72):
        await take(database, midnight + hours * HOUR, [reading("a")])
    await take(database, midnight + 23.5 * HOUR, [])  # read, but without any reading
    kept = [midnight + 23 * HOUR, *(midnight + hours * HOUR for hours in range(40, 72))]
    cut = midnight + 40 * HOUR
    assert await thin(database, cut, limit=10) == 10
    assert await thin(database, cut) == 39 - 10
    assert await rows_of(database) == [("a", at) for at in kept]
    assert await thin(database, cut) == 0, "a second run finds nothing to do"
    assert await rows_of(database) == [("a", at) for at in kept]


async def test_thinning_by_two_at_once_does_it_once(database: Database) -> None:
    for hours in range(24):
        await take(database, NOW - 2 * DAY + hours * HOUR / 2, [reading("a"), reading("b")])
    counts = await asyncio.gather(*(thin(database, NOW) for _ in range(3)))
    assert sum(counts) == 2 * 23
    assert [at for _, at in await rows_of(database)] == [NOW - 2 * DAY + 23 * HOUR / 2] * 2


@pytest.mark.parametrize("unfinished", [True, False])
async def test_an_old_claim_that_came_to_nothing_goes_too(database: Database, unfinished: bool) -> None:
    if unfinished:
        await database.transact(partial(claim, by="w"))
    else:
        await take(database, NOW, [])
    await thin(database, NOW + DAY)
    assert await database.transact(partial(claim, by="w"))


async def test_what_is_older_than_the_retention_goes_altogether(database: Database) -> None:
    for days in range(4):
        await take(database, NOW + days * DAY, [reading("a")])
    expired = await database.read(lambda unit: unit.snapshot_takes.expired(ACCOUNT, NOW + 2 * DAY, 100))
    assert expired == [NOW, NOW + DAY]
    for taken_at in expired:
        await database.transact(partial(drop, taken_at=taken_at))
    assert await rows_of(database) == [("a", NOW + 2 * DAY), ("a", NOW + 3 * DAY)]


def drop(unit: UnitOfWork, taken_at: datetime) -> int:
    return unit.snapshot_takes.drop(ACCOUNT, taken_at)
