"""Occurrences: a due time is taken once, by whoever is first, and held until it is finished or left."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest

from storage.database import Database
from storage.models import OccurrenceRow, OccurrenceState
from storage.repositories.occurrences import Key

DUE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)
KINDS = {"digest"}
DONE, FAILED = OccurrenceState.DONE, OccurrenceState.FAILED


async def take(database: Database, schedule_id: str = "s1", due_at: datetime = DUE, **fields: Any) -> bool:
    given: dict[str, Any] = {
        "team_id": "T1",
        "kind": "digest",
        "owner": "w1",
        "lease_until": DUE + LEASE,
        "claimed_at": DUE,
    }
    row = OccurrenceRow(schedule_id=schedule_id, due_at=due_at, **(given | fields))
    return await database.transact(lambda work: work.occurrences.add(row))


async def finish(
    database: Database,
    owner: str = "w1",
    attempt: int = 1,
    state: OccurrenceState = DONE,
    key: Key = ("s1", DUE),
) -> bool:
    return await database.transact(
        lambda work: work.occurrences.finish(key, owner, attempt, DUE, state, "a\0note")
    )


async def take_over(database: Database, now: datetime, owner: str = "w2") -> list[str]:
    return await database.transact(
        lambda work: [
            row.schedule_id for row in work.occurrences.take_over(KINDS, now, owner, LEASE, limit=10)
        ]
    )


async def look(database: Database, schedule_id: str = "s1", due_at: datetime = DUE) -> OccurrenceRow:
    row = await database.read(lambda work: work.occurrences.get(schedule_id, due_at))
    assert row is not None
    return row


async def test_of_many_who_take_a_due_time_one_gets_it(database: Database) -> None:
    taken = await asyncio.gather(*(take(database, owner=f"w{n}") for n in range(8)))
    assert sorted(taken) == [False] * 7 + [True]


async def test_another_schedule_and_another_time_are_their_own(database: Database) -> None:
    assert await take(database)
    assert await take(database, "s2")
    assert await take(database, due_at=DUE + timedelta(days=1))


async def test_the_same_instant_in_another_zone_is_the_same_due_time(database: Database) -> None:
    assert await take(database)
    assert not await take(database, due_at=DUE.astimezone(tz=None))


async def test_one_that_is_finished_says_how_and_cannot_be_finished_again(database: Database) -> None:
    await take(database)
    assert await finish(database, state=FAILED)
    row = await look(database)
    assert (row.state, row.note, row.owner, row.finished_at) == (
        FAILED,
        "a\N{REPLACEMENT CHARACTER}note",
        "",
        DUE,
    )
    assert not await finish(database)
    assert not await take(database)


@pytest.mark.parametrize(("owner", "attempt"), [("w2", 1), ("w1", 2)])
async def test_only_who_holds_it_finishes_it(database: Database, owner: str, attempt: int) -> None:
    await take(database)
    assert not await finish(database, owner, attempt)
    assert (await look(database)).state == OccurrenceState.CLAIMED


async def test_one_is_taken_over_when_its_lease_has_run_out_and_not_before(database: Database) -> None:
    await take(database)
    await take(database, "s2", state=DONE, owner="", lease_until=None)
    await take(database, "s3", kind="from the future")
    just_before = DUE + LEASE - timedelta(microseconds=1)
    assert await take_over(database, just_before) == []
    assert not await database.read(lambda work: work.occurrences.is_any_abandoned(KINDS, just_before))
    assert await database.read(lambda work: work.occurrences.is_any_abandoned(KINDS, DUE + LEASE))
    assert await take_over(database, DUE + LEASE) == ["s1"]
    row = await look(database)
    assert (row.owner, row.attempt, row.lease_until) == ("w2", 2, DUE + 2 * LEASE)
    assert not await finish(database, "w1", 1)
    assert await finish(database, "w2", 2)


async def test_of_many_who_take_over_each_is_taken_once(database: Database) -> None:
    for n in range(6):
        await take(database, f"s{n}")
    taken = await asyncio.gather(*(take_over(database, DUE + LEASE, f"w{n}") for n in range(2, 6)))
    assert sorted(chain.from_iterable(taken)) == [f"s{n}" for n in range(6)]


async def test_a_lease_is_renewed_by_who_holds_it(database: Database) -> None:
    await take(database)
    await take(database, "s2", owner="w2")
    keys = [("s1", DUE), ("s2", DUE)]
    assert await database.transact(lambda work: work.occurrences.renew(keys, "w1", DUE + 5 * LEASE)) == 1
    assert await take_over(database, DUE + LEASE, "w3") == ["s2"]


async def test_one_that_is_given_back_waits_until_it_may_be_taken_up(database: Database) -> None:
    await take(database)
    later = DUE + timedelta(minutes=5)
    released = await database.transact(
        lambda work: work.occurrences.release(("s1", DUE), "w1", 1, later, "no answer")
    )
    assert released
    assert not await finish(database)
    assert await take_over(database, later - timedelta(seconds=1)) == []
    assert await take_over(database, later) == ["s1"]
    assert (await look(database)).attempt == 2


async def test_what_is_taken_up_again_is_not_given_back_by_an_earlier_attempt(database: Database) -> None:
    await take(database)
    for owner in ("w2", "w1"):
        assert await take_over(database, DUE + 2 * LEASE, owner) == ["s1"]
        await database.transact(lambda work: work.occurrences.renew([("s1", DUE)], "w2", DUE))
    assert not await database.transact(
        lambda work: work.occurrences.release(("s1", DUE), "w1", 1, DUE, "failed")
    )
    assert await take_over(database, DUE + 2 * LEASE, "w3") == []


async def test_what_was_broken_off_does_not_count(database: Database) -> None:
    await take(database)
    await database.transact(
        lambda work: work.occurrences.release(("s1", DUE), "w1", 1, DUE, "", counts=False)
    )
    assert await take_over(database, DUE) == ["s1"]
    assert (await look(database)).attempt == 1


async def test_a_start_alone_frees_what_others_held(database: Database) -> None:
    await take(database)
    await take(database, "s2", owner="me")
    assert await database.transact(lambda work: work.occurrences.release_of_dead_processes("me")) == 1
    assert await take_over(database, DUE) == ["s1"]


async def test_the_history_is_told_from_the_latest_on(database: Database) -> None:
    for day in range(4):
        await take(database, due_at=DUE + timedelta(days=day))
    for day in (0, 2):
        assert await finish(database, key=("s1", DUE + timedelta(days=day)))
    days = await database.read(lambda work: [row.due_at.day for row in work.occurrences.list("s1", limit=3)])
    assert days == [5, 4, 3]
    before = DUE + timedelta(days=2)
    assert await database.read(lambda work: work.occurrences.last_done_before("s1", before)) == DUE
    assert await database.read(lambda work: work.occurrences.last_done_before("s1", DUE)) is None


async def test_old_ones_are_forgotten_once_they_are_finished(database: Database) -> None:
    await take(database)
    await take(database, "s2")
    await finish(database)
    assert await database.transact(lambda work: work.occurrences.forget(DUE)) == 0
    assert await database.transact(lambda work: work.occurrences.forget(DUE + LEASE)) == 1
    assert (await look(database, "s2")).state == OccurrenceState.CLAIMED
