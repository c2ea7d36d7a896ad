"""Trouble with the vendors: lost answers, faults, nonsense. It ends in a sentence, and nothing is done twice."""

from typing import Any

import pytest

from tests.scenarios.asking import PUBLISH_ROUTE, WELCOME, card_of_a_request, verdicts
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import APPROVALS, Cast

LIST_ROUTE = "GET /v2/accounts/*/flows"
ITEM_ROUTE = "GET /v2/accounts/*/flows/*"


def reads_as_a_sentence(text: str) -> None:
    """Checks that a person can make sense of it."""
    for noise in ("Traceback", "Error(", "Exception", "httpx", "None", "<html", "{", "JSONDecode"):
        assert noise not in text, text
    assert "Appcues" in text
    assert text.rstrip().endswith(".")


@on_both_databases
async def test_an_answer_lost_after_the_effect_ends_in_one_publication_and_the_right_card(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "cut_after")
    said = await cast.tomas.presses(card, "Approve")
    assert "is live" in said
    assert len(await vendors.calls("/publish")) == 1
    assert len(await vendors.calls("/publish", effective=True)) == 1
    assert "Live" in await cast.card()
    assert await verdicts(house) == ["asked", "approved", "done"]


@pytest.mark.parametrize("kind", ["html", "broken_json", "empty"])
async def test_an_unreadable_answer_after_the_effect_ends_in_one_publication(
    cast: Cast, vendors: Vendors, kind: str
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, kind)
    assert "is live" in await cast.tomas.presses(card, "Approve")
    assert len(await vendors.calls("/publish")) == 1
    assert "Live" in await cast.card()


@pytest.mark.parametrize("kind", ["cut_before", "status"])
async def test_an_answer_lost_without_effect_is_looked_into_until_it_is_live(
    house: Playhouse, cast: Cast, vendors: Vendors, kind: str
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, kind)
    said = await cast.tomas.presses(card, "Approve")
    assert "check" in said
    card = await cast.card()
    assert "being checked" in card
    assert card.buttons == []
    assert await house.request_states() == ["unknown"]
    (told,) = await cast.told_in_thread(card)
    assert "No clear answer" in told
    for _ in range(3):
        await house.time_passes(60)
    assert await house.request_states() == ["done"]
    assert "Live" in await cast.card()
    assert len(await vendors.calls("/publish", effective=True)) == 1
    assert "is live" in (await cast.told_in_thread(card))[-1]


async def test_what_stays_without_an_answer_ends_as_failed_and_is_not_tried_for_ever(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "status", count=50)
    await cast.tomas.presses(card, "Approve")
    for _ in range(8):
        await house.time_passes(600)
    assert await house.request_states() == ["failed"]
    card = await cast.card()
    assert "Could not be carried out" in card
    assert "Ask anew" in card.buttons
    assert len(await vendors.calls("/publish")) <= 8
    told = await cast.told_in_thread(card)
    assert "could not be changed" in told[-1]
    await vendors.heal()
    await cast.maya.presses(card, "Ask anew")
    await cast.tomas.presses(await cast.card(), "Approve")
    assert (await vendors.experience(WELCOME))["published"]


async def test_an_effect_that_cannot_be_seen_at_first_is_found_later_and_not_repeated(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "slow", seconds=3600)
    await cast.tomas.board.press(card, "Approve")
    await vendors.met()
    await vendors.fault(ITEM_ROUTE, "status", count=3)
    await vendors.release()
    await house.settle()
    assert await house.request_states() == ["unknown"]
    await house.time_passes(30)
    assert await house.request_states() == ["done"]
    assert len(await vendors.calls("/publish")) == 1


async def test_too_many_requests_are_waited_out_where_the_pause_is_short(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "rate_limited", retry_after=2, count=2)
    before = house.clock.now()
    assert "is live" in await cast.tomas.presses(card, "Approve")
    assert (house.clock.now() - before).total_seconds() >= 4
    assert len(await vendors.calls("/publish", effective=True)) == 1


async def test_too_many_requests_for_long_leave_a_sentence_and_a_way_to_ask_anew(
    cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "rate_limited", retry_after=120)
    said = await cast.tomas.presses(card, "Approve")
    assert "too many requests" in said
    assert "wait 120 s" in said
    card = await cast.card()
    assert "nothing was changed" in card
    assert card.buttons == ["Ask anew"]
    assert not (await vendors.experience(WELCOME))["published"]


TROUBLE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("status", {"count": 3}, "fault on its side"),
    ("status", {"count": 1, "status": 401}, "API key"),
    ("status", {"count": 1, "status": 400}, "refused"),
    ("rate_limited", {"retry_after": 90}, "too many requests"),
    ("html", {"count": 1}, "an HTML page"),
    ("broken_json", {"count": 1}, "instead of the expected data"),
    ("empty", {"count": 1}, "an empty answer"),
    ("cut_before", {"count": 3}, "does not answer in time"),
)


async def test_trouble_with_a_list_ends_in_a_clear_sentence_and_a_line_in_the_log(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    for kind, more, says in TROUBLE:
        await vendors.fault(LIST_ROUTE, kind, **more)
        told = house.log.getvalue().count('"level":"warning"')
        said = await cast.maya.types("/appcues flows")
        assert says in said, kind
        reads_as_a_sentence(said.text)
        assert house.log.getvalue().count('"level":"warning"') > told, "the operator is told"
        assert "14 flows" in await cast.maya.types("/appcues flows"), "the next try works"
        await house.later(60)  # no list is remembered for so long


async def test_trouble_with_appizer_ends_in_a_clear_sentence_too(cast: Cast, vendors: Vendors) -> None:
    for kind, more, says in TROUBLE:
        await vendors.fault("GET /v1/apps", kind, **more)
        said = await cast.maya.types("/appizer apps")
        assert "Appizer" in said, kind
        assert says in said, kind
        for noise in ("Traceback", "Exception", "<html"):
            assert noise not in said.text


async def test_short_trouble_with_a_list_is_not_even_noticed(cast: Cast, vendors: Vendors) -> None:
    await vendors.fault(LIST_ROUTE, "status", count=2)
    assert "14 flows" in await cast.maya.types("/appcues flows")


async def test_tags_that_cannot_be_read_do_not_keep_a_list_from_being_shown(
    cast: Cast, vendors: Vendors
) -> None:
    await vendors.fault("GET /v2/accounts/*/tags", "html", count=3)
    assert "14 flows" in await cast.maya.types("/appcues flows")


async def test_trouble_while_asking_leaves_no_request_behind(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await vendors.fault(ITEM_ROUTE, "status", count=9)
    said = await cast.maya.types(f'/appcues flows publish "{WELCOME}"')
    assert "fault on its side" in said
    reads_as_a_sentence(said.text)
    assert await cast.cards() == []
    assert await house.request_states() == []
    assert await verdicts(house) == ["failed"]


async def test_trouble_with_the_look_before_publishing_leaves_everything_as_it_was(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(ITEM_ROUTE, "status", count=9)
    said = await cast.tomas.presses(card, "Approve")
    reads_as_a_sentence(said.text)
    assert await vendors.calls("/publish") == []
    assert (await cast.card()).buttons == ["Ask anew"]
    assert await house.request_states() == ["failed"]


async def test_a_slow_list_is_acknowledged_at_once_and_answered_when_it_comes(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await vendors.fault(LIST_ROUTE, "slow", seconds=3600)
    assert (await cast.maya.board.type("launches", "/appcues flows"))["result"] == "acknowledged"
    assert await cast.maya.board.ephemerals("launches") == []
    await vendors.heal()
    await house.settle()
    (answer,) = await cast.maya.board.ephemerals("launches")
    assert "14 flows" in answer


async def test_a_slow_publication_is_shown_as_under_way_and_ends_well(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "slow", seconds=3600)
    assert (await cast.tomas.board.press(card, "Approve"))["result"] == "acknowledged"
    await house.later(2)
    house.program.ground.sender.wake()
    await cast.olivia.board.wait_for("being carried out", APPROVALS)
    await vendors.heal()
    await house.settle()
    assert "Live" in await cast.card()
    assert len(await vendors.calls("/publish")) == 1


async def test_taking_down_with_a_lost_answer_tells_the_truth(cast: Cast, vendors: Vendors) -> None:
    await vendors.fault("POST /v2/accounts/*/flows/*/unpublish", "cut_after")
    assert "is down" in await cast.maya.types('/appcues flows unpublish "Checkout tips"')
    await vendors.fault("POST /v2/accounts/*/flows/*/unpublish", "cut_before")
    said = await cast.maya.types('/appcues flows unpublish "Matinée reminder"')
    assert "No clear answer" in said
    assert (await vendors.experience("Matinée reminder"))["published"]
