"""Tags and search from Slack: what carries a tag, and what is like some words, across everything."""

from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast


async def test_tags_are_listed_and_one_shows_what_carries_it(cast: Cast, vendors: Vendors) -> None:
    assert "tags" in await cast.maya.types("/appcues tags")
    shown = await cast.maya.types("/appcues tags show onboarding")
    tag_id = next(
        tag_id
        for flow in await vendors.experiences()
        for tag_id in flow["tag_ids"]
        if flow["name"] == "Welcome tour"
    )
    kinds = ("flows", "pins", "mobile", "launchpads", "banners")
    carriers = [e for kind in kinds for e in await vendors.experiences(kind) if tag_id in e["tag_ids"]]
    assert f"{len(carriers)} carry it" in shown
    assert all(each["name"] in shown for each in carriers[:5])


async def test_a_tag_that_nobody_knows_is_answered_with_the_nearest(cast: Cast) -> None:
    answer = await cast.maya.types("/appcues tags show onbaording")
    assert "Did you mean" in answer
    assert "carry it" in await cast.maya.presses(answer, "onboarding")


async def test_a_search_finds_names_of_all_kinds_with_typing_errors_too(cast: Cast) -> None:
    found = await cast.maya.types("/appcues search wellcome tuor")
    assert "Welcome tour" in found
    assert "flow · draft" in found
    card = await cast.maya.presses(found, "Show Welcome tour")
    assert "Welcome tour" in card


async def test_a_search_in_vain_says_among_how_many(cast: Cast) -> None:
    assert "Nothing among" in await cast.maya.types("/appcues search qqqqzzzz")


async def test_a_search_says_what_it_could_not_read(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    await vendors.fault("GET /v2/accounts/*/segments", "status", count=9)
    found = await cast.maya.types("/appcues search welcome")
    assert "Welcome tour" in found
    assert "could not be read just now: segments" in found
    house.forgive("fault on its side")


async def test_a_search_without_words_says_how_it_is_typed(cast: Cast) -> None:
    assert "/appcues search WORDS" in await cast.maya.types("/appcues search")


async def test_a_guest_searches_nothing(cast: Cast) -> None:
    assert "Guests" in await cast.greta.types("/appcues search welcome")
    assert "Guests" in await cast.greta.types("/appcues tags")


@house_with(size="large")
async def test_thousands_are_searched_at_once(cast: Cast) -> None:
    assert " of 5,013 items" in await cast.maya.types("/appcues search onboarding")
