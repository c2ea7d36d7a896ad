"""Ingestion rules from Slack: the form starts with what stands, the difference is shown, two people agree."""

from typing import Any

import httpx

from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import VENDORS, Vendors
from tests.scenarios.seats import Cast

PATH = f"/v2/accounts/{VENDORS.appcues_account}/ingestion_filtering_rules"
AUTH = (VENDORS.appcues_key, VENDORS.appcues_secret)


async def rules(vendors: Vendors) -> dict[str, Any] | None:
    answer = await vendors.door.get(PATH, auth=AUTH)
    return None if answer.status_code == httpx.codes.NOT_FOUND else dict(answer.json())


async def test_rules_are_replaced_after_a_review_and_by_two_people(cast: Cast, vendors: Vendors) -> None:
    review = await cast.maya.types('/appcues rules deny --events "Mouse moved, Scrolled" --profiles plan')
    assert "event “Mouse moved”" in review
    assert "approve" in review
    assert await cast.cards() == []
    asked = await cast.maya.presses(review, "Deny")
    assert "needs a second person" in asked
    assert "“deny” with 3 names" in await cast.tomas.presses(await cast.card(), "Approve")
    now = await rules(vendors)
    assert now is not None
    assert now["type"] == "deny"
    assert sorted(now["event_rules"]) == ["Mouse moved", "Scrolled"]
    assert now["profile_rules"] == ["plan"]
    assert "Mouse moved" in await cast.maya.types("/appcues rules show")


async def test_a_review_that_is_agreed_to_twice_asks_once(cast: Cast) -> None:
    review = await cast.maya.types("/appcues rules deny --events Scrolled")
    await cast.maya.presses(review, "Deny")
    await cast.maya.presses(review, "Deny")
    assert len(await cast.cards()) == 1


async def test_the_form_starts_with_the_rules_that_stand_and_shows_the_difference(
    cast: Cast, vendors: Vendors
) -> None:
    lines = '{"type": "event", "value": "Scrolled"}\n{"type": "group", "value": "a, b"}\n'
    await vendors.door.post(
        f"{PATH}/deny", auth=AUTH, content=lines, headers={"Content-Type": "application/ndjson"}
    )
    card = await cast.maya.types("/appcues rules show")
    form = await cast.maya.opens(card, "Deny…")
    assert "Scrolled" in str(form)
    assert '"a, b"' in str(form).replace("\\", "")
    await cast.maya.board.submit(events="Scrolled\nMouse moved")
    await cast.maya.house.settle()
    modal = await cast.maya.board.modal()
    assert "event “Mouse moved”" in str(modal)
    heard = await cast.maya.submits()
    assert "needs a second person" in heard.note
    await cast.tomas.presses(await cast.card(), "Approve")
    now = await rules(vendors)
    assert now is not None
    assert sorted(now["event_rules"]) == ["Mouse moved", "Scrolled"]
    assert now["group_rules"] == ["a, b"]


async def test_rules_that_somebody_else_changed_meanwhile_are_not_overwritten(
    cast: Cast, vendors: Vendors
) -> None:
    review = await cast.maya.types("/appcues rules deny --events Scrolled")
    await cast.maya.presses(review, "Deny")
    line = '{"type": "event", "value": "Paid"}\n'
    await vendors.door.post(
        f"{PATH}/allow", auth=AUTH, content=line, headers={"Content-Type": "application/ndjson"}
    )
    assert "Nothing was done" in await cast.tomas.presses(await cast.card(), "Approve")
    now = await rules(vendors)
    assert now is not None
    assert now["type"] == "allow"


async def test_no_rule_at_all_is_refused_with_the_form_kept(cast: Cast) -> None:
    await cast.maya.board.type("#launches", "/appcues rules allow")
    await cast.maya.house.settle()
    await cast.maya.board.submit(profiles="", events="", groups="", reason="privacy")
    await cast.maya.house.settle()
    modal = await cast.maya.board.modal()
    assert "There is no rule" in str(modal)
    assert "privacy" in str(modal)


async def test_hostile_names_are_shown_as_they_are(cast: Cast) -> None:
    review = await cast.maya.types('/appcues rules allow --events "<!channel>, *bold*, `tick`, عربى"')
    assert "channel" in review
    assert "needs a second person" in await cast.maya.presses(review, "Allow")


@house_with(editors="")
async def test_a_viewer_sees_the_rules_and_changes_none(cast: Cast) -> None:
    await cast.maya.types("/appcues rules show")
    assert "needs the editor role" in await cast.maya.types("/appcues rules deny --events Scrolled")
