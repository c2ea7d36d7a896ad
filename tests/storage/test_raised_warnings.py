"""Warnings: raised once, cleared once, one open for each subject."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from storage.database import Database
from storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def warn(
    unit: UnitOfWork, key: str = "k1", subject: str = "app-1:stopped", account: str = "A", **facts: Any
) -> bool:
    return unit.raised_warnings.raise_once(key, "statistics", account, subject, facts, NOW)


def open_keys(unit: UnitOfWork) -> list[str]:
    return [row.key for row in unit.raised_warnings.open("statistics", "A")]


async def test_of_many_who_raise_a_warning_one_does(database: Database) -> None:
    raised = await asyncio.gather(*(database.transact(warn) for _ in range(6)))
    assert sorted(raised) == [False] * 5 + [True]
    assert await database.read(open_keys) == ["k1"]


async def test_a_subject_is_warned_of_once_at_a_time(database: Database) -> None:
    assert await database.transact(warn)
    assert not await database.transact(partial(warn, key="k2"))
    assert await database.transact(partial(warn, key="k3", subject="app-2:stopped"))
    assert await database.transact(partial(warn, key="k4", account="B"))
    assert await database.transact(lambda unit: unit.raised_warnings.clear("k1", "events again", NOW))
    assert await database.transact(partial(warn, key="k2"))
    assert await database.read(open_keys) == ["k2", "k3"]


async def test_an_occasion_that_is_over_is_not_raised_again(database: Database) -> None:
    await database.transact(warn)
    cleared = [
        await database.transact(lambda unit: unit.raised_warnings.clear("k1", "events again", NOW + HOUR))
        for _ in range(2)
    ]
    assert cleared == [True, False]
    assert not await database.transact(warn)
    assert await database.read(open_keys) == []


async def test_its_facts_are_kept_as_they_were(database: Database) -> None:
    await database.transact(partial(warn, name="Tour\0", usual=[1, 2.5, None]))
    row = await database.read(lambda unit: unit.raised_warnings.get("k1"))
    assert row is not None
    assert row.facts == {"name": "Tour\N{REPLACEMENT CHARACTER}", "usual": [1, 2.5, None]}
    assert (row.raised_at, row.cleared_at, row.cleared_because) == (NOW, None, "")


async def test_what_was_cleared_long_ago_is_forgotten(database: Database) -> None:
    await database.transact(warn)
    await database.transact(partial(warn, key="k2", subject="other"))
    await database.transact(lambda unit: unit.raised_warnings.clear("k1", "", NOW))
    assert await database.transact(lambda unit: unit.raised_warnings.forget(NOW)) == 0
    assert await database.transact(lambda unit: unit.raised_warnings.forget(NOW + HOUR)) == 1
    assert await database.read(open_keys) == ["k2"]
