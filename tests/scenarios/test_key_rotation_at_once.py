"""Two things that move one rotation of an SDK key on at the same instant: both count, and its card says so."""

import pytest

from bot.domain.accounts import Vendor
from bot.domain.sdk_keys import KnownKey
from storage.repositories.key_rotations import KeyRotationRepository
from tests.scenarios.looks import next_look
from tests.scenarios.playhouse import TEAM, Playhouse, Vendors
from tests.scenarios.seats import Cast
from tests.scenarios.standstill import done_meanwhile
from tests.scenarios.test_key_rotation import OLD, create, plan_of
from tests.scenarios.test_key_rotation_amiss import line_of, note_of
from tests.scenarios.test_keys import keys, revoke_key, value_of

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
ONE, ALL = (KeyRotationRepository, "hold"), (KeyRotationRepository, "hold_open")


async def slots_are_counted(house: Playhouse, count: int) -> None:
    """The watch counts so many keys."""
    accounts = await house.program.services.accounts.all(TEAM)
    (account,) = [each for each in accounts if each.vendor is Vendor.APPCUES]
    place, now = (TEAM, account.id), house.clock.now()
    found = [KnownKey(f"key {number}", "some key") for number in range(count)]
    rotations = house.program.services.key_rotations
    await house.program.ground.database.transact(lambda work: rotations.look(work, place, found, now))


@on_postgresql
async def test_a_new_key_that_is_made_while_the_slots_are_counted_is_known_to_its_rotation(
    house: Playhouse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await cast.maya.opens(await plan_of(cast), "Create the new key…")
    await cast.maya.submits(tag="web shop 2027")
    approves = cast.tomas.presses(await cast.card(), "Approve")
    await done_meanwhile(monkeypatch, ONE, approves, slots_are_counted(house, 4))
    card = await plan_of(cast)
    assert "web shop 2027 was made by request" in card.plain.replace("*", "")
    assert card.buttons == ["Rolled out", "Cancel"]


@on_postgresql
async def test_a_new_key_that_is_asked_for_while_the_slots_are_counted_leaves_the_card_true(
    house: Playhouse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await cast.maya.opens(await plan_of(cast), "Create the new key…")
    asks = cast.maya.submits(tag="web shop 2027")
    await done_meanwhile(monkeypatch, ONE, asks, slots_are_counted(house, 4))
    await house.settle()
    card = await plan_of(cast)
    assert "4 of 5 slots used" in card
    assert card.buttons == ["Show the request", "Cancel"]


@on_postgresql
async def test_an_old_key_that_is_found_gone_while_somebody_rolls_out_ends_its_rotation(
    house: Playhouse, cast: Cast, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    await next_look(house)
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    (key_id,) = [key["id"] for key in await keys(vendors) if key["tag"] == OLD]
    await next_look(house)
    await revoke_key(vendors, key_id)
    await next_look(house)
    confirms = cast.maya.presses(await plan_of(cast), "Rolled out")
    await done_meanwhile(monkeypatch, ALL, next_look(house), confirms)
    for _ in range(2):
        await next_look(house)
    card = await plan_of(cast)
    assert "web shop is gone" in card.plain.replace("*", "")
    assert card.buttons == []


@on_postgresql
async def test_a_value_that_is_shown_while_somebody_rolls_out_leaves_the_card_true(
    house: Playhouse, cast: Cast, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cast.maya.types(f"/appcues keys rotate {OLD}")
    await create(cast)
    house.asked_to_see = [await value_of(vendors, (await keys(vendors))[-1]["id"])]
    shows = cast.maya.clicks(await note_of(cast), "Show it once")
    confirms = cast.adam.presses(await plan_of(cast), "Rolled out")
    await done_meanwhile(monkeypatch, ONE, shows, confirms)
    await cast.maya.board.close()
    card = await plan_of(cast)
    assert "it was shown" in line_of(card, "Copy")
    assert card.buttons == ["Revoke the old key…", "Cancel"]
