"""The story of the README, in a real browser, against the demo as `make demo` starts it."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.seat import Seat

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_flow_goes_live_when_a_second_person_approves_and_only_then(
    browser: Browser, board: str
) -> None:
    maya = await Seat.take(browser, board, "U0MAYA")
    await maya.say("/appcues flows")
    await maya.sees("14 flows")
    await maya.say("/appcues flows show welcom")
    await maya.press("Publish…")
    dialog = maya.page.get_by_role("dialog", name="Publish a flow")
    await dialog.get_by_role("textbox", name="Reason").fill("spring launch")
    await dialog.get_by_role("button", name="Publish").click()
    await maya.sees("needs a second person")

    await maya.go("approvals")
    await maya.sees("Waiting for approval")
    await maya.press("Approve")
    await maya.sees("somebody else has to decide")

    greta = await Seat.take(browser, board, "U0GRETA", "approvals")
    await greta.press("Approve")
    await greta.sees("Guests")

    tomas = await Seat.take(browser, board, "U0TOMAS", "approvals")
    await tomas.press("Approve")
    await tomas.sees("is live.")
    await expect(tomas.page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    await maya.sees("1 reply")
    await expect(maya.page.get_by_role("article").filter(has_text="Live since")).to_be_visible()


async def test_what_is_typed_wrongly_is_answered_with_the_nearest_and_nothing_breaks(
    browser: Browser, board: str
) -> None:
    seat = await Seat.take(browser, board, "U0MAYA")
    broken: list[str] = []
    seat.page.on("pageerror", lambda error: broken.append(str(error)))
    await seat.say("/appcues flwos")
    await seat.sees("Did you mean")
    await seat.say("/appcues flows show checkout")
    await expect(seat.page.get_by_role("button", name="Checkout survey")).to_be_visible()
    await seat.say("/appcues flows show zzzz")
    await seat.sees("None of the flows is called")
    await seat.say("/callboard audit")
    await seat.sees("needs the admin role")
    assert broken == []


async def test_the_home_tab_shows_what_waits_for_whom(browser: Browser, board: str) -> None:
    maya = await Seat.take(browser, board, "U0MAYA")
    await maya.say('/appcues flows publish "Checkout survey"')
    await maya.sees("needs a second person")
    tomas = await Seat.take(browser, board, "U0TOMAS")
    await tomas.page.get_by_role("navigation").get_by_text("Callboard", exact=True).last.click()
    await tomas.sees("Waiting for you")
    await tomas.sees("Publish the flow “Checkout survey”")
    await tomas.press("See the flows")
    await tomas.sees("14 flows.")
    await tomas.press("Approve: Publish the flow “Checkout survey”")
    await tomas.sees("is live")
    await tomas.sees("Nothing waits for your decision.")
