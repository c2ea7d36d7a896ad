"""Draws the pictures of the README: the real demo, in a real browser, in the middle of the story."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Page

from tests.browser.chromium import open_browser
from tests.browser.demo_process import ROOT, running_demo
from tests.browser.seat import Seat

IMAGES = ROOT / "docs" / "images"


async def draw(folder: Path) -> None:
    """A list, a profile, a review in a form, the card that waits, and the card that is live."""
    async with running_demo() as board, open_browser() as browser:
        maya = await Seat.take(browser, board, "U0MAYA")
        await maya.say("/appcues flows")
        await maya.sees("14 flows")
        await maya.page.get_by_role("columnheader", name="Name").first.wait_for()
        await picture(maya.page, folder / "list.png")
        await maya.say("/appcues users events user-1001")
        await maya.sees("events of the user user-1001")
        await maya.page.get_by_role("columnheader", name="Event").first.scroll_into_view_if_needed()
        await maya.page.mouse.wheel(0, -570)
        await picture(maya.page, folder / "events.png")
        await maya.say("/appcues rules deny")
        await maya.page.get_by_role("dialog").get_by_role("textbox").nth(1).fill("Mouse moved\nScrolled")
        await maya.page.get_by_role("dialog").get_by_role("button", name="Next").click()
        await maya.sees("Dropped data does not come back")
        await picture(maya.page, folder / "review.png")
        await maya.page.keyboard.press("Escape")
        await maya.say('/appcues flows publish "Welcome tour" --reason "spring launch"')
        await maya.sees("may approve it")
        tomas = await Seat.take(browser, board, "U0TOMAS", "approvals")
        await tomas.sees("Waiting for approval")
        await picture(tomas.page, folder / "request.png")
        await tomas.press("Approve")
        await tomas.sees("is live.")
        await tomas.page.get_by_text("1 reply").last.click()
        await tomas.page.mouse.move(0, 0)
        await tomas.sees("approved by")
        await picture(tomas.page, folder / "board.png")


async def picture(page: Page, file: Path) -> None:
    """One picture, without a blinking cursor."""
    await page.screenshot(path=file, animations="disabled", caret="hide")


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    sys.exit(asyncio.run(draw(IMAGES)))
