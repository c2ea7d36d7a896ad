"""Warnings: each is raised once and cleared once, with its message, however many judge at once."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar, cast

import pytest

from bot.domain.app_warnings import AppWarning, ClearedBecause
from bot.domain.unusual import Kind
from bot.services.app_warnings import AppWarningsService
from storage.database import Database
from storage.models.outbox import OutboxState
from storage.unit_of_work import UnitOfWork
from tests.statistics.conftest import ACCOUNT, TEAM, Hire, Vendor, Worker, announce
from tests.statistics.readings import DAY

T = TypeVar("T")


async def said(database: Database) -> list[str]:
    """The messages that wait to be posted, in order."""

    def read(work: UnitOfWork) -> list[str]:
        rows = work.outbox.list_by_state(TEAM, OutboxState.PENDING)
        return [row.text for row in sorted(rows, key=lambda row: row.seq or 0)]

    return await database.read(read)


async def live(vendor: Vendor, worker: Worker, days: int, *, adding: int) -> None:
    """Days go by, on each of which every app gets so many events."""
    for _ in range(days):
        vendor.advance(DAY)
        for app_id, app in vendor.organization.apps.items():
            vendor.count(app_id, app["cached_user_count"], app["cached_event_count"] + adding)
        await worker.snapshots.keep()


async def test_a_warning_is_raised_once_stays_and_is_cleared_once(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    vendor.add("Rota")
    worker = hire(every=DAY)
    await live(vendor, worker, 20, adding=500)
    assert await worker.warnings.open() == ()
    await live(vendor, worker, 5, adding=0)
    (warning,) = await worker.warnings.open()
    assert (warning.app_name, warning.kind) == ("Rota", Kind.EVENTS_STOPPED)
    assert await said(database) == ["Rota events_stopped raised"]
    await live(vendor, worker, 3, adding=500)
    assert await worker.warnings.open() == ()
    assert await said(database) == ["Rota events_stopped raised", "Rota events_stopped cleared"]
    await live(vendor, worker, 30, adding=500)
    assert len(await said(database)) == 2


async def test_a_warning_is_over_when_events_are_back_after_months(hire: Hire, vendor: Vendor) -> None:
    vendor.add("Rota")
    worker = hire(every=DAY)
    await live(vendor, worker, 20, adding=500)
    await live(vendor, worker, 70, adding=0)
    (warning,) = await worker.warnings.open()
    assert warning.kind is Kind.EVENTS_STOPPED
    await live(vendor, worker, 2, adding=500)
    assert Kind.EVENTS_STOPPED not in {each.kind for each in await worker.warnings.open()}


async def test_a_second_silence_is_a_second_warning(hire: Hire, vendor: Vendor, database: Database) -> None:
    vendor.add("Rota")
    worker = hire(every=DAY)
    await live(vendor, worker, 35, adding=500)
    await live(vendor, worker, 3, adding=0)
    await live(vendor, worker, 15, adding=500)
    await live(vendor, worker, 3, adding=0)
    stopped = [text.split()[-1] for text in await said(database) if "stopped" in text]
    assert stopped == ["raised", "cleared", "raised"]


async def test_of_many_who_judge_the_same_snapshot_one_raises(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    for number in range(3):
        vendor.add(f"App {number}")
    worker = hire(every=DAY)
    await live(vendor, worker, 20, adding=500)
    vendor.advance(2 * DAY)
    vendor.count_all()
    await worker.snapshots.take()
    news = await asyncio.gather(*(hire(f"w{number}").warnings.judge() for number in range(5)))
    assert sorted(map(len, news)) == [0, 0, 0, 0, 3]
    assert await said(database) == [f"App {number} events_stopped raised" for number in range(3)]


class Hesitant:
    """The database, to somebody who is kept from writing for a while."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.goes_on = asyncio.Event()
        self.is_ready = asyncio.Event()

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        return await self._database.read(work)

    async def transact(self, work: Callable[[UnitOfWork], T]) -> T:
        self.is_ready.set()
        await self.goes_on.wait()
        return await self._database.transact(work)


async def test_a_judgement_that_comes_after_a_newer_one_is_dropped(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    vendor.add("Rota")
    worker = hire(every=DAY)
    await live(vendor, worker, 20, adding=500)
    vendor.advance(2 * DAY)
    vendor.count_all()
    await worker.snapshots.take()
    hesitant = Hesitant(database)
    slow = AppWarningsService(cast(Database, hesitant), vendor, account=ACCOUNT, tell=announce)
    late = asyncio.create_task(slow.judge())
    await hesitant.is_ready.wait()
    await live(vendor, worker, 1, adding=500)
    hesitant.goes_on.set()
    assert await late == ()
    assert await said(database) == []


async def test_without_its_message_a_warning_is_not_raised(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    def breaks(_work: UnitOfWork, _news: Sequence[AppWarning], _now: datetime) -> None:
        raise ConnectionResetError

    vendor.add("Rota")
    worker = hire(every=DAY)
    await live(vendor, worker, 20, adding=500)
    vendor.advance(2 * DAY)
    vendor.count_all()
    await worker.snapshots.take()
    with pytest.raises(ConnectionResetError):
        await hire(every=DAY, tell=breaks).warnings.judge()
    assert await worker.warnings.open() == ()
    assert [warning.kind for warning in await worker.warnings.judge()] == [Kind.EVENTS_STOPPED]
    assert await said(database) == ["Rota events_stopped raised"]


async def test_a_warning_of_an_app_that_is_deleted_is_cleared_as_such(hire: Hire, vendor: Vendor) -> None:
    app = vendor.add("Rota")
    vendor.add("Shop", events=5)
    worker = hire(every=DAY)
    await live(vendor, worker, 20, adding=500)
    await live(vendor, worker, 2, adding=0)
    assert len(await worker.warnings.open()) == 2
    del vendor.organization.apps[app]
    await live(vendor, worker, 1, adding=0)
    assert len(await worker.warnings.open()) == 2, "it may be back tomorrow"
    vendor.advance(DAY)
    vendor.count_all()
    await worker.snapshots.take()
    (cleared,) = await worker.warnings.judge()
    assert (cleared.app_name, cleared.cleared_because) == ("Rota", ClearedBecause.NOT_COUNTED)
    assert [warning.app_name for warning in await worker.warnings.open()] == ["Shop"]


async def test_no_snapshots_and_old_counts_are_no_reason_to_warn_or_to_clear(
    hire: Hire, vendor: Vendor, database: Database
) -> None:
    app = vendor.add("Rota")
    worker = hire(every=DAY)
    await live(vendor, worker, 20, adding=500)
    counted = vendor.organization.apps[app]["stats_last_updated"]
    for _ in range(6):
        vendor.advance(DAY)
        await worker.snapshots.keep()
    assert vendor.organization.apps[app]["stats_last_updated"] == counted
    assert await said(database) == [], "Appizer did not count, so nobody knows"
    vendor.advance(timedelta(days=30))
    await live(vendor, worker, 1, adding=500)
    assert await said(database) == []
