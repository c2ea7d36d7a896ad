"""Cards of single items: found by what people type, with what they want to know."""

import pytest

from tests.scenarios.playhouse import Vendors
from tests.scenarios.seats import Cast


async def test_a_flow_is_shown_with_its_state_frequency_tags_and_who_changed_it_when(
    cast: Cast, vendors: Vendors
) -> None:
    flow = await vendors.experience("Welcome tour")
    shown = await cast.maya.types('/appcues flows show "Welcome tour"')
    for fact in ("Flow · draft", "shown once", "tags: onboarding", "Changed", str(flow["updated_by"])):
        assert fact in shown, shown.plain
    assert flow["updated_at"] is not None
    assert shown.buttons == ["Publish…", "Open in Studio"]
    assert f"https://studio.appcues.com/flows/{flow['id']}/settings" in str(shown.blocks)


async def test_a_flow_is_found_by_its_name_a_part_of_it_or_its_id(cast: Cast, vendors: Vendors) -> None:
    flow = await vendors.experience("Welcome tour")
    names = ("Welcome tour", "welcome TOUR", "welcom", "tour", "“Welcome tour”", "  Welcome   tour ")
    for words in (*names, flow["id"]):
        shown = await cast.maya.types(f"/appcues flows show {words}")
        assert "Flow · draft" in shown, words
        assert flow["id"] in shown.plain, words


async def test_an_ambiguous_name_is_answered_with_the_candidates_as_buttons_that_work(cast: Cast) -> None:
    answer = await cast.maya.types("/appcues flows show checkout")
    assert answer.buttons == ["Checkout tips", "Checkout survey"]
    shown = await cast.maya.presses(answer, "Checkout survey")
    assert "Flow · draft" in shown
    assert "Checkout survey" in shown


async def test_an_unknown_name_is_answered_with_the_nearest_as_buttons_that_work(cast: Cast) -> None:
    answer = await cast.maya.types("/appcues flows show Wellcome tuor")
    assert "Wellcome tuor" in answer
    assert "Flow · draft" in await cast.maya.presses(answer, "Welcome tour")


async def test_a_name_like_no_other_is_answered_with_a_sentence(cast: Cast) -> None:
    answer = await cast.maya.types("/appcues flows show qqqqqqqq")
    assert "None of the flows is called “qqqqqqqq”" in answer


async def test_the_candidates_of_a_publication_keep_what_was_typed_with_the_name(cast: Cast) -> None:
    answer = await cast.maya.types('/appcues flows publish survey2 --reason "spring launch"')
    asked = await cast.maya.presses(answer, "Checkout survey")
    assert "needs a second person" in asked
    assert "spring launch" in await cast.card()


@pytest.mark.parametrize(("user", "buttons"), [("olivia", 2), ("tomas", 2)])
async def test_who_may_change_things_gets_the_buttons_for_it(cast: Cast, user: str, buttons: int) -> None:
    shown = await getattr(cast, user).types("/appcues flows show welcome")
    assert len(shown.buttons) == buttons


async def test_an_item_deleted_in_studio_is_missed_in_words(cast: Cast) -> None:
    answer = await cast.maya.types("/appcues flows show 00000000-0000-4000-8000-000000000000")
    assert "None of the flows is called" in answer
