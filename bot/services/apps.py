"""The apps that Appizer measures: finding and reading them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clients.appizer.apps import Apps
from bot.clock import Clock
from bot.domain.apps import App
from bot.domain.matching import find_one, offer
from bot.errors import Candidate
from bot.services.memory import Memory

LIST_KEPT_FOR = timedelta(seconds=10)


@dataclass(frozen=True)
class AppListing:
    """All apps of the organisation, and when they were read."""

    apps: tuple[App, ...]
    as_of: datetime


class AppsService:
    """What people can do with apps. Every method raises ApiError when Appizer fails."""

    def __init__(self, apps: Apps, clock: Clock) -> None:
        self._apps = apps
        self._clock = clock
        self._list = Memory[str, AppListing](LIST_KEPT_FOR, clock)

    async def listing(self) -> AppListing:
        """All apps, at most some seconds old."""
        return await self._list.get("", self._read)

    async def find(self, words: str) -> App:
        """The app that is meant, read afresh. Raises SeveralMatch or NoSuchItem."""
        listing = await self.listing()
        return await self._apps.get(find_one(words, _candidates(listing), "apps"))

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while a name is being typed."""
        return offer(words, _candidates(await self.listing()))

    async def _read(self) -> AppListing:
        apps = [app async for app in self._apps.list()]
        return AppListing(tuple(sorted(apps, key=lambda app: app.name.casefold())), self._clock.now())


def _candidates(listing: AppListing) -> list[Candidate]:
    return [Candidate(app.id, app.name) for app in listing.apps]
