"""What is due is done: once, by one of many, and to its end whatever happens to who began it."""

import asyncio
from datetime import datetime, timedelta

import pytest
from structlog.typing import EventDict

from bot.domain.recurrences import once
from bot.domain.schedules import LateRule
from bot.errors import ApiUnavailable, PersonError
from bot.services.occurrences import LEASE, MOST_ATTEMPTS, RETRY_AFTER
from storage.database import Database
from tests.delivery.stage import Killed
from tests.pace import PATIENCE
from tests.schedules.stage import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    PARIS,
    SECOND,
    TEAM,
    Handler,
    MovableClock,
    Schedules,
    scheduled,
    worker,
)

Fate = list[tuple[datetime, str, str]]


async def fate(schedules: Schedules, schedule_id: str) -> Fate:
    """Its due times, in order: what became of them, and the note."""
    return [(each.due_at, each.state, each.note) for each in await schedules.history(schedule_id)]


async def test_what_is_due_is_done_and_then_the_next_is_waited_for(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    made = await scheduled(schedules, subject="C1")
    one = worker(database, clock, handler)
    assert await one.looks() == 0
    clock.advance(HOUR)
    assert await one.looks() == 1
    assert await one.looks() == 0
    [work] = handler.done
    assert (work.due_at, work.team_id, work.kind, work.subject, work.zone) == (
        MONDAY,
        TEAM,
        "digest",
        "C1",
        PARIS,
    )
    assert (work.created_by, work.attempt, work.note) == ("U1", 1, "")
    assert work.key == f"digest:{made.id}:2026-11-30T08:00:00+00:00"
    assert await fate(schedules, made.id) == [(MONDAY, "done", "")]
    assert (await schedules.get(made.id)).next_due_at == MONDAY + DAY


async def test_of_workers_that_look_at_once_one_does_it(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    for n in range(20):
        await scheduled(schedules, key=f"k{n}")
    clock.advance(HOUR)
    workers = [worker(database, clock, handler, f"w{n}") for n in range(5)]
    for _ in range(3):
        await asyncio.gather(*(each.looks() for each in workers))
    keys = [work.key for work in handler.done]
    assert (len(keys), len(set(keys))) == (20, 20)


async def test_more_than_it_takes_at_once_is_done_one_after_the_other(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    for n in range(7):
        await scheduled(schedules, key=f"k{n}")
    clock.advance(HOUR)
    held = asyncio.Event()
    handler.faults = [held, held]
    one = worker(database, clock, handler, concurrency=2)
    assert await one.ticker.tick() == 2
    assert await one.ticker.tick() == 0
    held.set()
    await one.ticker.idle()
    assert len({work.key for work in handler.done}) == 7


async def test_what_happens_once_happens_once(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    made = await scheduled(schedules, once(MONDAY, PARIS).text)
    one = worker(database, clock, handler)
    for _ in range(3):
        clock.advance(HOUR)
        await one.looks()
    assert len(handler.done) == 1
    assert (await schedules.get(made.id)).next_due_at is None


async def test_a_kind_that_is_not_known_here_is_left_to_who_knows_it(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    await scheduled(schedules, kind="from the future")
    clock.advance(HOUR)
    assert await worker(database, clock, handler).looks() == 0
    assert await worker(database, clock, handler, kinds=["from the future"]).looks() == 1


# Changes take effect at the next look of anybody


async def test_a_change_is_seen_by_every_worker_at_its_next_look(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    made = await scheduled(schedules)
    other = worker(database, clock, handler, "w2")
    assert await other.looks() == 0
    half_past = {"recurrence": "daily 08:30", "next_due_at": MONDAY - 30 * MINUTE}
    assert await database.transact(
        lambda work: work.schedules.change(TEAM, made.id, made.revision, clock.now(), **half_past)
    )
    clock.advance(30 * MINUTE)
    assert await other.looks() == 1
    clock.advance(30 * MINUTE)
    assert await other.looks() == 0


async def test_one_that_is_deleted_or_paused_is_not_done(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    deleted = await scheduled(schedules, key="a")
    muted = await scheduled(schedules, key="b")
    await schedules.delete(deleted)
    await schedules.pause(muted, until=MONDAY + HOUR)
    one = worker(database, clock, handler)
    clock.advance(HOUR)
    assert await one.looks() == 0
    clock.advance(DAY)
    assert await one.looks() == 1
    assert await fate(schedules, muted.id) == [(MONDAY + DAY, "done", "")]


# Late


async def test_one_that_was_missed_is_caught_up_once_within_its_grace(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    made = await scheduled(schedules)
    handler.note = "nothing to tell"
    clock.advance(2 * DAY + 3 * HOUR)
    assert await worker(database, clock, handler).looks() == 1
    assert handler.done[0].note == "2 h late; earlier ones were left out"
    wednesday = MONDAY + 2 * DAY
    note = "2 h late; earlier ones were left out; nothing to tell"
    assert await fate(schedules, made.id) == [(wednesday, "done", note)]


async def test_else_it_is_skipped_and_says_so(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    made = await scheduled(schedules)
    clock.advance(HOUR + 3 * HOUR + SECOND)
    assert await worker(database, clock, handler).looks() == 0
    note = "skipped, because it would have begun more than 3 h late"
    assert await fate(schedules, made.id) == [(MONDAY, "skipped", note)]
    clock.advance(DAY - 3 * HOUR)
    assert await worker(database, clock, handler).looks() == 1


async def test_all_that_were_missed_come_one_after_the_other_where_the_rule_says_so(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    await scheduled(schedules, "hourly", late_rule=LateRule.ALL)
    clock.advance(5 * HOUR)
    one = worker(database, clock, handler)
    assert await one.looks() == 0  # the ones that are too old are left out, together
    assert await one.looks() == 1
    hours = [(work.due_at - MONDAY) / HOUR for work in handler.done]
    assert hours == [1, 2, 3, 4]


async def test_the_next_waits_until_the_one_before_is_finished(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    made = await scheduled(schedules, "every 1 min", grace=10 * MINUTE)
    held = asyncio.Event()
    handler.faults = [held]
    one, other = worker(database, clock, handler), worker(database, clock, handler, "w2")
    assert await one.ticker.tick() == 1
    for _ in range(3):
        clock.advance(MINUTE)
        assert await one.ticker.tick() == 0
        assert await other.looks() == 0
    held.set()
    await one.ticker.idle()
    assert await other.looks() == 0
    start = MONDAY - HOUR
    late = "earlier ones were left out"
    assert await fate(schedules, made.id) == [(start, "done", ""), (start + 3 * MINUTE, "done", late)]


# Who dies, freezes or fails


async def test_what_a_dead_worker_had_begun_is_taken_up_when_its_lease_has_run_out(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    clock.advance(HOUR)
    handler.faults = [Killed()]
    await worker(database, clock, handler).looks()
    other = worker(database, clock, handler, "w2")
    clock.advance(LEASE - SECOND)
    assert await other.looks() == 0
    clock.advance(SECOND + SECOND)
    assert await other.looks() == 1
    first, second = handler.begun
    assert first.key == second.key
    assert (second.attempt, second.note) == (2, "1 min 1 s late")
    assert await fate(schedules, made.id) == [(MONDAY, "done", "1 min 1 s late")]
    assert [line["event"] for line in log] == ["occurrence_not_recorded"]


async def test_what_kills_each_worker_is_given_up(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    clock.advance(HOUR)
    handler.faults = [Killed() for _ in range(MOST_ATTEMPTS + 1)]
    for n in range(MOST_ATTEMPTS + 1):
        await worker(database, clock, handler, f"w{n}").looks()
        clock.advance(LEASE)
    assert len(handler.begun) == MOST_ATTEMPTS
    assert await fate(schedules, made.id) == [(MONDAY, "failed", "failed: the process ended (5 attempts)")]
    assert len(log) == MOST_ATTEMPTS


async def test_what_was_broken_off_long_ago_is_not_begun_anew(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    clock.advance(HOUR)
    handler.faults = [Killed()]
    await worker(database, clock, handler).looks()
    clock.advance(4 * HOUR)
    assert await worker(database, clock, handler, "w2").looks() == 0
    note = "skipped, because it was broken off and would have begun anew 4 h late"
    assert await fate(schedules, made.id) == [(MONDAY, "skipped", note)]
    assert len(log) == 1


async def test_what_was_begun_of_a_deleted_schedule_is_not_begun_anew(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    clock.advance(HOUR)
    handler.faults = [Killed()]
    await worker(database, clock, handler).looks()
    await schedules.delete(made)
    clock.advance(LEASE)
    assert await worker(database, clock, handler, "w2").looks() == 0
    note = "skipped, because its schedule was deleted"
    assert await fate(schedules, made.id) == [(MONDAY, "skipped", note)]
    assert len(log) == 1


async def test_a_worker_that_was_frozen_finds_that_another_has_done_it(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    clock.advance(HOUR)
    held = asyncio.Event()
    handler.faults = [held]
    frozen = worker(database, clock, handler)
    assert await frozen.ticker.tick() == 1
    clock.advance(LEASE)
    handler.note = "done by the other"
    assert await worker(database, clock, handler, "w2").looks() == 1
    handler.note = "done by the frozen one"
    held.set()
    await frozen.ticker.idle()
    assert await fate(schedules, made.id) == [(MONDAY, "done", "done by the other")]
    assert [line["event"] for line in log] == ["occurrence_was_taken_over"]


async def test_work_that_takes_long_is_held(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    await scheduled(schedules)
    clock.advance(HOUR)
    held = asyncio.Event()
    handler.faults = [held]
    slow, other = worker(database, clock, handler), worker(database, clock, handler, "w2")
    await slow.ticker.tick()
    for _ in range(20):
        clock.advance(LEASE / 3)
        await slow.ticker.tick()
        assert await other.looks() == 0
    held.set()
    await slow.ticker.idle()
    assert len(handler.begun) == len(handler.done) == 1


async def test_what_failed_is_tried_again_a_few_times_and_then_given_up(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    one = worker(database, clock, handler)
    handler.faults = [
        ApiUnavailable("Appcues does not answer.", service="Appcues") for _ in range(MOST_ATTEMPTS)
    ]
    clock.advance(HOUR)
    assert await one.looks() == 1
    for wait in RETRY_AFTER:
        assert await fate(schedules, made.id) == [(MONDAY, "claimed", "failed: Appcues does not answer.")]
        clock.advance(wait - SECOND)
        assert await one.looks() == 0
        clock.advance(SECOND)
        assert await one.looks() == 1
    clock.advance(HOUR)
    assert await one.looks() == 0
    assert await fate(schedules, made.id) == [(MONDAY, "failed", "failed: Appcues does not answer.")]
    assert {line["log_level"] for line in log} == {"warning"}
    assert not any(line["exc_info"] for line in log)


async def test_what_failed_and_then_went_well_is_done(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    handler.faults = [ApiUnavailable("Appcues does not answer.", service="Appcues")]
    clock.advance(HOUR)
    one = worker(database, clock, handler)
    await one.looks()
    clock.advance(5 * MINUTE)
    await one.looks()
    assert await fate(schedules, made.id) == [(MONDAY, "done", "5 min late")]
    assert len(log) == 1


async def test_what_only_people_can_mend_is_not_tried_again(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    handler.faults = [PersonError("No Appcues account is connected.")]
    clock.advance(HOUR)
    await worker(database, clock, handler).looks()
    assert await fate(schedules, made.id) == [(MONDAY, "failed", "failed: No Appcues account is connected.")]
    assert len(log) == 1


async def test_nothing_is_tried_again_when_it_would_be_too_late(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules, grace=MINUTE)
    handler.faults = [ApiUnavailable("Appcues does not answer.", service="Appcues") for _ in range(9)]
    clock.advance(HOUR)
    one = worker(database, clock, handler)
    for _ in range(40):
        await one.looks()
        clock.advance(MINUTE)
    assert [work.attempt for work in handler.begun] == [
        1,
        2,
        3,
    ]  # at 0, 1 and 6 minutes; 21 is beyond a quarter
    assert await fate(schedules, made.id) == [(MONDAY, "failed", "failed: Appcues does not answer.")]
    assert len(log) == 3


async def test_an_error_that_nobody_foresaw_is_told_by_its_id_alone(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    handler.faults = [RuntimeError("canary-secret")]
    clock.advance(HOUR)
    await worker(database, clock, handler).looks()
    [(_, state, note)] = await fate(schedules, made.id)
    [line] = log
    assert (state, note) == ("claimed", f"failed: error {line['error_id']}")
    assert isinstance(line["exc_info"], RuntimeError)


async def test_what_has_no_end_is_broken_off_and_tried_again(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    made = await scheduled(schedules)
    handler.faults = [asyncio.Event()]
    clock.advance(HOUR)
    impatient = worker(database, clock, handler, longest=timedelta(seconds=0.01))
    await impatient.looks()
    assert [line["reason"] for line in log] == ["TimeoutError"]
    clock.advance(MINUTE)
    await impatient.looks()
    assert await fate(schedules, made.id) == [(MONDAY, "done", "")]


async def test_a_rhythm_that_cannot_be_read_any_more_stops_itself_and_nothing_else(
    database: Database, schedules: Schedules, clock: MovableClock, handler: Handler
) -> None:
    broken = await scheduled(schedules, key="a")
    whole = await scheduled(schedules, key="b")
    await database.transact(
        lambda work: work.schedules.change(TEAM, broken.id, 1, clock.now(), zone="Atlantis/Capital")
    )
    clock.advance(HOUR)
    assert await worker(database, clock, handler).looks() == 1
    assert handler.done[0].schedule_id == whole.id
    [(_, state, note)] = await fate(schedules, broken.id)
    assert state == "skipped"
    assert note.startswith("stopped: “Atlantis/Capital” is not a time zone")
    records = await database.read(lambda work: work.audit.latest(TEAM, limit=9))
    [record] = [each for each in records if each.item_id == broken.id]
    assert (record.action, record.verdict, record.detail) == ("schedule digest", "skipped", note)
    clock.advance(DAY)
    assert await worker(database, clock, handler).looks() == 1


# Stopping


async def test_a_worker_that_stops_finishes_what_it_can_and_leaves_the_rest_to_others_at_once(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    log: list[EventDict],
) -> None:
    for n in range(2):
        await scheduled(schedules, key=f"k{n}")
    clock.advance(HOUR)
    soon, never = asyncio.Event(), asyncio.Event()
    handler.faults = [soon, never]
    stopping = worker(database, clock, handler)
    assert await stopping.ticker.tick() == 2
    await asyncio.sleep(0)
    soon.set()
    await stopping.ticker.drain(timedelta(seconds=0.05))
    assert len(handler.done) == 1
    assert await stopping.looks() == 0
    assert await worker(database, clock, handler, "w2").looks() == 1
    assert (len(handler.done), handler.done[1].attempt) == (2, 1)
    assert [line["event"] for line in log] == ["occurrences_left_to_others"]


async def test_a_worker_with_nothing_to_do_stops_at_once(
    database: Database, clock: MovableClock, handler: Handler
) -> None:
    async with asyncio.timeout(PATIENCE):
        await worker(database, clock, handler).ticker.drain(timedelta(hours=1))
    assert handler.begun == []


@pytest.mark.parametrize("late_rule", LateRule)
async def test_a_clock_that_is_put_back_makes_nothing_happen_twice(
    database: Database,
    schedules: Schedules,
    clock: MovableClock,
    handler: Handler,
    late_rule: LateRule,
) -> None:
    made = await scheduled(schedules, late_rule=late_rule)
    clock.advance(HOUR)
    one = worker(database, clock, handler)
    await one.looks()
    clock.advance(-HOUR)
    await schedules.resume(await schedules.get(made.id))
    clock.advance(HOUR)
    assert await one.looks() == 0
    assert len(handler.done) == 1
    assert (await schedules.get(made.id)).next_due_at == MONDAY + DAY
