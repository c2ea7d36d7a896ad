"""A flow goes live with a second person's approval: the story that Callboard exists for."""

from datetime import UTC, datetime

from tests.scenarios.asking import HOURS, PUBLISH, WELCOME, card_of_a_request, is_closed, verdicts
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import APPROVALS, LAUNCHES, Cast


@on_both_databases
async def test_a_flow_goes_live_once_somebody_else_has_approved(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(PUBLISH)
    assert not (await vendors.experience(WELCOME))["published"]
    said = await cast.tomas.presses(await cast.card(), "Approve")
    assert "Welcome tour* is live" in said
    assert (await vendors.experience(WELCOME))["published"]
    assert len(await vendors.calls("/publish")) == 1
    card = await cast.card()
    assert card.buttons == []
    assert "Live" in card
    assert "approved by @tomas" in card
    today = datetime.fromtimestamp(house.stand_in.clock.now(), UTC).strftime("%Y-%m-%d")
    assert f"since {today}" in card
    (told,) = await cast.told_in_thread(card)
    assert "@maya *Welcome tour* is live, approved by @tomas" in told
    assert "U0MAYA" in told.pings
    assert len(await cast.olivia.in_channel(APPROVALS)) == 1
    assert await house.request_states() == ["done"]
    assert await verdicts(house) == ["asked", "approved", "done"]


async def test_the_flow_is_read_before_it_is_published_and_read_back_after(
    cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    item = await vendors.experience(WELCOME)
    before = len(await vendors.calls())
    await cast.tomas.presses(card, "Approve")
    calls = [f"{each['method']} {each['path'].rsplit('/flows', 1)[-1]}" for each in await vendors.calls()]
    during = calls[before:]
    at = during.index(f"POST /{item['id']}/publish")
    assert f"GET /{item['id']}" in during[:at]
    assert f"GET /{item['id']}" in during[at:]


async def test_whoever_asks_is_told_privately_who_may_approve_and_where_the_card_is(cast: Cast) -> None:
    asked = await cast.maya.types(PUBLISH)
    for person in ("@tomas", "@adam", "@olivia"):
        assert person in asked
    assert "@greta" not in asked
    assert "#approvals" in asked
    assert await cast.olivia.in_channel(LAUNCHES) == []


@house_with(approvers="")
async def test_an_approver_is_not_told_that_they_may_approve_their_own_request(cast: Cast) -> None:
    asked = await cast.adam.types(PUBLISH)
    assert "@olivia may approve" in asked
    assert "@adam" not in asked


async def test_the_card_says_what_when_who_why_and_what_will_change(cast: Cast) -> None:
    card = await card_of_a_request(cast)
    for fact in (WELCOME, "draft", "goes live", "@maya", "spring launch", "Waiting for approval", "Expires"):
        assert fact in card, card.plain
    assert card.buttons == ["Approve", "Reject"]
    assert "ago" in str(card.blocks), "the age is kept up to date by Slack"
    assert card.user == "U0CALLBOT"


async def test_the_same_can_be_asked_for_by_the_button_of_the_card_and_its_form(
    cast: Cast, vendors: Vendors
) -> None:
    shown = await cast.maya.types(f'/appcues flows show "{WELCOME}"')
    form = await cast.maya.opens(shown, "Publish…")
    assert WELCOME in str(form["blocks"]), "the form knows the flow already"
    said = await cast.maya.submits(reason="by the form")
    assert "@tomas" in said.note
    card = await cast.card()
    assert "by the form" in card
    await cast.tomas.presses(card, "Approve")
    assert (await vendors.experience(WELCOME))["published"]


async def test_what_is_asked_for_twice_waits_once(house: Playhouse, cast: Cast) -> None:
    await cast.maya.types(PUBLISH)
    again = await cast.maya.types(PUBLISH)
    assert "already" in again
    assert len(await cast.cards()) == 1
    assert await house.request_states() == ["waiting"]


async def test_who_asks_for_what_somebody_else_asked_for_is_told_whose_request_it_is(cast: Cast) -> None:
    await cast.maya.types(PUBLISH)
    said = await cast.adam.types(PUBLISH)
    assert "You had asked" not in said
    assert "@maya" in said
    assert len(await cast.cards()) == 1


async def test_what_is_live_already_is_not_asked_for(house: Playhouse, cast: Cast) -> None:
    said = await cast.maya.types('/appcues flows publish "Checkout tips" --reason x')
    assert "already live" in said
    assert await cast.cards() == []
    assert await house.request_states() == []


async def test_a_rejection_is_told_with_its_reason_and_nothing_goes_live(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await cast.tomas.opens(card, "Reject")
    await cast.tomas.submits(reason="wrong week")
    card = await cast.card()
    assert is_closed(card)
    for fact in ("Rejected", "@tomas", "wrong week"):
        assert fact in card
    (told,) = await cast.told_in_thread(card)
    assert "rejected by @tomas" in told
    assert "wrong week" in told
    assert await vendors.calls("/publish") == []
    assert await house.request_states() == ["rejected"]


async def test_the_requester_can_withdraw_by_the_button_of_the_answer(house: Playhouse, cast: Cast) -> None:
    asked = await cast.maya.types(PUBLISH)
    said = await cast.maya.presses(asked, "Withdraw")
    assert "Withdrawn" in said
    card = await cast.card()
    assert is_closed(card)
    assert "Withdrawn" in card
    assert await house.request_states() == ["withdrawn"]


async def test_nobody_but_the_requester_or_an_admin_can_withdraw(house: Playhouse, cast: Cast) -> None:
    await card_of_a_request(cast)
    (request,) = await house.request_ids()
    refused = await cast.tomas.types(f"/callboard approvals withdraw {request}")
    assert "Only the person who asked" in refused
    assert await house.request_states() == ["waiting"]
    await cast.adam.types(f"/callboard approvals withdraw {request}")
    assert await house.request_states() == ["withdrawn"]


@on_both_databases
async def test_what_nobody_decides_expires_and_can_be_asked_anew(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await card_of_a_request(cast)
    await house.time_passes(7 * HOURS)
    assert await house.request_states() == ["waiting"]
    await house.time_passes(1 * HOURS + 60)
    assert await house.request_states() == ["expired"]
    card = await cast.card()
    assert "Expired" in card
    assert is_closed(card)
    *_, told = await cast.told_in_thread(card)  # what comes before it are reminders, unless it is night
    assert "@maya" in told
    assert "expired" in told
    await cast.maya.presses(card, "Ask anew")
    await cast.tomas.presses(await cast.card(), "Approve")
    assert (await vendors.experience(WELCOME))["published"]
    assert sorted(await house.request_states()) == ["done", "expired"]


async def test_an_approval_after_the_end_of_the_time_is_refused_even_before_the_clock_has_struck(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await house.later(8 * HOURS + 1)
    refused = await cast.tomas.presses(card, "Approve")
    assert "expired" in refused
    assert await vendors.calls("/publish") == []


async def test_what_waits_can_be_listed_shown_and_approved_by_typing(cast: Cast, vendors: Vendors) -> None:
    await card_of_a_request(cast)
    listed = await cast.tomas.types("/callboard approvals")
    assert "1 waiting" in listed
    shown = await cast.tomas.presses(listed, "Show")
    assert WELCOME in shown
    await cast.tomas.presses(shown, "Approve")
    assert (await vendors.experience(WELCOME))["published"]
    assert "Nothing waits" in await cast.tomas.types("/callboard approvals")
    missing = await cast.tomas.types("/callboard approvals approve zzzzzzzz")
    assert "no request “zzzzzzzz”" in missing


@house_with(approvals_channel="")
async def test_without_a_channel_for_approvals_the_card_stands_where_it_was_asked_for(cast: Cast) -> None:
    await cast.maya.types(PUBLISH)
    (card,) = await cast.olivia.in_channel(LAUNCHES)
    assert card.buttons == ["Approve", "Reject"]


async def test_taking_down_needs_no_second_person_and_is_confirmed_by_a_look(
    cast: Cast, vendors: Vendors
) -> None:
    shown = await cast.maya.types('/appcues flows show "Checkout tips"')
    said = await cast.maya.presses(shown, "Unpublish")
    assert "Checkout tips* is down" in said
    assert not (await vendors.experience("Checkout tips"))["published"]
    again = await cast.maya.types('/appcues flows unpublish "Checkout tips"')
    assert "already" in again
    assert await cast.cards() == []


async def test_what_expired_a_moment_ago_can_be_asked_for_anew(house: Playhouse, cast: Cast) -> None:
    await cast.maya.types(PUBLISH)
    await house.later(8 * 3600 + 1)
    assert "still is open" not in (asked := await cast.maya.types(PUBLISH))
    assert "needs a second person" in asked
    assert await house.request_states() == ["expired", "waiting"]
