"""Snapshots: each due time is taken once, whoever and however many are at it, and nothing is made up."""

import asyncio
from datetime import timedelta

import pytest

from bot.services.snapshots import LEASE, TRY_AGAIN_AFTER, Snapshot
from storage.database import Database
from storage.repositories.snapshots import Readings
from storage.unit_of_work import UnitOfWork
from tests.statistics.conftest import ACCOUNT, Hire, Vendor
from tests.statistics.readings import DAY, HOUR, NOW, TODAY


async def takes_of(database: Database) -> list[tuple[str, int | None, int | None]]:
    """All readings by time and name: name, users, events."""

    def read(work: UnitOfWork) -> list[tuple[str, int | None, int | None]]:
        names = {app.number: app.name for app in work.snapshots.known_apps(ACCOUNT).values()}
        rows: list[Readings] = [
            work.snapshots.take(ACCOUNT, at)
            for at in work.snapshot_takes.times(ACCOUNT, NOW - 99 * DAY, NOW + 99 * DAY)
        ]
        return [
            (name, users, events)
            for take in rows
            for name, users, events in sorted((names[row[0]], row[2], row[3]) for row in take)
        ]

    return await database.read(read)


async def test_a_snapshot_holds_the_counts_of_every_app_at_its_hour(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    vendor.moment = NOW + HOUR / 2
    vendor.add("Rota", 318, 92_480)
    vendor.add("Box office", 48_211, 3_902_114)
    assert await hire().snapshots.take() == Snapshot(NOW, 2)
    assert await takes_of(database) == [("Box office", 48_211, 3_902_114), ("Rota", 318, 92_480)]


async def test_of_many_workers_one_reads_the_api_and_writes(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    for number in range(250):
        vendor.add(f"App {number}")
    workers = [hire(f"w{number}").snapshots for number in range(6)]
    taken = await asyncio.gather(*(worker.take() for worker in workers))
    assert [each for each in taken if each] == [Snapshot(NOW, 250)]
    assert vendor.gate.requests == 3, "three pages of a hundred, once"
    assert len(await takes_of(database)) == 250
    vendor.advance(HOUR - HOUR / 3600)
    assert await workers[0].take() is None
    vendor.advance(HOUR / 3600)
    again = await asyncio.gather(*(worker.take() for worker in workers))
    assert [each for each in again if each] == [Snapshot(NOW + HOUR, 250)]
    assert len(await takes_of(database)) == 500


async def test_what_appizer_does_not_say_is_a_gap_and_not_a_zero(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    vendor.add("half", 5, None)
    vendor.add("silent", None, None)
    zero = vendor.add("zero", 0, 0)
    worker = hire().snapshots
    assert await worker.take() == Snapshot(NOW, 2)
    vendor.advance(HOUR)
    vendor.count(zero, -3, 10**15)
    await worker.take()
    assert await takes_of(database) == [("half", 5, None), ("zero", 0, 0), ("half", 5, None)]


async def test_after_a_failure_the_same_hour_is_tried_again_until_it_has_passed(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    vendor.add("Rota")
    worker = hire().snapshots
    vendor.is_away(True)
    assert await worker.take() is None
    asked = vendor.gate.requests
    assert await worker.take() is None
    assert vendor.gate.requests == asked, "not at once"
    vendor.is_away(False)
    vendor.advance(TRY_AGAIN_AFTER)
    assert await worker.take() == Snapshot(NOW, 1)
    vendor.advance(HOUR - TRY_AGAIN_AFTER)
    vendor.is_away(True)
    assert await worker.take() is None
    vendor.advance(HOUR)
    vendor.is_away(False)
    assert await worker.take() == Snapshot(NOW + 2 * HOUR, 1), "the hour between stays a gap"
    assert len(await takes_of(database)) == 2


async def test_a_worker_that_was_overtaken_writes_nothing(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    app = vendor.add("Rota", 1, 1)
    vendor.gate.held = release = asyncio.Event()
    slow = asyncio.create_task(hire("slow").snapshots.take())
    await vendor.gate.arrived.wait()
    quick = hire("quick").snapshots
    assert await quick.take() is None, "somebody is at it"
    vendor.advance(LEASE)
    assert await quick.take() == Snapshot(NOW, 1)
    vendor.count(app, 2, 2)
    release.set()
    assert await slow is None
    assert await takes_of(database) == [("Rota", 1, 1)]


async def test_a_due_time_that_a_dead_worker_had_claimed_is_taken_up(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    vendor.add("Rota")
    await database.transact(lambda work: work.snapshot_takes.claim(ACCOUNT, NOW, "dead", NOW, LEASE))
    worker = hire().snapshots
    assert await worker.take() is None
    vendor.advance(LEASE)
    assert await worker.take() == Snapshot(NOW, 1)


async def test_old_snapshots_are_thinned_to_one_a_day_and_go_after_two_years(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    app = vendor.add("Rota")
    vendor.moment = start = TODAY - 20 * DAY
    worker = hire(every=6 * HOUR)
    for number in range(80):
        vendor.count(app, number, number)
        await worker.snapshots.keep()
        vendor.advance(6 * HOUR)
    cut = start + 79 * 6 * HOUR - timedelta(days=14)
    numbers = range(80)
    kept = [n for n in numbers if n % 4 == 3 or start + n * 6 * HOUR >= cut]
    assert [users for _, users, _ in await takes_of(database)] == kept
    vendor.advance(12 * HOUR)
    assert await worker.snapshots.thin() == 2, "half a day later there is a little more to thin"
    left = len(await takes_of(database))
    assert await worker.snapshots.thin() == 0
    vendor.moment = start + timedelta(days=730 + 10, hours=1)
    assert await worker.snapshots.thin() > 0
    assert len(await takes_of(database)) < left
    vendor.advance(timedelta(days=731))
    await worker.snapshots.thin()
    assert await takes_of(database) == []


async def test_an_app_that_was_deleted_keeps_its_name_while_it_has_readings(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    gone = vendor.add("Festival")
    vendor.add("Rota")
    worker = hire().snapshots
    await worker.keep()
    del vendor.organization.apps[gone]

    async def names() -> set[str]:
        known = await database.read(lambda work: work.snapshots.known_apps(ACCOUNT))
        return {app.name for app in known.values()}

    for days in (1, 729):
        vendor.advance(timedelta(days=days))
        await worker.keep()
        assert await names() == {"Festival", "Rota"}
    vendor.advance(timedelta(days=3))
    await worker.keep()
    assert await names() == {"Rota"}


@pytest.mark.parametrize("every", [7 * HOUR, timedelta(seconds=20)])
def test_a_rhythm_that_does_not_fill_a_day_is_refused_at_once(hire: Hire, every: timedelta) -> None:
    with pytest.raises(ValueError, match="divide a day"):
        hire(every=every)
