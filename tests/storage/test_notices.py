"""Notices: each fact once, told as it was revised, looked back at in order, forgotten when old."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.database import Database
from storage.models import NoticeRow

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def notice(key: str = "n1", at: datetime = NOW, **fields: Any) -> NoticeRow:
    given: dict[str, Any] = {"team_id": "T1", "topic": "jobs", "line": "a\0b", "text": "text", "blocks": []}
    return NoticeRow(key=key, at=at, **(given | fields))


async def keep(database: Database, *rows: NoticeRow) -> list[bool]:
    return await database.transact(lambda work: [work.notices.add(row) for row in rows])


async def between(database: Database, since: datetime, until: datetime, **more: Any) -> list[str]:
    given: dict[str, Any] = {"limit": 10, **more}
    return await database.read(
        lambda work: [row.key for row in work.notices.between("T1", since, until, **given)]
    )


async def test_of_many_who_write_a_fact_down_one_does(database: Database) -> None:
    kept = await asyncio.gather(*(keep(database, notice(tags=["1"])) for _ in range(6)))
    assert sorted(kept) == [[False]] * 5 + [[True]]
    assert await keep(database, notice(team_id="T2")) == [True]
    row = await database.transact(lambda work: work.notices.hold("T1", "n1"))
    assert row is not None
    assert (row.line, row.tags, row.told, row.at) == ("a\N{REPLACEMENT CHARACTER}b", ["1"], {}, NOW)


async def test_it_is_revised_and_remembers_where_it_stands(database: Database) -> None:
    await keep(database, notice(), notice(team_id="T2"))
    await database.transact(lambda work: work.notices.note_told("T1", "n1", {"C1": "Maya"}))
    assert await database.transact(
        lambda work: work.notices.revise("T1", "n1", line="new", blocks=[{"a": 1}])
    )
    assert not await database.transact(lambda work: work.notices.revise("T1", "n2", line="new"))
    row = await database.transact(lambda work: work.notices.hold("T1", "n1"))
    other = await database.transact(lambda work: work.notices.hold("T2", "n1"))
    assert row is not None
    assert other is not None
    assert (row.line, row.blocks, row.told) == ("new", [{"a": 1}], {"C1": "Maya"})
    assert (other.line, other.told) == ("a\N{REPLACEMENT CHARACTER}b", {})


async def test_what_happened_is_looked_back_at_from_a_moment_to_another(database: Database) -> None:
    await keep(
        database,
        notice("until", NOW + HOUR),
        notice("b"),
        notice("a"),
        notice("keys", NOW + HOUR / 2, topic="keys"),
        notice("before", NOW - timedelta(microseconds=1)),
        notice("other team", team_id="T2"),
    )
    assert await between(database, NOW, NOW + HOUR) == ["a", "b", "keys"]
    assert await between(database, NOW, NOW + HOUR, topics=["keys", "drift"]) == ["keys"]
    assert await between(database, NOW, NOW + HOUR, limit=1) == ["a"]


async def test_what_happened_long_ago_is_forgotten(database: Database) -> None:
    await keep(database, notice("old", NOW - HOUR), notice("kept"))
    assert await database.transact(lambda work: work.notices.forget(NOW)) == 1
    assert await between(database, NOW - 2 * HOUR, NOW + HOUR) == ["kept"]


async def test_a_warning_that_is_open_is_kept_until_it_is_over(database: Database) -> None:
    await keep(database, notice("warned", NOW - HOUR))
    assert await database.transact(
        lambda work: work.raised_warnings.raise_once("warned", "keys", "A", "slots", {}, NOW)
    )
    assert await database.transact(lambda work: work.notices.forget(NOW)) == 0
    await database.transact(lambda work: work.raised_warnings.clear("warned", "over", NOW))
    assert await database.transact(lambda work: work.notices.forget(NOW)) == 1
