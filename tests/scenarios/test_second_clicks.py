"""Second clicks: of anybody, before or after, at the same instant, on screens that have not caught up."""

import asyncio

import pytest

from tests.scenarios.asking import PUBLISH, PUBLISH_ROUTE, card_of_a_request, verdicts
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import APPROVALS, Cast, Heard


@pytest.mark.parametrize("button", ["Approve", "Reject"])
async def test_a_click_on_a_card_that_is_decided_has_no_effect_and_is_answered(
    house: Playhouse, cast: Cast, vendors: Vendors, button: str
) -> None:
    card = await card_of_a_request(cast)
    await cast.tomas.presses(card, "Approve")
    for seat in (cast.tomas, cast.adam, cast.maya, cast.greta):
        if button == "Reject":
            await seat.rejects_what_is_gone(card, "too late")
        else:
            said = await seat.clicks_what_is_gone(card, button)
            assert said.is_ephemeral
            assert any(words in said for words in ("approved by @tomas", "is live", "Guests")), said.plain
    assert len(await vendors.calls("/publish")) == 1
    assert await house.request_states() == ["done"]
    assert len(await cast.told_in_thread(await cast.card())) == 1


@pytest.mark.parametrize("end", ["reject", "withdraw"])
async def test_an_approval_of_what_was_rejected_or_withdrawn_has_no_effect(
    house: Playhouse, cast: Cast, vendors: Vendors, end: str
) -> None:
    card = await card_of_a_request(cast)
    (request,) = await house.request_ids()
    await (cast.adam if end == "reject" else cast.maya).types(f"/callboard approvals {end} {request}")
    said = await cast.tomas.clicks_what_is_gone(card, "Approve")
    assert {"reject": "rejected by @adam", "withdraw": "withdrawn"}[end] in said
    assert await vendors.calls("/publish") == []


@on_both_databases
async def test_of_two_approvers_at_the_same_instant_one_decides_and_the_other_is_told(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    heard = await cast.at_once((cast.tomas, card, "Approve"), (cast.adam, card, "Approve"))
    said = sorted(one.note.plain for one in heard)
    assert sum("is live" in words for words in said) >= 1, said
    assert sum("approved by @" in words or "is live" in words for words in said) == 2, said
    assert len(await vendors.calls("/publish")) == 1
    assert (await verdicts(house)).count("approved") == 1
    assert len(await cast.told_in_thread(card)) == 1


@on_both_databases
async def test_many_requests_decided_by_two_people_at_once_are_each_decided_once(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    names = ("Welcome tour", "Checkout survey", "Group booking guide", "Gift voucher promotion")
    for name in names:
        await cast.maya.types(f'/appcues flows publish "{name}" --reason all')
    cards = await cast.cards()
    assert len(cards) == len(names)
    clicks = [(seat, card, "Approve") for card in cards for seat in (cast.tomas, cast.adam)]
    await cast.at_once(*clicks)
    assert await house.request_states() == ["done"] * len(names)
    assert len(await vendors.calls("/publish")) == len(names)
    assert (await verdicts(house)).count("approved") == len(names)
    for seat in (cast.tomas, cast.adam):
        assert len(await seat.board.ephemerals(APPROVALS)) == len(names), "every click is answered"


@on_both_databases
async def test_approve_and_withdraw_at_the_same_instant_end_in_one_of_the_two(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    asked = await cast.maya.types(PUBLISH)
    card = await cast.card()
    heard = await cast.at_once((cast.maya, asked, "Withdraw"), (cast.tomas, card, "Approve"))
    assert all(len(one.notes) == 1 for one in heard)
    (state,) = await house.request_states()
    published = len(await vendors.calls("/publish"))
    assert (state, published) in {("withdrawn", 0), ("done", 1)}


@on_both_databases
async def test_two_who_ask_for_the_same_at_the_same_instant_get_one_card(
    house: Playhouse, cast: Cast
) -> None:
    await asyncio.gather(*(seat.board.type("launches", PUBLISH) for seat in (cast.maya, cast.adam)))
    await house.settle()
    assert len(await cast.cards()) == 1
    assert await house.request_states() == ["waiting"]


async def test_a_double_click_approves_once_and_both_are_answered(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    heard: tuple[Heard, ...] = await cast.at_once(
        (cast.tomas, card, "Approve"), (cast.tomas, card, "Approve")
    )
    assert len(heard[0].notes) == 2
    assert len(await vendors.calls("/publish")) == 1
    assert (await verdicts(house)).count("done") == 1


async def test_clicks_while_it_is_being_carried_out_are_answered_and_the_card_says_so(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "slow", seconds=3600)
    await cast.tomas.board.press(card, "Approve")
    await house.later(2)
    house.program.ground.sender.wake()
    under_way = await cast.olivia.board.wait_for("being carried out", APPROVALS)
    assert under_way.buttons == []
    await cast.adam.press_while_busy(card, "Approve")
    told = await cast.adam.board.wait_for("being carried out", APPROVALS)
    assert told is not None
    await vendors.heal()
    await house.settle()
    assert "Live" in await cast.card()
    assert len(await vendors.calls("/publish")) == 1


@house_with(approvers="U0TOMAS,U0MAYA")
async def test_each_of_two_requests_has_its_own_card_and_its_own_end(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(PUBLISH)
    await cast.tomas.types('/appcues flows publish "Group booking guide" --reason two')
    first, second = await cast.cards()
    await cast.maya.presses(second, "Approve")
    assert (await cast.cards())[0].buttons == ["Approve", "Reject"]
    assert (await vendors.experience("Group booking guide"))["published"]
    assert not (await vendors.experience("Welcome tour"))["published"]
    await cast.tomas.presses(first, "Approve")
    assert await house.request_states() == ["done", "done"]
