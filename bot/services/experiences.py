"""Flows, pins, mobile experiences, launchpads, banners and checklists: finding, reading, publishing."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.clients.appcues.experiences import Experiences
from bot.clients.appcues.tags import Tags
from bot.clock import Clock
from bot.domain.changes import Counterpart, Sight, Subject, Timing
from bot.domain.drifts import Author, author_of
from bot.domain.experience_readings import Detail, Listing
from bot.domain.experiences import KINDS, Experience, Kind, significant_fields
from bot.domain.matching import find_one, offer, told_apart
from bot.errors import ApiError, Candidate, NoSuchItem
from bot.services.memory import Memory

LISTS_KEPT_FOR = timedelta(seconds=10)
TAGS_KEPT_FOR = timedelta(minutes=5)


class ExperiencesService:
    """What people can do with experiences. Every method raises ApiError when Appcues fails."""

    def __init__(self, experiences: Experiences, tags: Tags, own_key: str, clock: Clock) -> None:
        self._experiences = experiences
        self._tags = tags
        self._own_key = own_key
        self._clock = clock
        self._lists = Memory[str, Listing](LISTS_KEPT_FOR, clock)
        self._tag_names = Memory[str, Mapping[str, str]](TAGS_KEPT_FOR, clock)

    async def listing(self, kind: Kind) -> Listing:
        """All experiences of a kind, at most some seconds old."""
        return await self._lists.get(kind.plural, lambda: self._read_list(kind))

    async def read_all(self, kind: Kind) -> tuple[Experience, ...]:
        """All experiences of a kind, read afresh; one that cannot be read is not among them."""
        return await self._experiences.list(kind)

    def author(self, written: str | None) -> Author:
        """Who an experience names as the author of a change."""
        return author_of(written, self._own_key)

    async def tagged(self, tag_id: str) -> list[Experience]:
        """Everything that carries a tag, across all kinds."""
        listings = await asyncio.gather(*(self.listing(kind) for kind in KINDS))
        return [each for listing in listings for each in listing.experiences if tag_id in each.tag_ids]

    async def find(self, kind: Kind, words: str) -> Experience:
        """The experience that is meant, read afresh. Raises SeveralMatch or NoSuchItem."""
        listing = await self.listing(kind)
        try:
            found = find_one(words, _candidates(listing), kind.plural_words)
        except NoSuchItem:
            self._lists.forget(kind.plural)  # it may have been made since the list was read
            found = find_one(words, _candidates(await self.listing(kind)), kind.plural_words)
        return await self._experiences.get(kind, found)

    async def detail(self, kind: Kind, words: str) -> Detail:
        """One experience with all that its card shows."""
        experience, tag_names = await asyncio.gather(self.find(kind, words), self.tag_names())
        return Detail(experience, tag_names, changed_by_us=experience.updated_by == self._own_key)

    async def offer(self, kind: Kind, words: str) -> list[Candidate]:
        """What to offer while a name is being typed."""
        return offer(words, _candidates(await self.listing(kind)))

    async def publishing(
        self,
        kind: Kind,
        words: str,
        reason: str,
        start: datetime | None = None,
        end: datetime | None = None,
        *,
        live: bool,
    ) -> "Publishing":
        """The change that takes an experience live, or down; at a time, and for a while."""
        return Publishing(self, await self.find(kind, words), reason, start, end, live=live)

    async def get(self, kind: Kind, experience_id: str) -> Experience:
        """One experience by its id, read afresh."""
        return await self._experiences.get(kind, experience_id)

    async def set_published(self, kind: Kind, experience_id: str, *, live: bool) -> None:
        """Publishes or unpublishes; harmless when it already is so (reference: Appcues 1)."""
        try:
            if live:
                await self._experiences.publish(kind, experience_id)
            else:
                await self._experiences.unpublish(kind, experience_id)
        finally:
            self._lists.forget(kind.plural)

    async def tag_names(self) -> Mapping[str, str]:
        """The names of tags by id. Without them cards show ids, so a failure here is not one of the command."""
        try:
            return await self._tag_names.get("", self._read_tag_names)
        except ApiError:
            return {}

    async def _read_list(self, kind: Kind) -> Listing:
        experiences, tag_names = await asyncio.gather(self._experiences.list(kind), self.tag_names())
        return Listing(kind, tuple(experiences), tag_names, self._clock.now())

    async def _read_tag_names(self) -> Mapping[str, str]:
        return {tag.id: tag.name for tag in await self._tags.list()}


class Publishing:
    """The change of taking one experience live, or down."""

    def __init__(
        self,
        service: ExperiencesService,
        experience: Experience,
        reason: str,
        start: datetime | None,
        end: datetime | None,
        *,
        live: bool,
    ) -> None:
        self._service = service
        self._experience = experience
        self._live = live
        self._start = start
        self._end = end
        self.reason = reason

    @property
    def subject(self) -> Subject:
        """What it is about."""
        kind, name = self._experience.kind, self._experience.name
        summary, effect = _words(self._experience, live=self._live)
        return Subject(
            item_kind=kind.plural,
            item_id=self._experience.id,
            item_name=name,
            summary=summary,
            state_before=self._experience.state,
            effect_words=effect,
            done_words="live" if self._live else "down",
            link=self._experience.studio_link,
            tags=self._experience.tag_ids,
            timing=Timing(self._start, self._end, self._counterpart() if self._end else None),
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {**self._plain_arguments(), "at": _iso(self._start), "until": _iso(self._end)}

    def _counterpart(self) -> Counterpart:
        summary, effect = _words(self._experience, live=not self._live)
        verb = "unpublish" if self._live else "publish"
        path = f"appcues {self._experience.kind.plural} {verb}"
        arguments = {**self._plain_arguments(), "at": _iso(self._end), "until": ""}
        return Counterpart(path, arguments, summary, effect)

    def _plain_arguments(self) -> dict[str, Any]:
        return {"item": self._experience.id, "reason": self.reason}

    repeatable = True
    """Publishing what is live is harmless, and it is looked at in between (reference: Appcues 1)."""

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - its state tells by itself
        """Reads the experience afresh."""
        now = await self._service.get(self._experience.kind, self._experience.id)
        return Sight(significant_fields(now), in_effect=now.published == self._live)

    async def apply(self) -> None:
        """Publishes or unpublishes."""
        await self._service.set_published(self._experience.kind, self._experience.id, live=self._live)


def _words(experience: Experience, *, live: bool) -> tuple[str, str]:
    """What is asked for, as a phrase, and what will change, as a sentence."""
    one = experience.kind.singular
    if live:
        return (
            f"Publish the {one} “{experience.name}”",
            f"The {one} goes live for everyone it is targeted at.",
        )
    return f"Unpublish the {one} “{experience.name}”", f"The {one} is taken down for everyone who sees it."


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _candidates(listing: Listing) -> list[Candidate]:
    return told_apart([Candidate(each.id, each.name, each.id) for each in listing.experiences])
