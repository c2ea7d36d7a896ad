"""Names and reasons that would ping a whole channel, or pretend to be somebody: shown as they are, obeyed never."""

import pytest

from tests.scenarios.asking import WELCOME
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast

HOSTILE = "Sale <!channel> <!here> <@U0OLIVIA> *bold* `code` <https://evil.example|Approve> & \u202egnp"


async def test_a_flow_whose_name_would_ping_the_channel_goes_all_the_way_without_a_ping(
    cast: Cast, vendors: Vendors
) -> None:
    flow = await vendors.experience(WELCOME)
    await vendors.edit("flows", flow["id"], name=HOSTILE)
    listed = await cast.maya.types("/appcues flows")
    shown = await cast.maya.types(f"/appcues flows show {flow['id']}")
    asked = await cast.maya.types(f'/appcues flows publish {flow["id"]} --reason "for everybody"')
    card = await cast.card()
    assert card.pings == ["U0MAYA"]
    await cast.tomas.presses(card, "Approve")
    card = await cast.card()
    assert "Live" in card
    assert set(card.pings) <= {"U0MAYA", "U0TOMAS"}
    for told in await cast.told_in_thread(card):
        assert set(told.pings) <= {"U0MAYA", "U0TOMAS"}
    for message in (listed, shown):
        assert message.pings == []
    assert "U0OLIVIA" in asked.pings, "as one who may approve"
    assert "<!channel>" not in str([block for block in card.blocks if block["type"] != "header"])
    assert "<!channel>" not in card.text


@pytest.mark.parametrize("name", ["Backstage beta", HOSTILE])
async def test_candidates_with_such_names_do_not_ping_either(cast: Cast, vendors: Vendors, name: str) -> None:
    flow = await vendors.experience(WELCOME)
    await vendors.edit("flows", flow["id"], name=f"{name} one")
    answer = await cast.maya.types("/appcues flows show beta sale")
    assert answer.pings == []
    answer = await cast.maya.types('/appcues flows show "<!channel>"')
    assert answer.pings == []


async def test_a_reason_that_would_ping_is_shown_and_not_obeyed(cast: Cast) -> None:
    help = await cast.maya.types(f'/appcues flows show "{WELCOME}"')
    await cast.maya.opens(help, "Publish…")
    await cast.maya.submits(reason="<!channel> look <!here> <@U0OLIVIA> @everyone")
    card = await cast.card()
    assert card.pings == ["U0MAYA"]
    assert "@channel look" in card.plain, "as words"
    await cast.tomas.opens(card, "Reject")
    await cast.tomas.submits(reason="<!everyone> no, <@U0GRETA>")
    card = await cast.card()
    assert set(card.pings) <= {"U0MAYA", "U0TOMAS"}
    (told,) = await cast.told_in_thread(card)
    assert set(told.pings) <= {"U0MAYA", "U0TOMAS"}


async def test_a_name_as_long_as_any_and_one_that_is_empty_are_shown(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    flow = await vendors.experience(WELCOME)
    for name in ("<&>" * 700, "é" * 3000, " "):
        await vendors.edit("flows", flow["id"], name=name)
        assert "Flow · draft" in await cast.maya.types(f"/appcues flows show {flow['id']}")
        await cast.maya.types("/appcues flows")
        await cast.maya.types(f"/appcues flows publish {flow['id']}")
        await cast.maya.types(f"/callboard approvals withdraw {(await house.request_ids())[-1]}")
