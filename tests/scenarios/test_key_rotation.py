"""An SDK key gives way to a new one on one card: create, copy, roll out, watch, revoke."""

from datetime import timedelta

from sandbox.slack.driver import SeenMessage
from tests.scenarios.endings import leaks_of
from tests.scenarios.looks import hears, news, next_look
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.processes import second_process
from tests.scenarios.seats import APPROVALS, Cast
from tests.scenarios.test_keys import keys, make_key, revoke_key, value_of

WEEK = timedelta(days=7).total_seconds()
OLD = "web shop"


async def plan_of(cast: Cast) -> SeenMessage:
    """The one card of the rotation."""
    (card,) = [each for each in await news(cast) if f"Rotation of the SDK key {OLD}" in each.plain]
    return card


async def create(cast: Cast) -> None:
    """The new key is asked for by the card, and approved."""
    form = await cast.maya.opens(await plan_of(cast), "Create the new key…")
    assert f"{OLD} (new)" in str(form)
    asked = await cast.maya.submits(tag="web shop 2027")
    assert "needs a second person" in asked.note
    await cast.tomas.presses(await cast.card(), "Approve")


async def revoke(cast: Cast) -> None:
    """The old key is asked to be revoked by the card, and that is approved."""
    await cast.maya.opens(await plan_of(cast), "Revoke the old key…")
    await cast.maya.submits(reason="its successor is rolled out")
    await cast.tomas.presses(await cast.card(), "Approve")


async def test_a_rotation_is_planned_from_the_list_of_keys(cast: Cast) -> None:
    listed = await cast.maya.types("/appcues keys")
    assert listed.buttons[:3] == ["Rotate…", "Tag…", "Revoke…"]
    form = await cast.maya.opens(listed, f"Rotate {OLD}")
    assert form["title"]["text"] == "Rotate an SDK key"
    heard = await cast.maya.submits()
    assert "its card is in #launches" in heard.note.plain.replace("*", "")
    assert (await plan_of(cast)).buttons == ["Create the new key…", "Cancel"]


@on_both_databases
async def test_a_key_is_rotated_step_by_step_on_one_card(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    before = {key["id"] for key in await keys(vendors)}
    said = await cast.maya.types(f"/appcues keys rotate {OLD}")
    assert "is planned: its card is in #launches" in said.plain.replace("*", "")
    card = await plan_of(cast)
    assert "2 of 5 slots used" in card
    assert "The old key was made" in card
    assert card.buttons == ["Create the new key…", "Cancel"]

    await create(cast)
    (made,) = [key for key in await keys(vendors) if key["id"] not in before]
    card = await plan_of(cast)
    assert "web shop 2027 was made by request" in card.plain.replace("*", "")
    assert "/callboard secrets show" in card
    assert "3 of 5 slots used" in card
    assert card.buttons == ["Rolled out", "Cancel"]

    said = await cast.maya.presses(card, "Rolled out")
    assert "is rolled out. Next: watch, then revoke" in said.plain.replace("*", "")
    card = await plan_of(cast)
    assert "@maya said" in card
    assert card.buttons == ["Revoke the old key…", "Cancel"]

    await revoke(cast)
    assert OLD not in {key["tag"] for key in await keys(vendors)}
    card = await plan_of(cast)
    assert "Done: web shop is revoked, and web shop 2027 has taken its place" in card.plain.replace("*", "")
    assert card.buttons == []
    assert await leaks_of(house, [await value_of(vendors, made["id"])]) == []
    actions = [each.entry.action for each in await house.audit()]
    assert actions.count("appcues keys rotate") == 1
    assert "appcues rotations confirm" in actions


@on_both_databases
async def test_while_the_new_key_is_asked_for_the_card_names_the_request_and_offers_no_other(
    house: Playhouse, cast: Cast
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    for end in ("Withdraw", "Reject", "Expire"):
        await cast.maya.opens(await plan_of(cast), "Create the new key…")
        await cast.maya.submits(tag="web shop 2027")
        (*_, request) = await house.request_ids()
        card = await plan_of(cast)
        assert f"Next: request `{request}` makes the key that takes the place of" in card, card.plain
        assert f"*Create* a new key: by request `{request}`, once it is approved" in card
        assert card.buttons == ["Show the request", "Cancel"]
        assert "web shop 2027" in await cast.adam.presses(card, "Show the request")
        if end == "Withdraw":
            await cast.maya.types(f"/callboard approvals withdraw {request}")
        elif end == "Reject":
            await cast.tomas.opens(await cast.card(), "Reject")
            await cast.tomas.submits(reason="not now")
        else:
            await house.time_passes(WEEK)
        card = await plan_of(cast)
        assert "Next: make the key" in card, end
        assert request not in card.plain
        assert card.buttons == ["Create the new key…", "Cancel"]


async def test_the_new_value_is_shown_once_to_whoever_asked_for_the_key(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    value = await value_of(vendors, (await keys(vendors))[-1]["id"])
    house.asked_to_see = [value]
    (note,) = [each for each in await cast.told_in_thread(await cast.card()) if "created" in each]
    shown = await cast.maya.clicks(note, "Show it once")
    assert value in str(shown.modal)
    await cast.maya.board.close()


@on_both_databases
async def test_a_rotation_survives_its_process(house: Playhouse, cast: Cast) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    async with second_process(house) as other:
        await cast.maya.presses(await plan_of(cast), "Rolled out")
        assert await other.services.watch.look() in {0, 1}
        await revoke(cast)
    assert "Done" in await plan_of(cast)


async def test_a_key_has_one_open_rotation_and_the_second_asker_is_shown_where(
    house: Playhouse, cast: Cast
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await house.later(120)
    said = await cast.tomas.types(f"/appcues keys rotate {OLD}", APPROVALS)
    assert "There is an open rotation of web shop already; its card is in #launches" in said.plain.replace(
        "*", ""
    )
    await plan_of(cast)
    assert await news(cast, APPROVALS) == []


async def test_without_a_free_slot_the_plan_says_which_key_to_revoke_first(
    cast: Cast, vendors: Vendors
) -> None:
    while len(await keys(vendors)) < 5:
        await make_key(vendors, "kiosk")
    blocked = await cast.maya.types(f"/appcues keys rotate {OLD}")
    assert "All 5 slots are used" in blocked
    assert "The oldest of the others is mobile apps" in blocked.plain.replace("*", "")
    assert await news(cast) == []
    form = await cast.maya.opens(blocked, "Revoke…")
    assert "mobile apps" in str(form)
    await cast.maya.submits(reason="nothing signs with it")
    await cast.tomas.presses(await cast.card(), "Approve")
    said = await cast.maya.presses(blocked, "Start again")
    assert "is planned" in said
    assert "4 of 5 slots used" in await plan_of(cast)


async def test_a_rotation_is_cancelled_and_the_keys_stay_as_they_are(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    before = await keys(vendors)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    stale = await plan_of(cast)
    said = await cast.tomas.presses(stale, "Cancel")
    assert "@tomas cancelled the rotation" in said.plain.replace("*", "")
    card = await plan_of(cast)
    assert card.buttons == []
    assert await keys(vendors) == before
    assert "has ended" in await cast.maya.clicks_what_is_gone(stale, "Cancel")
    await house.later(120)
    assert "is planned" in await cast.maya.types(f"/appcues keys rotate {OLD}")


async def test_an_old_key_that_lives_on_after_the_rollout_is_reminded_of_once_a_week(
    house: Playhouse, cast: Cast
) -> None:
    await hears(house, "keys", channel=APPROVALS)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    await house.time_passes(WEEK)
    assert [each for each in await news(cast, APPROVALS) if "still valid" in each] == []
    await cast.maya.presses(await plan_of(cast), "Rolled out")
    await house.time_passes(WEEK - 3600)
    assert [each for each in await news(cast, APPROVALS) if "still valid" in each] == []
    for _ in range(3):
        await house.time_passes(3600)
    (reminder,) = [each for each in await news(cast, APPROVALS) if "still valid" in each]
    assert "The old SDK key web shop is still valid" in reminder.plain.replace("*", "")
    assert "since 7 days" in reminder
    await house.time_passes(WEEK)
    assert len([each for each in await news(cast, APPROVALS) if "still valid" in each]) == 2


@on_both_databases
async def test_what_happens_to_the_keys_elsewhere_moves_the_card_too(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await next_look(house)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    new = (await keys(vendors))[-1]["id"]
    await revoke_key(vendors, new)
    for _ in range(3):
        await next_look(house)
    card = await plan_of(cast)
    assert "The new key “web shop 2027” was revoked, so another one is needed" in card
    assert card.buttons == ["Create the new key…", "Cancel"]
    (old,) = [key["id"] for key in await keys(vendors) if key["tag"] == OLD]
    await revoke_key(vendors, old)
    for _ in range(3):
        await next_look(house)
    assert "web shop is gone" in (await plan_of(cast)).plain.replace("*", "")


@house_with(editors="")
async def test_a_viewer_plans_nothing(cast: Cast) -> None:
    assert "needs the editor role" in await cast.maya.types(f"/appcues keys rotate {OLD}")
    assert "needs the editor role" in await cast.maya.types("/appcues rotations confirm k7m2p9qa")
    assert "needs the editor role" in await cast.maya.types("/appcues rotations cancel k7m2p9qa")


async def test_a_step_that_is_not_next_is_refused_in_a_sentence(cast: Cast) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    rotation = (await plan_of(cast)).plain.rsplit("rotation ", 1)[1].strip("`. \n")[:8]
    assert "There is nothing to confirm" in await cast.maya.types(f"/appcues rotations confirm {rotation}")
    assert "There is no rotation" in await cast.maya.types("/appcues rotations cancel nonsense")
