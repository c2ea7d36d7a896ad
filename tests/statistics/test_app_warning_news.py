"""Warnings about apps as channels see them: posted once, and edited where they stand when they are over."""

import asyncio
from typing import Any, cast

import pytest

from bot.domain.accounts import Account, Vendor
from bot.domain.subscriptions import Severity, Topic
from bot.services.account_rows import row_of
from bot.services.app_warnings import AppWarningNews, AppWarningsService
from bot.services.notices import NoticesService
from storage.database import Database
from storage.models.outbox import OutboxRow, OutboxState
from storage.unit_of_work import UnitOfWork
from tests.statistics.conftest import ACCOUNT, TEAM, Hire
from tests.statistics.conftest import Vendor as Appizer
from tests.statistics.readings import DAY, NOW
from tests.statistics.test_app_warnings_service import Hesitant, live
from tests.subscriptions import subscription_row


async def wants(database: Database, channel: str, **filters: Any) -> None:
    row = subscription_row(TEAM, channel, Topic.STATS, NOW, **filters)
    await database.transact(lambda work: work.subscriptions.add(row))


async def standing(database: Database) -> dict[str, list[tuple[int, str]]]:
    """What stands in each channel: how often it was written, and its text."""

    def read(work: UnitOfWork) -> list[OutboxRow]:
        return work.outbox.list_by_state(TEAM, OutboxState.PENDING)

    found: dict[str, list[tuple[int, str]]] = {}
    for row in await database.read(read):
        found.setdefault(row.channel, []).append((row.revision, row.text))
    return found


@pytest.mark.parametrize("badge", ["", "north (Appizer)"])
async def test_a_warning_is_one_message_a_channel_and_is_edited_in_place_when_it_is_over(
    hire: Hire, vendor: Appizer, database: Database, badge: str
) -> None:
    app = vendor.add("Rota")
    account = Account("environment" if not badge else "a1b2", Vendor.APPIZER, "north")
    news = AppWarningNews(NoticesService(database, vendor), TEAM, account)
    worker = hire(every=DAY, tell=news.tell)
    key = f"appizer:{account.id}"
    await wants(database, "C1")
    await wants(database, "C2", least=int(Severity.ALARM), account=key, app=app)
    await wants(database, "C3", app="another")
    await wants(database, "C4", account="appizer:another")
    await live(vendor, worker, 20, adding=500)
    assert await standing(database) == {}
    await live(vendor, worker, 5, adding=0)
    stands = await standing(database)
    assert {*stands} == {"C1", "C2"}
    ((revision, text),) = stands["C1"]
    assert revision == 1
    assert text.startswith("Warning: Events have stopped.")
    await live(vendor, worker, 10, adding=500)
    over = await standing(database)
    assert {*over} == {"C1", "C2"}
    for ((revision, text),) in over.values():
        assert revision == 2
        assert "over. Over since" in text
    (row,) = await database.read(lambda work: work.notices.between(TEAM, NOW, NOW + 100 * DAY, limit=9))
    assert (row.severity, row.app_id, row.account) == (int(Severity.ALARM), app, key)
    assert (badge in str(row.blocks)) is True
    assert ("Account " in str(row.blocks)) is bool(badge)
    assert f'"@account":"{account.id}"' in str(row.blocks)
    assert row.key.startswith(f"statistics:{ACCOUNT}:")


@pytest.mark.parametrize("is_removed", [False, True])
async def test_an_account_that_was_removed_while_it_was_judged_is_not_warned_of(
    hire: Hire, vendor: Appizer, database: Database, is_removed: bool
) -> None:
    vendor.add("Rota")
    account = Account("a1b2", Vendor.APPIZER, "north")
    worker, row = hire(every=DAY), row_of(TEAM, account, None, NOW)
    await database.transact(lambda work: work.accounts.add(row))
    await live(vendor, worker, 20, adding=500)
    vendor.advance(2 * DAY)
    vendor.count_all()
    await worker.snapshots.take()
    news, hesitant = AppWarningNews(NoticesService(database, vendor), TEAM, account), Hesitant(database)
    late = AppWarningsService(
        cast(Database, hesitant), vendor, account=ACCOUNT, tell=news.tell, stays=news.stays
    )
    judging = asyncio.create_task(late.judge())
    await hesitant.is_ready.wait()
    if is_removed:
        gone = {"removed_at": vendor.now()}
        assert await database.transact(lambda work: work.accounts.change(TEAM, account.id, **gone))
    hesitant.goes_on.set()
    assert bool(await judging) is bool(await worker.warnings.open()) is not is_removed
