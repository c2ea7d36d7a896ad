"""The same story for flows, pins, mobile experiences, launchpads, banners and checklists."""

import pytest

from tests.scenarios.playhouse import Vendors, name_of
from tests.scenarios.seats import Cast
from tests.scenarios.test_lists import names_in

DRAFTS = {
    "flows": "Welcome tour",
    "pins": "Interval drinks",
    "mobile": "Rate the evening",
    "launchpads": "Members' corner",
    "banners": "Strike notice",
    "checklists": "Front of house training",
}
FIELDS = {"checklists": "title"}
"""What is edited in between, where there is no frequency."""


@pytest.mark.parametrize("kind", DRAFTS)
async def test_every_kind_is_listed_shown_published_with_approval_and_taken_down(
    cast: Cast, vendors: Vendors, kind: str
) -> None:
    name = DRAFTS[kind]
    listed = await cast.maya.types(f"/appcues {kind}")
    assert sorted(names_in(listed)) == sorted(name_of(each) for each in await vendors.experiences(kind))
    assert name in names_in(await cast.maya.types(f"/appcues {kind} list --state draft"))

    shown = await cast.maya.types(f'/appcues {kind} show "{name}"')
    assert "· draft" in shown
    await cast.maya.opens(shown, "Publish…")
    await cast.maya.submits(reason="for the season")
    card = await cast.card()
    assert name in card
    assert "for the season" in card
    assert "yourself" in await cast.maya.presses(card, "Approve")

    item, field = await vendors.experience(name, kind), FIELDS.get(kind, "frequency")
    await vendors.edit(kind, item["id"], **{field: "every_time" if item[field] == "once" else "once"})
    await cast.tomas.presses(card, "Approve")
    assert f"`{field}`" in await cast.card(), "it was edited in between"
    assert await vendors.calls("/publish") == []

    await cast.maya.presses(await cast.card(), "Ask anew")
    assert "is live" in await cast.tomas.presses(await cast.card(), "Approve")
    assert (await vendors.experience(name, kind))["published"]
    assert len(await vendors.calls("/publish", effective=True)) == 1
    card = await cast.card()
    assert "Live" in card
    assert card.buttons == []

    shown = await cast.maya.types(f'/appcues {kind} show "{name}"')
    assert "· live" in shown
    assert "by Callboard" in shown
    assert "is down" in await cast.maya.presses(shown, "Unpublish")
    assert not (await vendors.experience(name, kind))["published"]


async def test_a_name_of_one_kind_is_not_found_among_another(cast: Cast) -> None:
    assert "None of the pins" in await cast.maya.types('/appcues pins show "Welcome tour"')
