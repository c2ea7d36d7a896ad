"""Forms and type-ahead: what is wrong stands at its field, and what was filled in is kept."""

import pytest

from sandbox.slack.interactions import block_suggestion, view_place
from sandbox.slack.parcels import Parcel
from tests.scenarios.asking import WELCOME, card_of_a_request
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import Cast


async def test_a_field_that_is_wrong_keeps_the_form_open_and_the_mended_form_is_taken(cast: Cast) -> None:
    answer = await cast.adam.types("/appizer stats --days many")
    await cast.adam.opens(answer, "Fill in a form")
    errors = await cast.adam.is_refused_by_form(days="9" * 30)
    assert set(errors) == {"days"}
    assert "too large" in errors["days"]
    assert await cast.adam.board.modal() is not None
    heard = await cast.adam.submits(days="2")
    assert "2 days" in heard.note


async def test_a_type_ahead_field_offers_what_contains_or_resembles_what_is_typed(cast: Cast) -> None:
    help = await cast.maya.types("/appcues flows show help")
    form = await cast.maya.opens(help, "Fill in…")

    async def offered(typed: str) -> list[str]:
        return [each["text"]["text"] for each in await cast.maya.board.options(form, "Item", typed)]

    assert await offered("welc") == [WELCOME]
    assert set(await offered("checkout")) == {"Checkout tips", "Checkout survey"}
    assert WELCOME in await offered("wlcome tuor")
    assert len(await offered("")) == 14
    assert await offered("zzzzzz") == []
    assert 'Backstage beta <!channel> & "quotes"' in await offered("backstage")


async def test_a_request_is_rejected_by_what_it_asks_for_and_not_by_an_id(cast: Cast) -> None:
    card = await card_of_a_request(cast)
    await cast.maya.types('/appcues flows publish "Checkout survey"')
    form = await cast.tomas.opens(card, "Reject")
    asked = f"Publish the flow “{WELCOME}”"
    chosen = form["blocks"][1]["element"]["initial_option"]
    assert chosen["text"]["text"] == asked

    async def offered(typed: str) -> list[str]:
        return [each["text"]["text"] for each in await cast.tomas.board.options(form, "Request", typed)]

    assert await offered("welcome") == [asked]
    assert await offered("") == [asked, "Publish the flow “Checkout survey”"]
    heard = await cast.tomas.submits(reason="not before Friday")
    assert f"Rejected: {asked}." in heard.note
    form = await cast.tomas.opens(await cast.card(), "Reject")
    assert await offered("") == ["Publish the flow “Checkout survey”"]


@pytest.mark.parametrize("source", ["flows", "requests", "subscriptions"])
async def test_nothing_is_offered_to_guests(house: Playhouse, cast: Cast, source: str) -> None:
    await card_of_a_request(cast)
    help = await cast.maya.types("/appcues flows show help")
    form = await cast.maya.opens(help, "Fill in…")
    stage = house.stand_in.stage
    greta = stage.workspace.people["U0GRETA"]
    payload = block_suggestion(stage, greta, "item", f"pick|{source}|item", "", view_place(form, {}))
    answer = await stage.delivery.deliver(Parcel("interactive", "block_suggestion", payload))
    assert answer.is_good
    assert answer.body["options"] == []


@house_with(size="large")
async def test_of_thousands_of_items_a_hundred_are_offered(cast: Cast) -> None:
    help = await cast.maya.types("/appcues flows show help")
    form = await cast.maya.opens(help, "Fill in…")
    assert len(await cast.maya.board.options(form, "Item", "")) == 100


async def test_a_form_whose_item_is_missing_is_held_back_by_slack_itself(cast: Cast) -> None:
    help = await cast.maya.types("/appcues flows publish help")
    await cast.maya.opens(help, "Fill in…")
    errors = await cast.maya.is_refused_by_form(reason="for the season")
    assert set(errors) == {"item"}
    modal = await cast.maya.board.modal()
    assert modal is not None


async def test_a_reason_of_any_kind_goes_through_the_form_to_the_card(cast: Cast) -> None:
    help = await cast.maya.types("/appcues flows publish help")
    reasons = {"welcome": "x" * 2999, "group": "a\nb\nc", "refund": "@channel & <b>", "gala": "   "}
    for name, reason in reasons.items():
        form = await cast.maya.opens(help, "Fill in…")
        (option,) = await cast.maya.board.options(form, "Item", name)
        await cast.maya.submits(item=option, reason=reason)
        words = " ".join(reason.split())[:100]
        assert (words or "_none given_") in (await cast.card()).plain


async def test_a_trouble_while_a_form_is_carried_out_is_told_in_the_channel_it_came_from(
    house: Playhouse, cast: Cast
) -> None:
    await house.vendors.fault("GET /v2/accounts/*/flows/*", "status", count=9)
    help = await cast.maya.types("/appcues flows show help", "C0RANDOM")
    form = await cast.maya.opens(help, "Fill in…")
    (option,) = await cast.maya.board.options(form, "Item", "welcome")
    heard = await cast.maya.submits(item=option)
    assert "fault on its side" in heard.note
    assert heard.note.channel == "C0RANDOM"


async def test_a_form_that_is_cancelled_leaves_nothing_behind(house: Playhouse, cast: Cast) -> None:
    help = await cast.maya.types("/appcues flows publish help")
    await cast.maya.opens(help, "Fill in…")
    await cast.maya.board.close()
    await house.settle()
    assert await house.request_states() == []
    assert await cast.maya.board.modal() is None


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('/appcues flows publish zzzz --reason "spring launch"', "None of the flows"),
        ('/callboard approvals reject zzzz --reason "spring launch"', "There is no request"),
        ('/callboard accounts rename zzzz --to "spring launch"', "None of the accounts"),
    ],
)
async def test_where_nothing_is_called_like_that_the_form_has_what_was_typed(
    cast: Cast, line: str, what: str
) -> None:
    said = await cast.adam.types(line)
    assert what in said
    assert "spring launch" in str(await cast.adam.opens(said, "Open the form again"))


async def test_a_line_that_named_nothing_is_tried_anew_when_it_is_typed_again(cast: Cast) -> None:
    line = "/appcues flows publish zzzz --reason x"
    assert "None of the flows" in await cast.maya.types(line)
    again = await cast.maya.types(line)
    assert "None of the flows" in again
    assert "typed this already" not in again
