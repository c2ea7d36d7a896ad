"""Schedules as people make them: kept once, changed as they were seen, paused, resumed."""

from datetime import timedelta

import pytest

from bot.domain.recurrences import once
from bot.domain.schedules import LateRule
from bot.errors import BadInput, NoSuchItem, PersonError
from tests.schedules.stage import DAY, HOUR, MINUTE, MONDAY, PARIS, MovableClock, Schedules, scheduled


async def test_a_new_one_says_when_it_is_due(schedules: Schedules) -> None:
    made = await scheduled(schedules, subject="C1", late_rule=LateRule.ALL)
    assert made == await schedules.get(made.id)
    assert (made.next_due_at, made.revision, made.created_by) == (MONDAY, 1, "U1")
    assert (made.subject, made.late_rule, made.grace) == ("C1", "all", 3 * HOUR)
    assert made.recurrence.words == "every weekday at 09:00 (Europe/Paris)"
    assert made.upcoming(2) == (MONDAY, MONDAY + DAY)


async def test_the_same_delivery_makes_it_once_whatever_became_of_it(schedules: Schedules) -> None:
    paused = await schedules.pause(await scheduled(schedules), MONDAY + DAY)
    assert await scheduled(schedules) == paused
    assert (await scheduled(schedules, key="another")).id != paused.id
    assert len(await schedules.list()) == 2


async def test_what_is_over_is_not_kept(schedules: Schedules, clock: MovableClock) -> None:
    with pytest.raises(BadInput, match="That moment is over"):
        await scheduled(schedules, once(clock.now() - MINUTE, PARIS).text)
    now = await scheduled(schedules, once(clock.now(), PARIS).text)
    assert now.next_due_at == clock.now()


async def test_who_saw_an_older_one_changes_nothing(schedules: Schedules) -> None:
    made = await scheduled(schedules)
    await schedules.pause(made, MONDAY + DAY)
    with pytest.raises(PersonError, match="Somebody else changed it"):
        await schedules.resume(made)
    assert (await schedules.get(made.id)).next_due_at == MONDAY + DAY


async def test_while_it_is_paused_nothing_comes(schedules: Schedules, clock: MovableClock) -> None:
    muted = await schedules.pause(await scheduled(schedules, "hourly"), MONDAY + DAY)
    assert muted.next_due_at == MONDAY + DAY
    resumed = await schedules.resume(muted)
    assert resumed.next_due_at == clock.now()


async def test_one_that_is_deleted_cannot_be_changed(schedules: Schedules) -> None:
    made = await scheduled(schedules)
    assert await schedules.delete(made)
    for change in (schedules.pause(made, MONDAY + DAY), schedules.resume(made)):
        with pytest.raises(NoSuchItem, match="perhaps it was deleted"):
            await change


async def test_a_grace_is_kept_to_the_second(schedules: Schedules) -> None:
    made = await scheduled(schedules, grace=timedelta(seconds=90))
    assert made.grace == timedelta(seconds=90)
