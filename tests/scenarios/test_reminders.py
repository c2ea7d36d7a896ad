"""Reminders: words that come at their hour, in the zone of who set them up, once."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.recurrences import once, read_recurrence
from bot.domain.schedules import Schedule
from bot.services.reminders import KIND
from bot.services.schedules import NewSchedule
from sandbox.slack.seen import SeenMessage
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.processes import second_process
from tests.scenarios.scheduled import comes_due
from tests.scenarios.seats import LAUNCHES, Cast

HOSTILE = "Doors <!channel> <@U0OLIVIA> *open* & close"


async def set_up(house: Playhouse, text: str, words: str, key: str = "k1") -> Schedule:
    new = NewSchedule(
        team_id=TEAM,
        kind=KIND,
        recurrence=read_recurrence(text, "Europe/Paris"),
        created_by="U0MAYA",
        grace=timedelta(hours=3),
        subject=LAUNCHES,
        payload={"words": words},
    )
    return await house.program.services.schedules.create(new, key)


async def reminders(cast: Cast) -> list[SeenMessage]:
    return [seen for seen in await cast.maya.in_channel(LAUNCHES) if "A reminder" in seen]


@on_both_databases
async def test_it_comes_each_day_at_its_hour_and_says_who_set_it_up(house: Playhouse, cast: Cast) -> None:
    schedule = await set_up(house, "daily 09:00", "Stand-up in the foyer")
    await comes_due(house, schedule, late=-2)
    assert await reminders(cast) == []
    for day in range(1, 4):
        await comes_due(house, schedule)
        assert len(await reminders(cast)) == day
    for seen in await reminders(cast):
        assert seen.lines == ["Stand-up in the foyer", "A reminder that @maya set up."]


async def test_after_a_change_it_comes_as_changed_and_after_deletion_not_at_all(
    house: Playhouse, cast: Cast
) -> None:
    schedule = await set_up(house, "daily 09:00", "Stand-up in the foyer")
    schedules = house.program.services.schedules
    changed = await schedules.change(schedule, payload={"words": "Stand-up on the stage"})
    await comes_due(house, changed)
    [seen] = await reminders(cast)
    assert "on the stage" in seen
    await schedules.delete(TEAM, changed.id)
    await house.time_passes(86_400)
    assert len(await reminders(cast)) == 1


async def test_a_bot_that_was_away_too_long_leaves_it_out_and_says_so(house: Playhouse, cast: Cast) -> None:
    schedule = await set_up(house, once(house.clock.now() + timedelta(hours=1), "UTC").text, "Too late")
    await house.time_passes(5 * 3600)
    assert await reminders(cast) == []
    [occurrence] = await house.program.services.schedules.history(schedule.id)
    assert occurrence.note == "skipped, because it would have begun more than 3 h late"


async def test_words_that_would_ping_are_shown_and_not_obeyed(house: Playhouse, cast: Cast) -> None:
    await comes_due(house, await set_up(house, "daily 09:00", HOSTILE))
    [seen] = await reminders(cast)
    assert seen.pings == ["U0MAYA"]
    assert "<!channel>" not in seen.text


async def test_words_longer_than_any_message_are_posted_within_it(house: Playhouse, cast: Cast) -> None:
    await comes_due(house, await set_up(house, "daily 09:00", "& " * 5_000))
    assert len(await reminders(cast)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_post_each_of_many_reminders_once(house: Playhouse, cast: Cast) -> None:
    async with second_process(house) as other:
        made = [await set_up(house, "daily 09:00", f"Bell {n}", f"k{n}") for n in range(4)]
        for day in range(1, 3):
            due = (await house.program.services.schedules.get(TEAM, made[0].id)).next_due_at
            assert due is not None
            house.stand_in.clock.advance((due - house.clock.now()).total_seconds())
            await asyncio.gather(other.ticker.tick(), house.program.ticker.tick())
            await other.ticker.idle()
            await house.settle()
            assert len(await reminders(cast)) == 4 * day
