"""Schedules: what is due is found by one at a time, and a change is made of what was seen."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from storage.database import Database
from storage.models import OccurrenceRow, OccurrenceState, ScheduleRow
from storage.repositories.schedules import _is_due
from storage.unit_of_work import UnitOfWork
from tests.gate import AT_THE_GATE, held_at_the_gate

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KINDS = {"digest", "stats"}


def schedule(id: str = "s1", due: datetime | None = NOW, **fields: Any) -> ScheduleRow:
    given: dict[str, Any] = {
        "team_id": "T1",
        "kind": "digest",
        "payload": {"filters": ["a\0b"]},
        "recurrence": "weekdays 09:00",
        "zone": "Europe/Paris",
        "grace_seconds": 10_800,
        "created_by": "U1",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return ScheduleRow(id=id, next_due_at=due, **(given | fields))


def begun(due_at: datetime) -> OccurrenceRow:
    return OccurrenceRow(
        schedule_id="s1", due_at=due_at, team_id="T1", kind="digest", owner="w", claimed_at=NOW
    )


async def keep(database: Database, *rows: ScheduleRow) -> None:
    await database.transact(lambda work: [work.schedules.add(row) for row in rows])


async def due(database: Database, now: datetime = NOW, limit: int = 10) -> list[str]:
    return await database.transact(
        lambda work: [row.id for row in work.schedules.lock_due(KINDS, now, limit=limit)]
    )


async def test_what_was_kept_is_found_as_it_was_and_once_by_its_id(database: Database) -> None:
    await keep(database, schedule())
    assert not await database.transact(lambda work: work.schedules.add(schedule(subject="other")))
    row = await database.read(lambda work: work.schedules.get("T1", "s1"))
    assert row is not None
    assert (row.payload, row.subject, row.revision) == ({"filters": ["a\0b"]}, "", 1)
    assert row.next_due_at == NOW
    assert await database.read(lambda work: work.schedules.get("T2", "s1")) is None


async def test_what_is_due_comes_first_the_longest_due_first(database: Database) -> None:
    await keep(
        database,
        schedule("later", NOW),
        schedule("first", NOW - HOUR),
        schedule("not yet", NOW + timedelta(microseconds=1)),
        schedule("never", None),
        schedule("unknown kind", NOW, kind="from the future"),
    )
    assert await due(database) == ["first", "later"]
    assert await due(database, limit=1) == ["first"]
    assert await database.read(lambda work: work.schedules.is_any_due(KINDS, NOW))
    assert not await database.read(lambda work: work.schedules.is_any_due(KINDS, NOW - 2 * HOUR))


async def test_one_whose_last_occurrence_is_open_waits_for_it(database: Database) -> None:
    await keep(database, schedule())
    await database.transact(lambda work: work.occurrences.add(begun(NOW - HOUR)))
    assert await due(database) == []
    assert not await database.read(lambda work: work.schedules.is_any_due(KINDS, NOW))
    await database.transact(
        lambda work: work.occurrences.finish(("s1", NOW - HOUR), "w", 1, NOW, OccurrenceState.DONE, "")
    )
    assert await due(database) == ["s1"]


async def test_of_many_that_move_it_on_one_does(database: Database) -> None:
    await keep(database, schedule())
    row = await database.read(lambda work: work.schedules.get("T1", "s1"))
    assert row is not None
    moves = await asyncio.gather(
        *(database.transact(lambda work: work.schedules.move_on(row, NOW + HOUR)) for _ in range(8))
    )
    assert sorted(moves) == [False] * 7 + [True]


async def test_it_is_not_moved_on_by_one_who_saw_it_before_a_change(database: Database) -> None:
    await keep(database, schedule())
    row = await database.read(lambda work: work.schedules.get("T1", "s1"))
    assert row is not None
    assert await database.transact(lambda work: work.schedules.change("T1", "s1", 1, NOW, payload={}))
    assert not await database.transact(lambda work: work.schedules.move_on(row, NOW + HOUR))


async def test_a_change_is_made_of_the_revision_that_was_seen(database: Database) -> None:
    await keep(database, schedule())

    def change(work: UnitOfWork, revision: int, subject: str) -> bool:
        return work.schedules.change("T1", "s1", revision, NOW + HOUR, subject=subject)

    assert await database.transact(partial(change, revision=1, subject="C\0"))
    assert not await database.transact(partial(change, revision=1, subject="C2"))
    row = await database.read(lambda work: work.schedules.get("T1", "s1"))
    assert row is not None
    assert (row.subject, row.revision, row.updated_at) == ("C\N{REPLACEMENT CHARACTER}", 2, NOW + HOUR)
    assert not await database.transact(lambda work: work.schedules.change("T2", "s1", 2, NOW, subject="x"))


async def test_they_are_listed_by_what_comes_next(database: Database) -> None:
    await keep(
        database,
        schedule("paused", None),
        schedule("later", NOW + HOUR, subject="C1"),
        schedule("soon", NOW, kind="stats"),
        schedule("elsewhere", NOW, team_id="T2"),
    )

    async def listed(**filters: Any) -> list[str]:
        return await database.read(lambda work: [row.id for row in work.schedules.list("T1", **filters)])

    assert await listed() == ["soon", "later", "paused"]
    assert await listed(limit=1, offset=1) == ["later"]
    assert await listed(kind="stats") == ["soon"]
    assert await listed(subject="C1") == ["later"]


async def test_one_that_is_deleted_is_gone_for_its_workspace_alone(database: Database) -> None:
    await keep(database, schedule())
    assert not await database.transact(lambda work: work.schedules.delete("T2", "s1"))
    assert await database.transact(lambda work: work.schedules.delete("T1", "s1"))
    assert not await database.transact(lambda work: work.schedules.delete("T1", "s1"))
    assert await due(database) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_another_begins_while_due_schedules_are_looked_for_is_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(database, schedule(due=NOW - 2 * HOUR))

    def begin(work: UnitOfWork) -> None:
        [row] = work.schedules.lock_due(KINDS, NOW, limit=1)
        assert work.schedules.move_on(row, NOW - HOUR)
        assert work.occurrences.add(begun(NOW - 2 * HOUR))

    with monkeypatch.context() as patched:
        gated = "storage.repositories.schedules._is_due"
        patched.setattr(gated, lambda *known: (*_is_due(*known), AT_THE_GATE))
        async with held_at_the_gate(database, due(database)) as looking:
            patched.undo()
            await database.transact(begin)
    assert await looking == []
