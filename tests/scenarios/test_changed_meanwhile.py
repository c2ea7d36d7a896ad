"""What changed between asking and approving: nothing is done that nobody agreed to."""

import pytest

from tests.scenarios.asking import PUBLISH, WELCOME, card_of_a_request, is_closed, verdicts
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast


@on_both_databases
async def test_a_flow_that_was_edited_in_between_is_not_published_and_the_card_names_the_fields(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    flow = await vendors.experience(WELCOME)
    await vendors.edit("flows", flow["id"], frequency="every_time")
    said = await cast.tomas.presses(card, "Approve")
    assert "Nothing was done" in said
    card = await cast.card()
    assert "frequency" in card
    assert "not published" in card or "Not done" in card
    assert is_closed(card)
    assert card.buttons == ["Ask anew"]
    (told,) = await cast.told_in_thread(card)
    assert "@maya" in told
    assert "frequency" in told
    assert await vendors.calls("/publish") == []
    assert await verdicts(house) == ["asked", "approved", "changed"]

    await cast.maya.presses(card, "Ask anew")
    first, second = await cast.cards()
    assert first.ts == card.ts
    assert "spring launch" in second
    await cast.tomas.presses(second, "Approve")
    assert (await vendors.experience(WELCOME))["published"]
    assert "Live" in (await cast.cards())[1]
    assert (await cast.cards())[0].plain == card.plain


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"name": "Welcome tour, second edition"}, "name"), ({"tag_ids": []}, "tag_ids")],
)
async def test_a_new_name_or_other_tags_count_as_a_change(
    cast: Cast, vendors: Vendors, fields: dict[str, object], named: str
) -> None:
    card = await card_of_a_request(cast)
    flow = await vendors.experience(WELCOME)
    await vendors.edit("flows", flow["id"], **fields)
    await cast.tomas.presses(card, "Approve")
    assert f"`{named}`" in await cast.card()
    assert await vendors.calls("/publish") == []


async def test_who_presses_ask_anew_is_the_new_requester(cast: Cast, vendors: Vendors) -> None:
    card = await card_of_a_request(cast)
    flow = await vendors.experience(WELCOME)
    await vendors.edit("flows", flow["id"], frequency="every_time")
    await cast.tomas.presses(card, "Approve")
    await cast.tomas.presses(await cast.card(), "Ask anew")
    card = await cast.card()
    assert "You asked for this yourself" in await cast.tomas.presses(card, "Approve")
    await cast.adam.presses(card, "Approve")
    assert (await vendors.experience(WELCOME))["published"]


@house_with(approvers="", editors="U0MAYA")
async def test_a_viewer_who_presses_ask_anew_is_refused(cast: Cast, vendors: Vendors) -> None:
    card = await card_of_a_request(cast)
    flow = await vendors.experience(WELCOME)
    await vendors.edit("flows", flow["id"], frequency="every_time")
    await cast.adam.presses(card, "Approve")
    assert "needs the editor role" in await cast.tomas.presses(await cast.card(), "Ask anew")
    assert len(await cast.cards()) == 1


async def test_what_somebody_published_in_studio_meanwhile_is_not_published_again(
    cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    flow = await vendors.experience(WELCOME)
    await vendors.edit("flows", flow["id"], published=True)
    said = await cast.tomas.presses(card, "Approve")
    assert "already live" in said
    assert "already live" in await cast.card()
    assert await vendors.calls("/publish") == []


async def test_a_person_who_lost_the_role_between_asking_and_approval_gets_nothing_published(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.adam.types("/callboard roles grant @tomas approver")
    card = await card_of_a_request(cast)
    house.stand_in.workspace.people["U0MAYA"].is_restricted = True
    said = await cast.tomas.presses(card, "Approve")
    assert "may not ask for this any more" in said
    assert "may not ask for this any more" in await cast.card()
    assert await vendors.calls("/publish") == []
    assert await house.request_states() == ["failed"]


@house_with(approvers="", editors="")
async def test_whoever_was_demoted_between_asking_and_approving_is_not_obeyed(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    for grant in ("@maya editor", "@tomas approver"):
        await cast.adam.types(f"/callboard roles grant {grant}")
    card = await card_of_a_request(cast)
    await cast.adam.types("/callboard roles revoke @tomas")
    assert "yours is viewer" in await cast.tomas.presses(card, "Approve")
    await cast.adam.types("/callboard roles grant @tomas approver")
    await cast.adam.types("/callboard roles revoke @maya")
    assert "may not ask for this any more" in await cast.tomas.presses(card, "Approve")
    assert await vendors.calls("/publish") == []
    assert await house.request_states() == ["failed"]


async def test_an_admin_who_is_demoted_in_slack_cannot_approve_any_more(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await cast.adam.types("/callboard roles")
    house.stand_in.workspace.people["U0ADAM"].is_admin = False
    assert "yours is viewer" in await cast.adam.presses(card, "Approve")
    assert await vendors.calls("/publish") == []


async def test_a_flow_that_was_deleted_meanwhile_ends_in_a_sentence(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault("GET /v2/accounts/*/flows/*", "status", status=404, count=2)
    said = await cast.tomas.presses(card, "Approve")
    assert "Appcues has no flow" in said
    assert "Appcues has no flow" in await cast.card()
    assert await vendors.calls("/publish") == []
    assert await house.request_states() == ["failed"]


@house_with(approvers="U0TOMAS,U0MAYA")
async def test_two_kinds_of_change_to_one_flow_do_not_get_in_each_others_way(
    cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(PUBLISH)
    said = await cast.maya.types(f'/appcues flows unpublish "{WELCOME}"')
    assert "already" in said
    await cast.tomas.presses(await cast.card(), "Approve")
    assert (await vendors.experience(WELCOME))["published"]
