"""Schedules as people make them: kept once, changed as they were seen, paused, deleted."""

from datetime import timedelta

import pytest

from bot.domain.recurrences import once, read_recurrence
from bot.domain.schedules import LateRule
from bot.errors import BadInput, NoSuchItem, PersonError
from bot.services.schedules import SchedulesService
from tests.schedules.stage import DAY, HOUR, MINUTE, MONDAY, PARIS, TEAM, MovableClock, scheduled

HOURLY = read_recurrence("hourly", PARIS)


async def test_a_new_one_says_when_it_is_due(schedules: SchedulesService) -> None:
    made = await scheduled(schedules, subject="C1", payload={"topics": ["jobs"]}, late_rule=LateRule.ALL)
    assert made == await schedules.get(TEAM, made.id)
    assert (made.next_due_at, made.revision, made.created_by) == (MONDAY, 1, "U1")
    assert (made.subject, made.payload, made.late_rule, made.grace) == (
        "C1",
        {"topics": ["jobs"]},
        "all",
        3 * HOUR,
    )
    assert made.recurrence.words == "every weekday at 09:00 (Europe/Paris)"
    assert made.upcoming(2) == (MONDAY, MONDAY + DAY)


async def test_the_same_delivery_makes_it_once_whatever_became_of_it(schedules: SchedulesService) -> None:
    made = await scheduled(schedules)
    changed = await schedules.change(made, recurrence=HOURLY)
    assert await scheduled(schedules) == changed
    assert (await scheduled(schedules, key="another")).id != made.id
    assert len(await schedules.list(TEAM)) == 2


async def test_what_is_over_is_not_kept(schedules: SchedulesService, clock: MovableClock) -> None:
    with pytest.raises(BadInput, match="That moment is over"):
        await scheduled(schedules, once(clock.now() - MINUTE, PARIS).text)
    now = await scheduled(schedules, once(clock.now(), PARIS).text)
    assert now.next_due_at == clock.now()


async def test_a_change_moves_the_next_due_time_only_with_the_rhythm(
    schedules: SchedulesService, clock: MovableClock
) -> None:
    made = await scheduled(schedules)
    clock.advance(HOUR)  # it is due, and nobody has looked yet
    with_payload = await schedules.change(made, payload={"a": 1}, late_rule=LateRule.SKIP, grace=MINUTE)
    assert (with_payload.next_due_at, with_payload.payload, with_payload.revision) == (MONDAY, {"a": 1}, 2)
    assert (with_payload.late_rule, with_payload.grace) == (LateRule.SKIP, MINUTE)
    clock.advance(MINUTE)
    moved = await schedules.change(with_payload, recurrence=HOURLY)
    assert (moved.next_due_at, moved.recurrence, moved.payload) == (MONDAY + HOUR, HOURLY, {"a": 1})


async def test_who_saw_an_older_one_changes_nothing(schedules: SchedulesService) -> None:
    made = await scheduled(schedules)
    await schedules.change(made, recurrence=HOURLY)
    with pytest.raises(PersonError, match="Somebody else changed it"):
        await schedules.pause(made)
    assert (await schedules.get(TEAM, made.id)).recurrence == HOURLY


async def test_while_it_is_paused_nothing_comes(schedules: SchedulesService, clock: MovableClock) -> None:
    made = await scheduled(schedules)
    muted = await schedules.pause(made, until=MONDAY + DAY)
    assert muted.next_due_at == MONDAY + DAY
    assert muted.is_paused(clock.now())
    assert not muted.is_paused(MONDAY + DAY)
    changed = await schedules.change(muted, recurrence=HOURLY)
    assert changed.next_due_at == MONDAY + DAY
    stopped = await schedules.pause(changed)
    assert stopped.next_due_at is None
    assert stopped.is_paused(MONDAY + 99 * DAY)
    assert (await schedules.change(stopped, recurrence=HOURLY)).next_due_at is None
    resumed = await schedules.resume(await schedules.get(TEAM, made.id))
    assert resumed.next_due_at == clock.now()
    assert not resumed.is_paused(clock.now())


async def test_a_pause_that_is_over_does_not_hold_a_change_back(
    schedules: SchedulesService, clock: MovableClock
) -> None:
    muted = await schedules.pause(await scheduled(schedules), until=MONDAY)
    clock.advance(HOUR + MINUTE)
    assert (await schedules.change(muted, recurrence=HOURLY)).next_due_at == MONDAY + HOUR


async def test_one_that_is_deleted_is_not_there(schedules: SchedulesService) -> None:
    made = await scheduled(schedules)
    assert await schedules.delete(TEAM, made.id)
    assert not await schedules.delete(TEAM, made.id)
    for gone in (
        schedules.get(TEAM, made.id),
        schedules.change(made, recurrence=HOURLY),
        schedules.resume(made),
    ):
        with pytest.raises(NoSuchItem, match="perhaps it was deleted"):
            await gone


async def test_they_are_listed_by_what_comes_next_in_their_workspace(schedules: SchedulesService) -> None:
    weekly = await scheduled(schedules, "friday 09:00", key="a", subject="C1")
    daily = await scheduled(schedules, key="b", kind="stats")
    stopped = await schedules.pause(await scheduled(schedules, key="c"))
    assert [each.id for each in await schedules.list(TEAM)] == [daily.id, weekly.id, stopped.id]
    assert await schedules.list(TEAM, subject="C1") == (weekly,)
    assert await schedules.list(TEAM, kind="stats") == (daily,)
    assert await schedules.list("T2") == ()
    with pytest.raises(NoSuchItem):
        await schedules.get("T2", daily.id)


async def test_a_grace_is_kept_to_the_second(schedules: SchedulesService) -> None:
    made = await scheduled(schedules, grace=timedelta(seconds=90))
    assert made.grace == timedelta(seconds=90)
