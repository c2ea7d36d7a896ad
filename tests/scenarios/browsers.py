"""A browser in which somebody installs Callboard: it keeps cookies, and goes to Slack and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.scenarios.playhouse import Playhouse

INSTALL = "/slack/install"


class Browser:
    """What one person sees there; whom they act as on Slack's page is their board's business."""

    def __init__(self, address: str) -> None:
        self.http = httpx.AsyncClient(base_url=address, trust_env=False, verify=False)

    async def begins(self) -> str:
        """Open the address to install; where Slack's consent page is."""
        answer = await self.http.get(INSTALL)
        assert answer.status_code == httpx.codes.FOUND, answer.text
        return answer.headers["location"]

    async def consents(self, house: Playhouse, *, allow: bool = True, user: str = "U0OLIVIA") -> str:
        """Begin, and decide on Slack's page of that workspace; where Slack sends the browser."""
        return await house.board.as_(user).install(await self.begins(), allow=allow)

    async def installs(self, house: Playhouse, user: str = "U0OLIVIA") -> str:
        """Install Callboard in that workspace; the page at the end."""
        page = await self.http.get(await self.consents(house, user=user))
        assert page.status_code == httpx.codes.OK, page.text
        return page.text

    async def is_refused(self, address: str) -> str:
        """Come back to an address that leads to nothing; the page says why."""
        page = await self.http.get(address)
        assert page.status_code == httpx.codes.BAD_REQUEST, page.text
        assert "Nothing was installed" in page.text
        return page.text


@asynccontextmanager
async def browser(house: Playhouse) -> AsyncIterator[Browser]:
    """A fresh one."""
    opened = Browser(str(house.stand_in.bot_url))
    try:
        yield opened
    finally:
        await opened.http.aclose()


def neighbour_of(house: Playhouse) -> Playhouse:
    """The other workspace of the house."""
    assert house.neighbour is not None, "This house has no neighbour: ask for @house_with(may_install=True)."
    return house.neighbour


async def installed_neighbour(house: Playhouse) -> Playhouse:
    """The other workspace, once Olivia, who owns it, has installed Callboard there."""
    neighbour = neighbour_of(house)
    async with browser(house) as hers:
        await hers.installs(neighbour)
    return neighbour
