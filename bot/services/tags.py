"""Tags: finding and reading them."""

from bot.clients.appcues.tags import Tags
from bot.clock import Clock
from bot.domain.listings import Listing
from bot.domain.tags import Tag
from bot.errors import Candidate
from bot.services.directory import Directory


class TagsService:
    """What people can do with tags. Every method raises ApiError when Appcues fails."""

    def __init__(self, tags: Tags, clock: Clock) -> None:
        self._tags = tags
        self._directory = Directory("tags", tags.list, clock)

    async def listing(self) -> Listing[Tag]:
        """All tags, at most some seconds old."""
        return await self._directory.listing()

    async def find(self, words: str) -> Tag:
        """The tag that is meant, read afresh. Raises SeveralMatch or NoSuchItem."""
        return await self._tags.get((await self._directory.find(words)).id)

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while a name is being typed."""
        return await self._directory.offer(words)
