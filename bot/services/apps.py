"""The apps that Appizer measures: finding and reading them."""

from bot.clients.appizer.apps import Apps
from bot.clock import Clock
from bot.domain.apps import App
from bot.domain.listings import Listing
from bot.errors import Candidate
from bot.services.directory import Directory


class AppsService:
    """What people can do with apps. Every method raises ApiError when Appizer fails."""

    def __init__(self, apps: Apps, clock: Clock) -> None:
        self._apps = apps
        self._clock = clock
        self._directory = Directory("apps", self._read, clock)

    async def listing(self) -> Listing[App]:
        """All apps by name, at most some seconds old."""
        return await self._directory.listing()

    async def find(self, words: str) -> App:
        """The app that is meant, read afresh. Raises SeveralMatch or NoSuchItem."""
        return await self._apps.get((await self._directory.find(words)).id)

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while a name is being typed."""
        return await self._directory.offer(words)

    async def _read(self) -> list[App]:
        return sorted([app async for app in self._apps.list()], key=lambda app: app.name.casefold())
