"""What goes otherwise than planned while an SDK key is rotated: pressed twice, cancelled, revoked elsewhere."""

import asyncio

import pytest

from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast
from tests.scenarios.test_key_rotation import OLD, create, plan_of
from tests.scenarios.test_keys import keys


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
    assert "@maya asked for this already, and it is still open" in second.note
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
