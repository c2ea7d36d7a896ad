"""Looks through everything of an account that has a name, at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.domain.experiences import KINDS, Kind
from bot.domain.search import Found, Hit, Item, best
from bot.errors import ApiError
from bot.services.experiences import ExperiencesService
from bot.services.segments import SegmentsService
from bot.services.tags import TagsService


class SearchService:
    """Finds experiences of all kinds, segments and tags by words, with a tolerance for typing errors."""

    def __init__(self, experiences: ExperiencesService, segments: SegmentsService, tags: TagsService) -> None:
        self._experiences = experiences
        self._segments = segments
        self._tags = tags

    async def search(self, words: str) -> Found:
        """The best hits of all lists. A list that cannot be read is named; raises ApiError when none can."""
        sources: dict[str, Callable[[], Awaitable[list[Item]]]] = {
            kind.plural: self._reader(kind) for kind in KINDS
        }
        sources |= {"segments": self._read_segments, "tags": self._read_tags}
        answers = await asyncio.gather(*(read() for read in sources.values()), return_exceptions=True)
        items, missing, failures = [], [], []
        for noun, answer in zip(sources, answers, strict=True):
            if isinstance(answer, ApiError):
                missing.append(noun)
                failures.append(answer)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                items.extend(answer)
        if len(failures) == len(sources):
            raise failures[0]
        hits: Sequence[Hit] = best(words, items)
        return Found(words, tuple(hits), len(items), tuple(missing))

    def _reader(self, kind: Kind) -> Callable[[], Awaitable[list[Item]]]:
        async def read() -> list[Item]:
            listing = await self._experiences.listing(kind)
            return [
                Item(kind.plural, kind.singular, each.id, each.name, each.state)
                for each in listing.experiences
            ]

        return read

    async def _read_segments(self) -> list[Item]:
        listing = await self._segments.listing()
        return [
            Item("segments", "segment", each.id, each.name, each.description or "") for each in listing.items
        ]

    async def _read_tags(self) -> list[Item]:
        return [Item("tags", "tag", each.id, each.name, "") for each in (await self._tags.listing()).items]
