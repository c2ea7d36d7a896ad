"""Work that was acknowledged is owned: through SIGTERM, SIGKILL, repeated deliveries and other processes."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.crash.conftest import OpenHouse
from tests.crash.house import APPROVALS, LAUNCHES, House
from tests.crash.lives import Start
from tests.crash.stories import Ending, asked_by_a_bot_that_lives, curtain

pytestmark = pytest.mark.asyncio(loop_scope="package")

READ_ONE = "GET /v2/accounts/*/flows/*"
PUBLISH = "POST /v2/accounts/*/flows/*/publish"
STOPS_WITHIN = 10.0
DEADLY_ATTEMPTS = 3


@pytest_asyncio.fixture(loop_scope="package")
async def house(house_on: OpenHouse) -> AsyncIterator[House]:
    """A house on SQLite."""
    async with house_on("sqlite") as house:
        yield house


@pytest_asyncio.fixture(loop_scope="package")
async def shared_house(house_on: OpenHouse, new_schema: object) -> AsyncIterator[House]:  # noqa: ARG001 - says if there is no PostgreSQL
    """A house on PostgreSQL, where several bots may live at a time."""
    async with house_on("postgresql") as house:
        yield house


async def test_work_that_runs_at_sigterm_finishes(house: House, own_process: Start) -> None:
    bot = await house.rise(start=own_process)
    await house.ask()
    await house.hold(PUBLISH)
    await house.approve()
    await house.is_held(PUBLISH)

    async with asyncio.timeout(STOPS_WITHIN):
        bot.send(signal.SIGTERM)
        await bot.closes()
        await house.let_go()
        assert await bot.ended() == 0, bot.log.text

    assert await house.publications() == (1, 1)
    assert await house.records.requests() == ["done"]
    assert set(await house.records.inbox()) == {"done"}
    assert "Welcome tour* is live" in (await house.tomas.ephemerals(APPROVALS))[-1].text
    await house.records.let_leases_run_out()
    await house.rise()
    is_told_once(await curtain(house, 0, "acknowledged"))


async def test_work_that_outlasts_the_patience_at_sigterm_is_left_to_the_next_process(house: House) -> None:
    bot = await house.rise()
    await house.ask()
    await house.hold(PUBLISH)
    await house.approve()
    await house.is_held(PUBLISH)

    async with asyncio.timeout(STOPS_WITHIN):
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0, bot.log.text
    assert "open" in await house.records.inbox()

    await house.let_go()  # the API does what the old process had asked for, and nobody hears its answer
    await house.records.let_leases_run_out()
    await house.rise()
    ending = await curtain(house, 0, "acknowledged")
    assert (ending.publish_calls, ending.publish_effects) == (1, 1)
    is_told_once(ending)


async def test_a_bot_killed_between_acknowledgement_and_effect_loses_nothing(
    house: House, own_process: Start
) -> None:
    bot = await house.rise(start=own_process)
    await house.ask()
    await house.card("Waiting for approval")
    await house.hold(READ_ONE)
    assert await house.approve() == "acknowledged"
    await house.is_held(READ_ONE)
    bot.send(signal.SIGKILL)
    assert await bot.ended() == -signal.SIGKILL
    assert await house.publications() == (0, 0)

    await house.let_go()
    await house.records.let_leases_run_out()
    await house.rise()
    ending = await curtain(house, -9, "acknowledged")
    assert (ending.publish_calls, ending.publish_effects) == (1, 1)
    is_told_once(ending)


async def test_a_click_that_comes_again_around_a_restart_has_one_effect(house: House) -> None:
    await asked_by_a_bot_that_lives(house)
    bot = await house.rise(crash_at="inbox_recorded_before_ack")
    assert await house.approve() == "unreachable"
    await bot.ended()
    click = await house.last_click()

    await house.records.let_leases_run_out()
    await house.rise()
    assert await house.deliver_again(click) == "acknowledged"
    await house.ends_well()
    assert await house.deliver_again(click) == "acknowledged"
    assert len(await house.records.inbox("action")) == 1
    ending = await curtain(house, 137, "unreachable")
    assert (ending.publish_calls, ending.publish_effects) == (1, 1)
    is_told_once(ending)


async def test_a_delivery_that_kills_each_bot_is_given_up_and_its_sender_told(house: House) -> None:
    await asked_by_a_bot_that_lives(house)
    first = await house.rise(crash_at="acked_before_work")
    await house.approve()
    await first.ended()
    for _ in range(DEADLY_ATTEMPTS - 1):
        await house.records.let_leases_run_out()
        await (await house.rise(crash_at="acked_before_work")).ended()
    await house.records.let_leases_run_out()
    await house.rise()

    told = await house.tomas.wait_for(lambda seen: seen.is_ephemeral, APPROVALS)
    assert "went wrong" in told
    assert await house.records.inbox("action") == ["given_up"]
    assert await house.records.requests() == ["waiting"]
    await house.approve()  # whoever tries it again gets what they want
    await house.ends_well()
    assert await house.publications() == (1, 1)


async def test_a_living_process_takes_over_from_a_dead_one(shared_house: House) -> None:
    house = shared_house
    await asked_by_a_bot_that_lives(house)
    other = await house.rise()
    dying = await house.rise(crash_at="started_mark_before_api_call")
    assert await house.approve() == "acknowledged"
    assert await dying.ended() == 137
    await house.records.let_leases_run_out()
    house.lives.remove(dying)
    ending = await curtain(house, 137, "acknowledged")
    assert house.lives[-1] is other
    assert (ending.publish_calls, ending.publish_effects) == (1, 1)
    is_told_once(ending)


async def test_a_request_that_was_rejected_is_not_asked_again_by_a_late_second_attempt(
    shared_house: House,
) -> None:
    house = shared_house
    other = await house.rise()
    other_url = house.stand_in.bot_url
    dying = await house.rise(crash_at="change_request_stored_before_reply")
    await house.ask()
    assert await dying.ended() == 137
    house.lives.remove(dying)
    house.stand_in.bot_url = other_url
    await house.reject()
    await house.card("Rejected")
    await house.records.let_leases_run_out()
    await house.answers(house.maya, LAUNCHES)
    assert await house.retire() == 0, other.log.text
    assert await house.records.requests() == ["rejected"]
    assert set(await house.records.inbox()) == {"done"}


def is_told_once(ending: Ending) -> None:
    """One card, one note, one answer to each, one record of each step, nothing left."""
    assert len(ending.cards) == 1, ending.cards
    assert len(ending.notes) == 1, ending.notes
    assert len(ending.answers_to_requester) == 1, ending.answers_to_requester
    assert len(ending.answers_to_approver) == 1, ending.answers_to_approver
    assert set(ending.inbox) == {"done"}, ending.inbox
    assert ending.undelivered == []
    assert ending.audit.trouble == ""
    assert ending.verdicts == ["asked", "approved", "done"]
