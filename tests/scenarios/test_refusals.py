"""Who may not, is told so privately and with the reason, and it is written down."""

import pytest

from tests.scenarios.asking import PUBLISH, card_of_a_request
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import APPROVALS, Cast, Seat


async def refused(house: Playhouse, seat: Seat, rule: str) -> None:
    """Checks that the newest record of the audit is a refusal of this person by this rule."""
    newest = (await house.audit(1))[0].entry
    assert (newest.actor_id, str(newest.verdict)) == (seat.user, "refused")
    assert rule in newest.rule
    assert newest.detail


async def nothing_happened(house: Playhouse, vendors: Vendors) -> None:
    assert await vendors.calls("/publish") == []
    assert await house.request_states() == ["waiting"]


async def test_the_requester_cannot_approve(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    card = await card_of_a_request(cast)
    said = await cast.maya.presses(card, "Approve")
    assert said.is_ephemeral
    assert "You asked for this yourself" in said
    await refused(house, cast.maya, "requester")
    await nothing_happened(house, vendors)
    assert (await cast.card()).buttons == ["Approve", "Reject"]


async def test_not_even_an_owner_can_approve_their_own_request(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast, by=cast.olivia)
    assert "You asked for this yourself" in await cast.olivia.presses(card, "Approve")
    await refused(house, cast.olivia, "requester")
    await nothing_happened(house, vendors)


async def test_a_guest_cannot_approve(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    card = await card_of_a_request(cast)
    said = await cast.greta.presses(card, "Approve")
    assert said.is_ephemeral
    assert "Guests" in said
    await refused(house, cast.greta, "full members")
    await nothing_happened(house, vendors)


@house_with(approvers="", editors="U0MAYA,U0TOMAS")
async def test_an_editor_without_the_approver_role_cannot_approve(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    said = await cast.tomas.presses(card, "Approve")
    assert "needs the approver role; yours is editor" in said
    await refused(house, cast.tomas, "approver")
    await nothing_happened(house, vendors)


@house_with(approvers="", editors="U0MAYA")
async def test_a_viewer_can_neither_approve_nor_ask(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    card = await card_of_a_request(cast)
    assert "yours is viewer" in await cast.tomas.presses(card, "Approve")
    await refused(house, cast.tomas, "approver")
    assert "needs the editor role" in await cast.tomas.types(PUBLISH)
    await refused(house, cast.tomas, "editor")
    await nothing_happened(house, vendors)


@pytest.mark.parametrize("button", ["Approve", "Reject"])
async def test_a_refusal_names_the_request_in_the_audit(house: Playhouse, cast: Cast, button: str) -> None:
    card = await card_of_a_request(cast)
    (request,) = await house.request_ids()
    await cast.greta.clicks(card, button)
    listed = await cast.adam.types("/callboard audit")
    assert request in listed


async def test_a_button_that_would_open_a_form_refuses_guests_and_that_is_written_down(
    house: Playhouse, cast: Cast
) -> None:
    card = await card_of_a_request(cast)
    heard = await cast.greta.clicks(card, "Reject")
    assert heard.modal is None
    assert "Guests" in heard.note
    await refused(house, cast.greta, "full members")


async def test_a_mistyped_command_of_a_guest_is_refused_and_that_is_written_down(
    house: Playhouse, cast: Cast
) -> None:
    said = await cast.greta.types("/appcues flows publish")
    assert "Guests" in said
    await refused(house, cast.greta, "full members")


async def test_the_requester_cannot_reject_but_is_led_to_withdraw(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    heard = await cast.maya.clicks(card, "Reject")
    if heard.modal is not None:
        heard = await cast.maya.submits(reason="changed my mind")
    (request,) = await house.request_ids()
    assert f"/callboard approvals withdraw {request}" in heard.note
    await refused(house, cast.maya, "requester")
    await nothing_happened(house, vendors)


ANY_COMMAND = (
    "/appcues flows",
    "/appcues flows show welcome",
    PUBLISH,
    "/appizer apps",
    "/callboard audit",
    "/callboard roles",
    "/callboard approvals",
    "/callboard roles grant @greta admin",
)


async def test_a_guest_may_do_nothing(house: Playhouse, cast: Cast) -> None:
    for typed in ANY_COMMAND:
        said = await cast.greta.types(typed)
        assert said.is_ephemeral
        assert "Guests" in said, typed
        assert "data_table" not in str(said.blocks)
        await refused(house, cast.greta, "full members")
    assert await cast.cards() == []


async def test_people_from_other_workspaces_may_do_nothing(house: Playhouse, cast: Cast) -> None:
    house.stand_in.workspace.people["U0TOMAS"].is_stranger = True
    card = await card_of_a_request(cast)
    said = await cast.tomas.presses(card, "Approve")
    assert "cannot use Callboard" in said
    await refused(house, cast.tomas, "full members")


async def test_a_click_of_somebody_who_was_deactivated_counts_for_nothing(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    house.stand_in.workspace.people["U0TOMAS"].deleted = True
    said = await cast.tomas.clicks_what_is_gone(card, "Approve")
    assert "cannot use Callboard" in said
    await refused(house, cast.tomas, "full members")
    await nothing_happened(house, vendors)


async def test_refusals_never_show_in_the_channel(cast: Cast) -> None:
    card = await card_of_a_request(cast)
    for seat in (cast.maya, cast.greta):
        await seat.presses(card, "Approve")
    assert len(await cast.olivia.in_channel(APPROVALS)) == 1
    assert await cast.told_in_thread(card) == []
    assert await cast.tomas.board.ephemerals(APPROVALS) == []
