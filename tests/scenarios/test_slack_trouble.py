"""Trouble with Slack: lost answers, too fast, archived channels. One fact stays one message."""

import pytest

from bot.wiring.health import Health
from tests.scenarios.asking import PUBLISH, WELCOME, card_of_a_request
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import APPROVALS, Cast


@on_both_databases
async def test_a_card_whose_answer_got_lost_stands_once_and_still_works(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    house.forgive("lost_answer")
    await cast.maya.board.fault("chat.postMessage", "lost_answer")
    await cast.maya.types(PUBLISH)
    await house.time_passes(5)
    (card,) = await cast.cards()
    await cast.tomas.presses(card, "Approve")
    (card,) = await cast.cards()
    assert "Live" in card
    assert (await vendors.experience(WELCOME))["published"]
    await house.time_passes(300)
    assert len(await cast.cards()) == 1
    posts = await cast.maya.board.journal("chat.postMessage")
    assert len([each for each in posts if not each["request"].get("thread_ts")]) == 1


@pytest.mark.parametrize("fault", ["error500", "ratelimited"])
async def test_a_card_that_slack_would_not_take_at_first_is_posted_later_and_once(
    house: Playhouse, cast: Cast, fault: str
) -> None:
    house.forgive("ratelimited", "internal_error")
    await cast.maya.board.fault("chat.postMessage", fault, retry_after=30)
    asked = await cast.maya.types(PUBLISH)
    assert "@tomas" in asked, "whoever asked is answered all the same"
    assert await cast.cards() == []
    await house.time_passes(31)
    await house.time_passes(31)
    assert len(await cast.cards()) == 1


async def test_an_edit_of_the_card_whose_answer_got_lost_is_made_again_in_place(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    house.forgive("lost_answer")
    card = await card_of_a_request(cast)
    await cast.maya.board.fault("chat.update", "lost_answer", count=2)
    await cast.tomas.presses(card, "Approve")
    for _ in range(3):
        await house.time_passes(10)
    (card,) = await cast.cards()
    assert "Live" in card
    assert len(await cast.told_in_thread(card)) == 1
    assert len(await vendors.calls("/publish")) == 1


@on_both_databases
async def test_an_archived_channel_for_approvals_parks_the_cards_and_admins_are_told_once(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("is_archived", "message_needs_a_person")
    await cast.olivia.board.change_channel("approvals", "archive")
    await house.settle()
    asked = await cast.maya.types(PUBLISH)
    assert "Something went wrong" not in asked
    await cast.maya.types('/appcues flows publish "Group booking guide" --reason two')
    for admin in (cast.olivia, cast.adam):
        assert "#approvals" in await admin.is_told_directly("archived")
    assert await cast.tomas.direct_messages() == []
    assert await cast.cards() == []
    await cast.olivia.board.change_channel("approvals", "unarchive")
    await house.settle()
    first, second = await cast.cards()
    assert WELCOME in first
    assert "Group booking guide" in second
    await cast.tomas.presses(first, "Approve")
    assert len(await cast.olivia.direct_messages()) == 1


async def test_a_bot_that_was_removed_from_the_channel_posts_once_it_is_invited_again(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("not_in_channel", "message_needs_a_person")
    await cast.olivia.board.change_channel("approvals", "remove", member="U0CALLBOT")
    await house.settle()
    await cast.maya.types(PUBLISH)
    assert "/invite @Callboard" in await cast.adam.is_told_directly("#approvals")
    await cast.olivia.board.change_channel("approvals", "invite", member="U0CALLBOT")
    await house.settle()
    assert len(await cast.cards()) == 1


async def test_a_card_that_somebody_deleted_does_not_keep_the_requester_from_hearing_the_end(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    house.forgive("message_not_found", "thread_not_found")
    await card_of_a_request(cast)
    (request,) = await house.request_ids()
    stage = house.stand_in.stage
    for message in list(stage.messages.newest_first(APPROVALS)):
        stage.posting.delete(message)
    await cast.tomas.types(f"/callboard approvals approve {request}")
    await house.time_passes(30)
    assert (await vendors.experience(WELCOME))["published"]
    said = "\n".join(each.plain for each in await cast.olivia.in_channel(APPROVALS))
    assert "Live" in said


async def test_a_private_answer_that_got_lost_on_its_way_does_not_ask_twice(
    house: Playhouse, cast: Cast
) -> None:
    await cast.maya.board.fault("response_url", "lost_answer")
    await cast.maya.board.type("launches", PUBLISH)
    await house.settle()
    await house.time_passes(20)
    assert await house.request_states() == ["waiting"]
    assert len(await cast.cards()) == 1
    said = await cast.maya.board.ephemerals("launches")
    assert len(said) == 1, [each.plain for each in said]
    assert "Asked." in said[0]


async def test_an_answer_that_came_too_late_for_its_address_reaches_the_person_all_the_same(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    house.forgive("expired_url", "used_url")
    card = await card_of_a_request(cast)
    await vendors.fault("POST /v2/accounts/*/flows/*/publish", "slow", seconds=3600)
    await cast.tomas.board.press(card, "Approve")
    await house.later(31 * 60)
    await vendors.heal()
    await house.settle()
    said = [*await cast.tomas.board.ephemerals(APPROVALS), *await cast.tomas.direct_messages()]
    assert ["is live" in each for each in said] == [True]


async def test_when_slack_cannot_say_who_somebody_is_they_may_do_nothing(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    house.forgive("internal_error")
    card = await card_of_a_request(cast)
    await cast.tomas.board.fault("users.info", "error500")
    said = await cast.tomas.presses(card, "Approve")
    assert "Slack" in said
    assert await vendors.calls("/publish") == []
    assert await house.request_states() == ["waiting"]
    record = (await house.audit(1))[0].entry
    assert (record.actor_id, record.action, str(record.verdict), record.message_ts) == (
        "U0TOMAS",
        "callboard approvals approve",
        "failed",
        card.ts,
    )
    assert "who it is could not be read" in record.detail
    assert "is live" in await cast.tomas.presses(card, "Approve")


@house_with(approvals_channel="C0NOWHERE")
async def test_a_channel_for_approvals_that_does_not_exist_is_reported_to_admins(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("channel_not_found", "message_needs_a_person")
    await cast.maya.types(PUBLISH)
    await cast.olivia.is_told_directly("C0NOWHERE")
    figures = (await Health(house.program.ground).figures()).decode()
    assert 'callboard_outbox_channel_parked{channel="C0NOWHERE",team="T0CALLBOARD"} 1.0' in figures
