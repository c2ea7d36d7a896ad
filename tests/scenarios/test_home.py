"""The Home tab of each person: what waits for them, what they asked for, and what they may do."""

from sandbox.slack.seen import view_text
from tests.scenarios.asking import WELCOME, card_of_a_request
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Vendors
from tests.scenarios.seats import Cast


async def test_the_home_tab_of_an_approver_holds_what_waits_with_buttons_that_decide(
    cast: Cast, vendors: Vendors
) -> None:
    await card_of_a_request(cast)
    home = await cast.tomas.opens_home()
    text = view_text(home)
    for fact in ("You are *approver*", "Waiting for you", WELCOME, "spring launch", "[Approve] [Reject]"):
        assert fact in text
    heard = await cast.tomas.clicks(home, "Approve")
    assert "is live" in heard.note
    assert heard.home is not None, "the tab is drawn anew"
    assert "Approve" not in view_text(heard.home)
    assert (await vendors.experience(WELCOME))["published"]


async def test_the_home_tab_of_the_requester_holds_what_they_asked_for_and_they_can_withdraw(
    cast: Cast,
) -> None:
    await card_of_a_request(cast)
    home = await cast.maya.opens_home()
    text = view_text(home)
    assert "You are *editor*" in text
    assert "Asked by you" in text
    assert "[Withdraw]" in text
    assert "[Approve]" not in text
    heard = await cast.maya.clicks(home, "Withdraw")
    assert "Withdrawn" in heard.note
    assert "Withdrawn" in await cast.card()


async def test_a_rejection_from_the_home_tab_asks_for_its_reason_in_a_form(cast: Cast) -> None:
    await card_of_a_request(cast)
    home = await cast.adam.opens_home()
    assert "You are *admin*" in view_text(home)
    await cast.adam.opens(home, "Reject")
    heard = await cast.adam.submits(reason="not before Friday")
    assert "Rejected" in heard.note
    assert "not before Friday" in await cast.card()


@house_with(editors="")
async def test_the_home_tab_of_a_viewer_shows_what_waits_without_deciding(cast: Cast) -> None:
    await card_of_a_request(cast, by=cast.adam)
    home = await cast.maya.opens_home()
    text = view_text(home)
    assert "You are *viewer*" in text
    assert WELCOME in text
    for button in ("[Approve]", "[Withdraw]"):
        assert button not in text
    assert WELCOME in (await cast.maya.clicks(home, "Show")).note


async def test_the_home_tab_of_a_guest_says_why_it_is_empty(cast: Cast) -> None:
    await card_of_a_request(cast)
    text = view_text(await cast.greta.opens_home())
    assert "full members" in text
    assert WELCOME not in text


async def test_the_starting_points_of_the_home_tab_answer(cast: Cast) -> None:
    home = await cast.maya.opens_home()
    for button, answer in (("Flows", "14 flows"), ("Apps", "8 apps"), ("Roles", "Your own role")):
        heard = await cast.maya.clicks(home, button)
        assert answer in heard.note
        home = heard.home or home


async def test_a_decision_from_a_home_tab_that_is_out_of_date_is_answered(cast: Cast) -> None:
    card = await card_of_a_request(cast)
    home = await cast.adam.opens_home()
    await cast.tomas.presses(card, "Approve")
    heard = await cast.adam.clicks(home, "Approve")
    assert "approved by @tomas" in heard.note
