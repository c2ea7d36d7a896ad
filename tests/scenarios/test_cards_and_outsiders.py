"""Cards stand where nobody from outside the workspace reads them; where there is no such place, with the requester."""

from datetime import timedelta

import pytest

from bot.services import approval_reminders
from tests.scenarios.asking import PUBLISH
from tests.scenarios.hours import run_at
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import APPROVALS, LAUNCHES, Cast
from tests.scenarios.test_policy import set_rule

RANDOM = "C0RANDOM"
QUARTER = timedelta(minutes=16)


@on_both_databases
async def test_the_card_of_a_rule_whose_channel_was_shared_goes_to_the_approvals_channel(
    house: Playhouse, cast: Cast
) -> None:
    await set_rule(cast, f"flows --kind flows --channel <#{RANDOM}|random>")
    await house.board.change_channel(RANDOM, "share")
    await house.settle()
    assert f"<#{APPROVALS}>" in (await cast.maya.types(PUBLISH)).text
    assert await cast.greta.in_channel(RANDOM) == []
    assert "is live" in await cast.tomas.presses(await cast.card(), "Approve")


async def test_where_the_approvals_channel_was_shared_the_card_goes_where_the_command_was_typed(
    house: Playhouse, cast: Cast
) -> None:
    await house.board.change_channel(APPROVALS, "share")
    await house.settle()
    assert f"<#{LAUNCHES}>" in (await cast.maya.types(PUBLISH)).text
    assert await cast.cards() == []


@house_with(approvals_channel="")
async def test_a_card_with_no_place_stands_with_the_requester_and_is_approved_all_the_same(
    house: Playhouse, cast: Cast
) -> None:
    await house.board.change_channel(LAUNCHES, "share")
    await house.settle()
    card, said = sorted((await cast.maya.says(PUBLISH, LAUNCHES)).notes, key=lambda each: "Asked." in each)
    assert "in your direct messages with me, where nobody else sees it" in said
    assert card.channel == "D0MAYA"
    assert await cast.greta.in_channel(LAUNCHES) == []
    await run_at(house, house.clock.now() + QUARTER)
    reminded = await cast.tomas.is_told_directly("Still waiting")
    assert "/callboard approvals" in reminded
    shown = await cast.tomas.presses(await cast.tomas.types("/callboard approvals"), "Show")
    assert "is live" in await cast.tomas.presses(shown, "Approve")


@house_with(approvals_channel="")
async def test_a_change_that_is_asked_for_in_direct_messages_says_that_nobody_else_sees_its_card(
    cast: Cast,
) -> None:
    told = (await cast.maya.says(PUBLISH, "D0MAYA")).notes
    assert any("where nobody else sees it" in each for each in told)


async def test_an_admin_changes_a_rule_whose_private_channel_they_are_not_in(
    house: Playhouse, cast: Cast
) -> None:
    await set_rule(cast, f"flows --kind flows --channel <#{RANDOM}|random>")
    house.stand_in.workspace.channels[RANDOM].is_private = True
    house.stand_in.workspace.channels[RANDOM].member_ids.remove("U0ADAM")
    await set_rule(cast, "flows --approvals 2")


async def test_all_that_waits_is_called_to_mind_however_much_it_is(
    house: Playhouse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approval_reminders, "MOST_AT_ONCE", 1)
    await cast.maya.types(PUBLISH)
    await cast.maya.types("/appcues enforcement enable --reason x")
    assert len(await cast.cards()) == 2
    await run_at(house, house.clock.now() + QUARTER)
    for card in await cast.cards():
        assert len(await cast.told_in_thread(card)) == 1
