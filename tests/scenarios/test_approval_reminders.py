"""What waits is called to mind in the thread of its card: ever less often, never at night, each time once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.scenarios.asking import PUBLISH
from tests.scenarios.hours import PARIS, THURSDAY, lives_in, move_to, next_weekday, run_at
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.processes import second_process
from tests.scenarios.seats import Cast
from tests.scenarios.test_policy import set_rule

MINUTE = timedelta(minutes=1)


async def asked_at(house: Playhouse, cast: Cast, hour: int) -> datetime:
    """Maya, who lives in Paris, asks on a Thursday at that hour; when that was."""
    lives_in(house, "U0MAYA", PARIS)
    await move_to(house, next_weekday(house, THURSDAY, hour))
    await cast.maya.types(PUBLISH)
    return house.clock.now()


@on_both_databases
async def test_those_who_may_approve_are_reminded_after_a_quarter_of_an_hour_then_ever_less_often(
    house: Playhouse, cast: Cast
) -> None:
    start = await asked_at(house, cast, 10)
    for minute, told in ((14, 0), (16, 1), (30, 1), (46, 2), (100, 2), (106, 3)):
        await run_at(house, start + minute * MINUTE)
        await house.run_tasks()
        await house.settle()
        thread = await cast.told_in_thread(await cast.card())
        assert len(thread) == told, f"after {minute} minutes"
    for reminder in thread:
        assert "Still waiting" in reminder
        assert set(reminder.pings) == {"U0ADAM", "U0OLIVIA", "U0TOMAS"}
    assert len(await cast.cards()) == 1


async def test_nobody_is_reminded_in_quiet_hours_and_once_when_they_are_over(
    house: Playhouse, cast: Cast
) -> None:
    await set_rule(cast, "patient --kind flows --expires 24h")
    start = await asked_at(house, cast, 19) + 50 * MINUTE
    await move_to(house, start)
    await run_at(house, start + 20 * MINUTE)
    assert await cast.told_in_thread(await cast.card()) == []
    await run_at(house, start + timedelta(hours=11))
    assert await cast.told_in_thread(await cast.card()) == []
    await run_at(house, start + timedelta(hours=12, minutes=15))
    assert len(await cast.told_in_thread(await cast.card())) == 1


async def test_nobody_is_reminded_of_what_is_decided(house: Playhouse, cast: Cast) -> None:
    start = await asked_at(house, cast, 10)
    (request,) = await house.request_ids()
    await cast.maya.types(f"/callboard approvals withdraw {request}")
    await run_at(house, start + 50 * MINUTE)
    assert await cast.told_in_thread(await cast.card()) == []


async def test_where_nobody_may_approve_the_one_who_asked_is_told(house: Playhouse, cast: Cast) -> None:
    await set_rule(cast, "shut --kind flows --approvers nobody")
    start = await asked_at(house, cast, 10)
    await run_at(house, start + 16 * MINUTE)
    (told,) = await cast.told_in_thread(await cast.card())
    assert "Nobody may approve it" in told
    assert set(told.pings) == {"U0MAYA"}


async def test_a_rule_may_remind_sooner_or_never(house: Playhouse, cast: Cast) -> None:
    await set_rule(cast, "silent --kind flows --remind never")
    start = await asked_at(house, cast, 10)
    await run_at(house, start + 200 * MINUTE)
    assert await cast.told_in_thread(await cast.card()) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_tell_a_reminder_once(house: Playhouse, cast: Cast) -> None:
    start_of_it = await asked_at(house, cast, 10)
    async with second_process(house) as other:
        await move_to(house, start_of_it + 16 * MINUTE)
        services = (other.services, house.program.services)
        told = await asyncio.gather(*(each.approval_reminders.remind() for each in services))
        await house.settle()
    assert sum(told) == 1
    assert len(await cast.told_in_thread(await cast.card())) == 1
