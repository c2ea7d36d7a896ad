"""SDK keys are watched: slots, ages, and what came or went outside Callboard, each told once, never with a value."""

from datetime import timedelta

import pytest

from tests.scenarios.endings import leaks_of
from tests.scenarios.looks import hears, news, next_look
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast
from tests.scenarios.test_keys import keys, make_key, revoke_key, value_of

DAYS = timedelta(days=1).total_seconds()
KEYS_ROUTE = "GET /v2/accounts/*/sdk_keys"


@on_both_databases
async def test_few_free_slots_are_warned_of_once_and_again_only_when_the_number_changes(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "keys", least=1)
    assert await news(cast) == [], "two of five slots are no matter"
    for _ in range(2):
        await make_key(vendors, "kiosk")
    for _ in range(3):
        await next_look(house)
    (warning,) = [each for each in await news(cast) if "slots for SDK keys" in each]
    assert "4 of 5 slots for SDK keys are used" in warning.plain.replace("*", "")
    assert "web shop, 140 days old" in warning.plain.replace("*", "")
    assert "Rotate web shop…" in warning.buttons

    fifth = await make_key(vendors, "tv")
    for _ in range(2):
        await next_look(house)
    warning, alarm = [each for each in await news(cast) if "Slots for SDK keys" in each]
    assert "it is 5 of 5: a newer message warns of that" in warning
    assert "All 5 slots for SDK keys are used" in alarm.plain.replace("*", "")

    await revoke_key(vendors, fifth)
    for key in (await keys(vendors))[2:]:
        await revoke_key(vendors, key["id"])
    for _ in range(3):
        await next_look(house)
    slots = [each for each in await news(cast) if "Slots for SDK keys" in each]
    assert len(slots) == 2
    assert "Over since" in slots[-1]
    preview = await cast.maya.types("/callboard subscriptions preview keys --only warnings")
    assert f"would have posted {len(await news(cast))} messages" in preview, "those that are over as well"


@on_both_databases
async def test_a_warning_of_few_free_slots_says_that_it_is_over_however_long_it_stood(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "keys")
    made = [await make_key(vendors, "kiosk") for _ in range(2)]
    for _ in range(3):
        await next_look(house)
    await house.time_passes(40 * DAYS)
    await next_look(house)
    for key_id in made:
        await revoke_key(vendors, key_id)
    for _ in range(3):
        await next_look(house)
    (warning,) = [each for each in await news(cast) if "Slots for SDK keys" in each]
    assert "Over since" in warning


async def test_a_key_that_came_or_went_elsewhere_is_told_once_and_its_value_never(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "keys")
    made = await make_key(vendors, "kiosk")
    value = await value_of(vendors, made)
    for _ in range(3):
        await next_look(house)
    (card,) = await news(cast)
    assert "kiosk was made outside Callboard" in card.plain.replace("*", "")
    assert "3 of 5 slots used" in card
    assert card.buttons == ["Show the keys", "Revoke…"]
    await revoke_key(vendors, made)
    for _ in range(4):
        await next_look(house)
    _, card = await news(cast)
    assert "kiosk was revoked outside Callboard" in card.plain.replace("*", "")
    assert await leaks_of(house, [value]) == []


@on_both_databases
async def test_keys_that_callboard_makes_tags_and_revokes_are_told_once_as_its_own(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "keys")
    first = (await keys(vendors))[0]["id"]
    for line in ("create Kiosk", f"tag {first} --tag Renamed", f"revoke {first}"):
        await cast.maya.types(f"/appcues keys {line}")
        await cast.tomas.presses(await cast.card(), "Approve")
        for _ in range(3):
            await next_look(house)
    assert len(await keys(vendors)) == 2
    told = await news(cast)
    assert [each for each in told if "outside Callboard" in each] == []
    assert len(told) == 3


async def test_a_key_whose_answer_was_lost_is_told_once_as_its_own(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "keys")
    await cast.maya.types("/appcues keys create Kiosk")
    await vendors.fault("POST /v2/accounts/*/sdk_keys", "cut_after")
    assert "its value was lost" in await cast.tomas.presses(await cast.card(), "Approve")
    for _ in range(2):
        await next_look(house)
    (told,) = await news(cast)
    assert "outside Callboard" not in told


@pytest.mark.parametrize("trouble", ["status", "broken_json", "empty", "cut_before", "half_list"])
async def test_a_list_of_keys_that_fails_or_is_not_whole_concludes_nothing(
    house: Playhouse, cast: Cast, vendors: Vendors, trouble: str
) -> None:
    await hears(house, "keys")
    await vendors.fault(KEYS_ROUTE, trouble, count=5 if trouble == "status" else 1)
    await next_look(house)
    await vendors.heal()
    for _ in range(2):
        await next_look(house)
    assert await news(cast) == []


@on_both_databases
async def test_old_keys_are_named_once_and_again_when_they_are_older_by_as_much_again(
    house: Playhouse, cast: Cast
) -> None:
    await hears(house, "keys")
    await house.time_passes(45 * DAYS)
    await next_look(house)
    (first,) = await news(cast)
    assert "web shop, 185 days old" in first.plain.replace("*", "")
    assert "mobile apps" not in first
    assert first.buttons == ["Rotate web shop…"]
    await house.time_passes(80 * DAYS)
    await next_look(house)
    _, second = await news(cast)
    assert "mobile apps, 185 days old" in second.plain.replace("*", "")
    assert "web shop" not in second
    await house.time_passes(100 * DAYS)
    await next_look(house)
    _, _, third = await news(cast)
    assert "web shop, 365 days old" in third.plain.replace("*", "")
    assert "mobile apps" not in third
