"""One person in front of the board: types, presses, and looks at the page as people do."""

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

VIEWPORT = ViewportSize(width=1280, height=800)


class Seat:
    """A tab of the board in which one person acts."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def take(cls, browser: Browser, board: str, user: str, channel: str = "launches") -> "Seat":
        """Opens the board as somebody."""
        page = await browser.new_page(viewport=VIEWPORT)
        await page.goto(f"{board}/?user={user}")
        seat = cls(page)
        await seat.go(channel)
        return seat

    @property
    def composer(self) -> Locator:
        """Where messages are typed."""
        return self.page.get_by_role("textbox", name="Message #")

    async def go(self, channel: str) -> None:
        """Opens a channel."""
        await self.page.get_by_role("navigation").get_by_text(channel, exact=True).click()
        await expect(self.page.get_by_role("textbox", name=f"Message #{channel}")).to_be_visible()

    async def say(self, text: str) -> None:
        """Types a line, leaves the suggestions alone, and sends it."""
        await self.composer.click()
        await self.page.keyboard.insert_text(text)
        await self.page.keyboard.press("Escape")
        await self.page.keyboard.press("Enter")

    async def sees(self, text: str) -> None:
        """Waits until the newest place with this text is visible."""
        await expect(self.page.get_by_text(text).last).to_be_visible()

    def article(self, text: str) -> Locator:
        """The newest message with this text."""
        return self.page.get_by_role("article").filter(has_text=text).last

    async def press(self, name: str) -> None:
        """Presses the newest button of this name."""
        await self.page.get_by_role("button", name=name, exact=True).last.click()
