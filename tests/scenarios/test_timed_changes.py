"""A change at its time, and for a while: one approval covers the start and the end, and both are looked at again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.scenarios.asking import PUBLISH_ROUTE, WELCOME, verdicts
from tests.scenarios.hours import (
    MONDAY,
    PARIS,
    THURSDAY,
    lives_in,
    move_to,
    next_weekday,
    run_at,
    spring_sunday,
)
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast
from tests.scenarios.test_policy import set_rule

WEEK = f'/appcues flows publish "{WELCOME}" --at "monday 9:00" --until "friday 18:00" --reason sale'
MINUTE = timedelta(minutes=1)


async def on_thursday(house: Playhouse) -> tuple[datetime, datetime]:
    """It is Thursday morning in Paris, where Maya lives; the Monday at nine and the Friday at six to come."""
    lives_in(house, "U0MAYA", PARIS)
    await move_to(house, next_weekday(house, THURSDAY, 10))
    monday = next_weekday(house, MONDAY, 9)
    end = (monday.astimezone(ZoneInfo(PARIS)) + timedelta(days=4)).replace(hour=18)
    return monday, end.astimezone(UTC)


async def is_live(vendors: Vendors) -> bool:
    """Whether end users see the flow."""
    return bool((await vendors.experience(WELCOME))["published"])


@on_both_databases
async def test_one_approval_takes_a_flow_live_on_monday_and_down_on_friday(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    monday, friday = await on_thursday(house)
    asked = await cast.maya.types(WEEK)
    assert "09:00 (Europe/Paris)" in asked
    card = await cast.card()
    for fact in ("Starts", "Ends", "09:00 (Europe/Paris)", "18:00 (Europe/Paris)", " UTC"):
        assert fact in card, card.plain
    said = await cast.tomas.presses(card, "Approve")
    assert "waits for its time" in said
    card = await cast.card()
    assert card.buttons == ["Cancel"]
    await run_at(house, monday - MINUTE)
    assert not await is_live(vendors)
    assert await house.request_states() == ["approved"]
    await run_at(house, monday + MINUTE)
    assert await is_live(vendors)
    assert await house.request_states() == ["done", "approved"]
    await run_at(house, friday - MINUTE)
    assert await is_live(vendors)
    await run_at(house, friday + MINUTE)
    assert not await is_live(vendors)
    assert await house.request_states() == ["done", "done"]
    (card,) = await cast.cards()
    assert "Live" in card
    thread = [told.plain for told in await cast.told_in_thread(card)]
    for words in ("approved by @tomas", "is live", "Unpublish the flow", "is down"):
        assert any(words in told for told in thread), (words, thread)
    assert await verdicts(house) == ["asked", "approved", "done", "asked", "done"]


async def test_what_was_edited_before_its_time_is_not_published_and_asks_anew(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    monday, _ = await on_thursday(house)
    await cast.maya.types(WEEK)
    await cast.tomas.presses(await cast.card(), "Approve")
    flow = await vendors.experience(WELCOME)
    await vendors.edit("flows", flow["id"], frequency="every_time")
    await run_at(house, monday + MINUTE)
    assert await house.request_states() == ["changed"]
    card = await cast.card()
    assert "frequency" in card
    assert card.buttons == ["Ask anew"]
    form = await cast.maya.opens(card, "Ask anew")
    assert "sale" in str(form["blocks"])
    assert await vendors.calls("/publish") == []


@pytest.mark.parametrize(("late", "state"), [(14, "done"), (16, "changed")])
async def test_a_start_up_to_a_quarter_of_an_hour_late_is_made_and_a_later_one_is_not(
    house: Playhouse, cast: Cast, late: int, state: str
) -> None:
    monday, _ = await on_thursday(house)
    await cast.maya.types(WEEK)
    await cast.tomas.presses(await cast.card(), "Approve")
    await run_at(house, monday + late * MINUTE)
    assert (await house.request_states())[0] == state
    if state == "changed":
        assert "minutes late" in await cast.card()
        assert (await verdicts(house))[-1] == "skipped"
        found = await cast.adam.types("/callboard audit search --verdict skipped")
        assert "1 record: skipped" in found
        assert "It was due at" in found


async def test_what_was_approved_does_not_expire_before_its_time_but_what_waits_does(
    house: Playhouse, cast: Cast
) -> None:
    await on_thursday(house)
    await cast.maya.types(WEEK)
    await cast.tomas.presses(await cast.card(), "Approve")
    await cast.maya.types(f'/appcues flows publish "{WELCOME}" --at "tuesday 9:00"')
    await house.time_passes(24 * 3600)
    assert sorted(await house.request_states()) == ["approved", "expired"]


@pytest.mark.parametrize("who", ["maya", "adam"])
async def test_the_requester_or_an_admin_can_cancel_until_it_starts(
    house: Playhouse, cast: Cast, vendors: Vendors, who: str
) -> None:
    monday, _ = await on_thursday(house)
    await cast.maya.types(WEEK)
    await cast.tomas.presses(await cast.card(), "Approve")
    assert "Only the person who asked" in await cast.tomas.presses(await cast.card(), "Cancel")
    assert "Withdrawn" in await getattr(cast, who).presses(await cast.card(), "Cancel")
    await run_at(house, monday + MINUTE)
    assert await vendors.calls("/publish") == []
    assert await house.request_states() == ["withdrawn"]


async def test_the_end_can_be_cancelled_and_stays_in_force_otherwise(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    monday, friday = await on_thursday(house)
    await cast.maya.types(WEEK)
    await cast.tomas.presses(await cast.card(), "Approve")
    await run_at(house, monday + MINUTE)
    started = (await house.request_ids())[0]
    assert "Nothing to withdraw" in await cast.maya.types(f"/callboard approvals withdraw {started}")
    (ending,) = [told for told in await cast.told_in_thread(await cast.card()) if "Cancel" in told.buttons]
    assert "Withdrawn" in await cast.maya.presses(ending, "Cancel")
    await run_at(house, friday + MINUTE)
    assert await is_live(vendors)


async def test_a_flow_can_be_taken_down_at_once_while_its_end_is_waited_for(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    monday, friday = await on_thursday(house)
    await cast.maya.types(WEEK)
    await cast.tomas.presses(await cast.card(), "Approve")
    await run_at(house, monday + MINUTE)
    assert "is down" in await cast.maya.types(f'/appcues flows unpublish "{WELCOME}"')
    await run_at(house, friday + MINUTE)
    assert not await is_live(vendors)
    assert "changed" in await house.request_states()
    found = await cast.adam.types("/callboard audit search --verdict skipped")
    assert "already down by then, so nothing was done" in found
    assert "No record" in await cast.adam.types("/callboard audit search --verdict changed")


async def test_taking_down_for_a_while_needs_the_approval_of_taking_live_again(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await on_thursday(house)
    asked = await cast.maya.types('/appcues flows unpublish "Checkout tips" --until "in 2h"')
    assert "needs a second person" in asked
    assert (await vendors.experience("Checkout tips"))["published"]
    await cast.tomas.presses(await cast.card(), "Approve")
    assert not (await vendors.experience("Checkout tips"))["published"]
    await house.time_passes(2 * 3600 + 60)
    assert (await vendors.experience("Checkout tips"))["published"]


async def test_taking_down_later_needs_nobody_and_has_a_card_to_cancel(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await on_thursday(house)
    said = await cast.maya.types('/appcues flows unpublish "Checkout tips" --at "in 3h"')
    assert "waits for its time" in said
    assert said.buttons == ["Cancel"]
    assert (await cast.card()).buttons == ["Cancel"]
    await house.time_passes(3 * 3600 + 60)
    assert not (await vendors.experience("Checkout tips"))["published"]


async def test_what_is_coming_up_is_listed_with_the_nearest_first(house: Playhouse, cast: Cast) -> None:
    await on_thursday(house)
    assert "Nothing is coming up" in await cast.tomas.types("/callboard approvals upcoming")
    await cast.maya.types(WEEK)
    await cast.maya.types('/appcues flows unpublish "Checkout tips" --at "in 3h"')
    listed = await cast.tomas.types("/callboard approvals upcoming")
    assert "2 coming up" in listed
    assert listed.plain.index("Checkout tips") < listed.plain.index(WELCOME)
    assert "still waits for approval" in listed
    shown = await cast.tomas.clicks(listed, "Show")
    assert shown.notes


async def test_requests_for_one_flow_are_told_apart_by_their_times(house: Playhouse, cast: Cast) -> None:
    monday, _ = await on_thursday(house)
    lives_in(house, "U0TOMAS", "UTC")
    now = f'/appcues flows publish "{WELCOME}"'
    await cast.maya.types(f'{now} --at "monday 9:00"')
    await cast.olivia.types(now)
    await cast.olivia.types('/appcues flows publish "Checkout survey"')
    later, at_once, _ = await house.request_ids()
    listed = await cast.tomas.types("/callboard approvals")
    (line,) = [each for each in listed.plain.splitlines() if later in each]
    assert "asked by @maya" in line
    assert f", for {monday:%Y-%m-%d %H:%M} UTC (request" in line
    assert listed.plain.count(", for ") == 1
    form = await cast.tomas.opens(await cast.tomas.types("/callboard approvals approve help"), "Fill in…")
    offered = await cast.tomas.board.options(form, "Request", "")
    asked = f"Publish the flow “{WELCOME}”"
    assert {each["value"]: each["text"]["text"] for each in offered[:2]} == {
        later: f"{asked}, for {monday:%Y-%m-%d %H:%M}, {later}",
        at_once: f"{asked}, at once, {at_once}",
    }
    assert [each["text"]["text"] for each in offered[2:]] == ["Publish the flow “Checkout survey”"]


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ('--at "2026-01-01 9:00"', "over already"),
        ('--at "in 2h" --until "in 0h"', "no time at all"),
        ('--at "in 9h" --until "2026-01-01 9:00"', "after the start"),
        ('--until "2026-01-01 9:00"', "after the start"),
        ('--at "someday"', "not a time that I understand"),
        ('--at "in 200d"', "too far ahead"),
    ],
)
async def test_a_time_that_cannot_be_is_refused(house: Playhouse, cast: Cast, times: str, told: str) -> None:
    assert told in await cast.maya.types(f'/appcues flows publish "{WELCOME}" {times}')
    assert await house.request_states() == []


async def test_a_guest_cannot_ask_for_a_time_either(house: Playhouse, cast: Cast) -> None:
    assert "Guests" in await cast.greta.types(WEEK)
    assert await house.request_states() == []


async def test_a_freeze_counts_when_it_is_asked_and_again_when_it_is_due(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    monday, _ = await on_thursday(house)
    lives_in(house, "U0ADAM", PARIS)
    await cast.maya.types(WEEK)
    await cast.tomas.presses(await cast.card(), "Approve")
    await set_rule(cast, 'mornings --kind flows --action publish --freeze "monday 8:00 - monday 10:00"')
    assert "frozen until" in await cast.maya.types(f'/appcues flows publish "{WELCOME}" --at "monday 9:30"')
    await run_at(house, monday + MINUTE)
    first = (await cast.cards())[0]
    assert "frozen until" in first
    assert (await house.request_states())[0] == "changed"
    assert await vendors.calls("/publish") == []


async def test_on_the_night_when_the_clocks_are_put_forward_a_time_means_what_the_clocks_show(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    lives_in(house, "U0MAYA", PARIS)
    change = spring_sunday(house)
    await move_to(house, change - timedelta(hours=13))
    skipped = await cast.maya.types('/appcues flows unpublish "Checkout tips" --at "tomorrow 2:30"')
    assert "does not exist" in skipped
    await cast.maya.types('/appcues flows unpublish "Checkout tips" --at "tomorrow 3:30"')
    await run_at(house, change + 29 * MINUTE)
    assert (await vendors.experience("Checkout tips"))["published"]
    await run_at(house, change + 31 * MINUTE)
    assert not (await vendors.experience("Checkout tips"))["published"]


@pytest.mark.parametrize("kind", ["pins", "checklists"])
async def test_other_kinds_keep_to_a_time_too(
    house: Playhouse, cast: Cast, vendors: Vendors, kind: str
) -> None:
    await on_thursday(house)
    live = next(each for each in await vendors.experiences(kind) if each["published"])
    await cast.maya.types(f'/appcues {kind} unpublish {live["id"]} --at "in 1h"')
    await house.time_passes(3600 + 60)
    after = next(each for each in await vendors.experiences(kind) if each["id"] == live["id"])
    assert not after["published"]


async def test_whoever_asks_for_what_was_agreed_to_already_is_written_down(
    house: Playhouse, cast: Cast
) -> None:
    await on_thursday(house)
    monday = (house.clock.now() + timedelta(days=4)).replace(hour=9, minute=0, second=0, microsecond=0)
    line = f'/appcues flows publish "{WELCOME}" --at "{monday:%Y-%m-%d} 09:00" --reason'
    await cast.maya.types(f"{line} sale")
    await cast.tomas.presses(await cast.card(), "Approve")
    assert "waits for its time" in await cast.maya.types(f"{line} another")
    newest = (await house.audit())[0].entry
    assert (newest.actor_id, str(newest.verdict), newest.detail) == (
        "U0MAYA",
        "asked",
        "the same was asked for before",
    )


async def test_the_card_of_what_needs_no_approval_says_of_nobody_that_they_approved_it(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await set_rule(cast, "free --kind flows --action publish --approvals 0")
    await cast.maya.types(f'/appcues flows publish "{WELCOME}" --at "in 1h"')
    cards = [await cast.card()]
    await vendors.fault(PUBLISH_ROUTE, "cut_before")
    await house.time_passes(3600 + 60)
    cards.append(await cast.card())
    await house.time_passes(60)
    cards.append(await cast.card())
    for card, words in zip(cards, ("Waits for its time", "Outcome being checked", "Live since"), strict=True):
        assert words in card, card.plain
        assert "approved" not in card.plain.casefold(), card.plain
        assert card.plain.count("@maya") == 1, "the requester stands there as who asked, and nowhere else"
