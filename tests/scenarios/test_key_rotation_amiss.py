"""What goes otherwise than planned while an SDK key is rotated: pressed twice, cancelled, revoked elsewhere."""

import asyncio

import pytest

from sandbox.slack.driver import SeenMessage
from tests.scenarios.asking import is_closed, verdicts
from tests.scenarios.looks import news, next_look
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import APPROVALS, LAUNCHES, Cast
from tests.scenarios.test_key_rotation import OLD, WEEK, create, plan_of
from tests.scenarios.test_keys import keys, revoke_key, value_of

STATS = "C0STATS"


async def need_nobody(cast: Cast) -> None:
    """What is done to keys is done at once from now on."""
    await cast.adam.types("/callboard policy set quick --kind keys --approvals 0")
    await cast.olivia.presses(await cast.card(), "Approve")


@on_both_databases
async def test_two_who_press_create_make_one_key(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    before = len(await keys(vendors))
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    card = await plan_of(cast)
    for seat in (cast.maya, cast.adam):
        await seat.opens(card, "Create the new key…")
    await cast.maya.submits(tag="web shop 2027")
    second = await cast.adam.submits(tag="shop of 2027")
    assert "was asked for, and is still open" in second.note
    assert "@maya asked for it" in second.note
    (waiting,) = await cast.cards()
    await cast.tomas.presses(waiting, "Approve")
    assert len(await keys(vendors)) == before + 1
    assert await house.request_states() == ["done"]


@pytest.mark.parametrize("approvals", [0, 1])
@on_both_databases
async def test_create_pressed_again_after_the_key_was_made_tells_so(
    cast: Cast, vendors: Vendors, approvals: int
) -> None:
    if not approvals:
        await need_nobody(cast)
    before = len(await keys(vendors))
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    card = await plan_of(cast)
    await cast.adam.opens(card, "Create the new key…")
    if approvals:
        await create(cast)
    else:
        await cast.maya.opens(card, "Create the new key…")
        await cast.maya.submits(tag="web shop 2027")
    refused = await cast.adam.submits(tag="shop of 2027")
    assert "The new key of this rotation is made already: “web shop 2027”" in refused.note
    assert len(await keys(vendors)) == before + 1


@on_both_databases
async def test_two_who_create_at_the_same_instant_with_nobody_to_ask_make_one_key(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await need_nobody(cast)
    before = len(await keys(vendors))
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    card = await plan_of(cast)
    for seat in (cast.maya, cast.adam):
        await seat.opens(card, "Create the new key…")
    await asyncio.gather(
        cast.maya.board.submit(tag="web shop 2027"), cast.adam.board.submit(tag="shop of 2027")
    )
    await house.settle()
    assert len(await keys(vendors)) == before + 1


async def test_a_key_is_made_for_no_rotation_that_is_unknown(cast: Cast, vendors: Vendors) -> None:
    before = len(await keys(vendors))
    said = await cast.maya.types("/appcues keys create kiosk --rotation nonsense")
    assert "There is no rotation “nonsense”" in said
    assert len(await keys(vendors)) == before


@on_both_databases
async def test_cancelling_a_rotation_withdraws_the_request_for_its_new_key(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    before = await keys(vendors)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await cast.maya.opens(await plan_of(cast), "Create the new key…")
    await cast.maya.submits(tag="web shop 2027")
    waiting = await cast.card()
    await cast.adam.presses(await plan_of(cast), "Cancel")
    card = await cast.card()
    assert "Withdrawn" in card
    assert "cancelled the rotation of web shop, so it is not needed" in card
    assert is_closed(card)
    (told,) = await cast.told_in_thread(card)
    assert "@maya" in told
    assert "withdrawn" in told
    assert "withdrawn" in await cast.tomas.clicks_what_is_gone(waiting, "Approve")
    assert await house.request_states() == ["withdrawn"]
    assert await keys(vendors) == before
    assert "withdrawn" in await verdicts(house)


async def test_cancelling_a_rotation_withdraws_the_request_to_revoke_the_old_key(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    await cast.maya.presses(await plan_of(cast), "Rolled out")
    rolled_out = await plan_of(cast)
    await cast.maya.opens(rolled_out, "Revoke the old key…")
    await cast.maya.submits(reason="its successor is rolled out")
    await cast.maya.presses(rolled_out, "Cancel")
    assert "Withdrawn" in await cast.card()
    assert await house.request_states() == ["done", "withdrawn"]
    await cast.adam.opens_what_is_gone(rolled_out, "Revoke the old key…")
    refused = await cast.adam.submits(reason="its successor is rolled out")
    assert "The rotation of “web shop” was cancelled, so its old key stays" in refused.note
    assert OLD in {key["tag"] for key in await keys(vendors)}


async def test_a_request_to_revoke_the_old_key_that_is_no_step_of_the_rotation_stands(
    house: Playhouse, cast: Cast
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await cast.maya.types(f"/appcues keys revoke {OLD} --reason leaked")
    await cast.maya.presses(await plan_of(cast), "Cancel")
    assert await house.request_states() == ["waiting"]


@on_both_databases
async def test_cancelling_and_approving_at_the_same_instant_end_in_one_of_the_two(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    before = len(await keys(vendors))
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await cast.maya.opens(await plan_of(cast), "Create the new key…")
    await cast.maya.submits(tag="web shop 2027")
    await cast.at_once((cast.maya, await plan_of(cast), "Cancel"), (cast.tomas, await cast.card(), "Approve"))
    (state,), made = await house.request_states(), len(await keys(vendors)) - before
    is_cancelled = "cancelled the rotation" in await plan_of(cast)
    assert (state, made, is_cancelled) in {
        ("withdrawn", 0, True),
        ("failed", 0, True),
        ("done", 1, False),
        ("done", 1, True),
    }
    if made:
        assert "web shop 2027 was made by request" in (await plan_of(cast)).plain.replace("*", "")


async def test_a_rotation_is_not_cancelled_while_its_key_is_being_made(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await cast.maya.opens(await plan_of(cast), "Create the new key…")
    await cast.maya.submits(tag="web shop 2027")
    await vendors.fault("POST /v2/accounts/*/sdk_keys", "slow", seconds=3600)
    await cast.tomas.board.press(await cast.card(), "Approve")
    await house.later(2)
    house.program.ground.sender.wake()
    await cast.olivia.board.wait_for("being carried out", APPROVALS)
    await cast.maya.press_while_busy(await plan_of(cast), "Cancel")
    told = await cast.maya.board.wait_for("is being carried out right now", LAUNCHES)
    assert "Cancel" in told
    await vendors.heal()
    await house.settle()
    assert "web shop 2027 was made by request" in (await plan_of(cast)).plain.replace("*", "")


async def is_revoked_elsewhere(house: Playhouse, vendors: Vendors, tag: str) -> None:
    """Somebody revokes a key in Studio, and the next looks find it gone."""
    (key_id,) = [key["id"] for key in await keys(vendors) if key["tag"] == tag]
    await revoke_key(vendors, key_id)
    for _ in range(3):
        await next_look(house)


@pytest.mark.parametrize("is_watched", [True, False])
@on_both_databases
async def test_an_old_key_that_vanishes_before_the_new_one_is_made_is_told_as_gone(
    house: Playhouse, cast: Cast, vendors: Vendors, is_watched: bool
) -> None:
    if is_watched:
        await next_look(house)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await is_revoked_elsewhere(house, vendors, OLD)
    card = await plan_of(cast)
    said = card.plain.replace("*", "")
    assert "web shop is gone: it was revoked outside Callboard, not by this rotation" in said
    assert "Next: make a new key" in said
    assert "taken its place" not in said
    assert "Done" not in said
    assert ":white_check_mark:" not in said
    assert card.buttons == ["Create the new key…"]
    await create(cast)
    card = await plan_of(cast)
    assert "Next: let everything sign with web shop 2027 at once" in card.plain.replace("*", "")
    assert card.buttons == []


async def test_a_new_key_that_was_asked_for_is_made_though_the_old_one_vanished_meanwhile(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await next_look(house)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await cast.maya.opens(await plan_of(cast), "Create the new key…")
    await cast.maya.submits(tag="web shop 2027")
    await is_revoked_elsewhere(house, vendors, OLD)
    (request,) = await house.request_ids()
    card = await plan_of(cast)
    assert f"sign with the key that request `{request}` makes, once it is approved" in card
    assert card.buttons == ["Show the request"]
    await cast.tomas.presses(await cast.card(), "Approve")
    said = (await plan_of(cast)).plain.replace("*", "")
    assert "web shop is gone" in said
    assert "web shop 2027 was made by request" in said


@on_both_databases
async def test_an_old_key_that_vanishes_before_the_new_one_is_rolled_out_is_told_as_gone(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await next_look(house)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    await is_revoked_elsewhere(house, vendors, OLD)
    said = (await plan_of(cast)).plain.replace("*", "")
    assert "web shop is gone: it was revoked outside Callboard, not by this rotation" in said
    assert "Next: let everything sign with web shop 2027 at once" in said
    assert "Done" not in said
    assert "taken its place" not in said


async def test_an_old_key_that_is_revoked_here_too_early_is_told_with_its_request(
    house: Playhouse, cast: Cast
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await cast.maya.types(f"/appcues keys revoke {OLD} --reason leaked")
    await cast.tomas.presses(await cast.card(), "Approve")
    (request,) = await house.request_ids()
    said = (await plan_of(cast)).plain.replace("*", "")
    assert f"web shop is gone: it was revoked by request {request}, not by this rotation" in said


async def test_an_old_key_that_is_revoked_elsewhere_after_the_rollout_ends_its_rotation_as_that(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await next_look(house)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    await cast.maya.presses(await plan_of(cast), "Rolled out")
    await is_revoked_elsewhere(house, vendors, OLD)
    said = (await plan_of(cast)).plain.replace("*", "")
    assert "It was revoked outside Callboard" in said
    assert "Done: web shop is revoked, and web shop 2027 has taken its place" in said


async def test_the_old_key_stays_while_no_new_one_is_rolled_out(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await next_look(house)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    await cast.maya.presses(await plan_of(cast), "Rolled out")
    await cast.maya.opens(await plan_of(cast), "Revoke the old key…")
    await cast.maya.submits(reason="its successor is rolled out")
    await is_revoked_elsewhere(house, vendors, "web shop 2027")
    said = await cast.tomas.presses(await cast.card(), "Approve")
    assert "is not rolled out, so “web shop” stays" in said
    assert OLD in {key["tag"] for key in await keys(vendors)}


def line_of(card: SeenMessage, step: str) -> str:
    """What the card says of a step, with its mark."""
    (line,) = [each for each in card.plain.replace("*", "").splitlines() if f": {step}" in each]
    return line


async def note_of(cast: Cast) -> SeenMessage:
    """What the one who asked for the new key is told of it."""
    (note,) = [each for each in await cast.told_in_thread(await cast.card()) if "created" in each]
    return note


@on_both_databases
async def test_copying_is_ticked_once_the_value_was_shown_and_it_is_offered_no_more(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    assert line_of(await plan_of(cast), "Copy").startswith(":arrow_right:")
    assert line_of(await plan_of(cast), "Roll out").startswith(":white_circle:")
    house.asked_to_see = [await value_of(vendors, (await keys(vendors))[-1]["id"])]
    note = await note_of(cast)
    await cast.maya.clicks(note, "Show it once")
    await cast.maya.board.close()
    assert "it was shown" in line_of(await plan_of(cast), "Copy")
    assert line_of(await plan_of(cast), "Copy").startswith(":white_check_mark:")
    assert line_of(await plan_of(cast), "Roll out").startswith(":arrow_right:")
    assert "secrets show" not in await plan_of(cast)
    assert (await note_of(cast)).buttons == []


@on_both_databases
async def test_a_value_that_nobody_looked_at_in_time_is_offered_no_more(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    await house.time_passes(WEEK + 3600)
    note = await note_of(cast)
    assert note.buttons == []
    assert "nobody looked at its value within a week, so it is not kept any more" in note
    card = await plan_of(cast)
    assert line_of(card, "Copy").startswith(":warning:")
    assert "secrets show" not in card
    assert "Next: revoke web shop 2027, whose value cannot be shown any more" in card.plain.replace("*", "")
    assert card.buttons == ["Rolled out", "Revoke the new key…", "Cancel"]
    await cast.maya.opens(card, "Revoke the new key…")
    await cast.maya.submits(reason="its value is lost")
    await cast.tomas.presses(await cast.card(), "Approve")
    assert "web shop 2027" not in {key["tag"] for key in await keys(vendors)}
    card = await plan_of(cast)
    assert card.buttons == ["Create the new key…", "Cancel"]
    assert "another one is needed" in card


async def test_a_value_that_was_lost_with_the_answer_is_not_offered(cast: Cast, vendors: Vendors) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await cast.maya.opens(await plan_of(cast), "Create the new key…")
    await cast.maya.submits(tag="web shop 2027")
    await vendors.fault("POST /v2/accounts/*/sdk_keys", "cut_after")
    await cast.tomas.presses(await cast.card(), "Approve")
    card = await plan_of(cast)
    assert line_of(card, "Copy").startswith(":warning:")
    assert "secrets show" not in card
    assert "Revoke the new key…" in card.buttons


async def test_the_value_is_offered_to_whoever_asked_and_not_to_whoever_approves(cast: Cast) -> None:
    await cast.maya.types("/appcues keys create Kiosk")
    done = await cast.tomas.presses(await cast.card(), "Approve")
    assert done.buttons == []
    assert (await note_of(cast)).buttons == ["Show it once"]


async def test_no_card_of_a_rotation_is_put_up_where_outsiders_read(house: Playhouse, cast: Cast) -> None:
    await house.board.change_channel(STATS, "share")
    await house.settle()
    said = await cast.maya.types(f"/appcues keys rotate {OLD}", STATS)
    assert "is shared with people outside this workspace" in said
    assert "in a channel of this workspace alone" in said
    assert await news(cast, STATS) == []
    assert "is planned" in await cast.maya.types(f"/appcues keys rotate {OLD}")
    assert "Next: make the key" in await plan_of(cast)


async def test_the_card_of_a_rotation_may_stand_in_direct_messages(house: Playhouse, cast: Cast) -> None:
    await cast.maya.board.type("D0MAYA", f"/appcues keys rotate {OLD}")
    await house.settle()
    told = await cast.maya.direct_messages()
    assert any("its card is in your direct messages" in each for each in told)
    assert any("Next: make the key that takes the place of" in each for each in told)
