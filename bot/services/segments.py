"""Segments: finding, reading and changing them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clients.appcues.segments import Segments
from bot.clock import Clock
from bot.domain.changes import Done, Sight, Subject
from bot.domain.listings import Listing
from bot.domain.segments import Segment, SegmentChanges
from bot.domain.user_ids import GivenIds
from bot.errors import ApiItemMissing, BadInput, Candidate
from bot.services.changes import came_since
from bot.services.directory import Directory, require_whole_name
from bot.services.segment_members import ChangingMembers


class SegmentsService:
    """What people can do with segments. Every method raises ApiError when Appcues fails."""

    def __init__(self, segments: Segments, clock: Clock) -> None:
        self.client = segments
        self._clock = clock
        self._directory = Directory("segments", segments.list, clock)

    async def listing(self) -> Listing[Segment]:
        """All segments, at most some seconds old."""
        return await self._directory.listing()

    async def find(self, words: str) -> Segment:
        """The segment that is meant, read afresh. Raises SeveralMatch or NoSuchItem."""
        return await self.client.get((await self._directory.find(words)).id)

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while a name is being typed."""
        return await self._directory.offer(words)

    def forget_list(self) -> None:
        """Drops the list, because it is known to be out of date."""
        self._directory.forget()

    def creating(self, name: str, description: str) -> "CreatingSegment":
        """The change that makes a segment. Raises BadInput without a name."""
        if not name.strip():
            raise BadInput("A segment needs a name.", field="name")
        return CreatingSegment(self, name, description)

    async def updating(self, words: str, name: str, description: str) -> "UpdatingSegment":
        """The change that gives a segment another name or description. Raises BadInput when neither is given."""
        segment = await self.find(words)
        given: SegmentChanges = {}
        if name:
            given["name"] = name
        if description:
            given["description"] = description
        if not given:
            raise BadInput("Nothing is to be changed.", "Give another name or description.", field="name")
        now = {"name": segment.name, "description": segment.description or ""}
        changes: SegmentChanges = {each: given[each] for each in given if given[each] != now[each]} or given  # type: ignore[literal-required, assignment]  # names of fields
        return UpdatingSegment(self, segment, changes)

    async def deleting(self, words: str, confirm: str, reason: str) -> "DeletingSegment":
        """The change that deletes a segment. Raises BadInput unless `confirm` is its name."""
        segment = await self.find(words)
        require_whole_name(segment, "segment", confirm)
        return self.deletion(segment.id, segment.name, reason)

    def deletion(self, id: str, name: str, reason: str) -> "DeletingSegment":
        """Likewise, of a segment that is known by id and name, and may be gone by now."""
        return DeletingSegment(self, id, name, reason)

    async def changing_members(
        self, words: str, given: GivenIds, source: Mapping[str, Any], *, adds: bool
    ) -> ChangingMembers:
        """The change that adds users or removes them; `source` are the arguments by which they were given."""
        return ChangingMembers(self.client, await self.find(words), given, source, adds=adds)


class CreatingSegment:
    """The change of making a segment. Names need not be unique, so made twice there are two."""

    reason = ""
    repeatable = False

    def __init__(self, service: SegmentsService, name: str, description: str) -> None:
        self._service = service
        self._name = name
        self._description = description

    @property
    def subject(self) -> Subject:
        """What it is about; known by its name until it has an id."""
        return Subject(
            item_kind="segments",
            item_id=f"new {self._name}",
            item_name=self._name,
            summary=f"Create the segment “{self._name}”",
            state_before="not there",
            effect_words="A new segment without users is made; nobody sees anything of it.",
            done_words="created",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {"name": self._name, "description": self._description}

    async def look(self, since: datetime | None) -> Sight:
        """Whether a segment of that name came into being since then."""
        if since is None:
            return Sight({}, in_effect=False)
        segments = await self._service.client.list()
        made = any(each.name == self._name and came_since(each.created_at, since) for each in segments)
        return Sight({}, in_effect=made)

    async def apply(self) -> Done:
        """Creates it; the answer proves it."""
        try:
            segment = await self._service.client.create(self._name, self._description or None)
        finally:
            self._service.forget_list()
        return Done(f"created, with the id {segment.id}")


class UpdatingSegment:
    """The change of giving a segment another name or description."""

    reason = ""
    repeatable = True

    def __init__(self, service: SegmentsService, segment: Segment, changes: SegmentChanges) -> None:
        self._service = service
        self._segment = segment
        self._changes = changes

    @property
    def subject(self) -> Subject:
        """What it is about."""
        what = " and ".join(sorted(self._changes))
        return Subject(
            item_kind="segments",
            item_id=self._segment.id,
            item_name=self._segment.name,
            summary=f"Change the {what} of the segment “{self._segment.name}”",
            state_before="as it is listed",
            effect_words=f"Its {what} will be as asked for; its users stay.",
            done_words="changed",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {"segment": self._segment.id, **self._changes}

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - its fields tell by themselves
        """Reads the segment afresh."""
        now = await self._service.client.get(self._segment.id)
        fields = {"name": now.name, "description": now.description}
        return Sight(fields, in_effect=all(fields[name] == value for name, value in self._changes.items()))

    async def apply(self) -> None:
        """Changes it."""
        try:
            await self._service.client.update(self._segment.id, self._changes)
        finally:
            self._service.forget_list()


class DeletingSegment:
    """The change of deleting a segment for good."""

    repeatable = True

    def __init__(self, service: SegmentsService, id: str, name: str, reason: str) -> None:
        self._service = service
        self._id = id
        self._name = name
        self.reason = reason

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return Subject(
            item_kind="segments",
            item_id=self._id,
            item_name=self._name,
            summary=f"Delete the segment “{self._name}”",
            state_before="in use or not: the API does not tell",
            effect_words="The segment is gone for good. What is targeted at it loses that part of its audience.",
            done_words="deleted",
            is_removal=True,
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {"segment": self._id, "confirm": self._name, "reason": self.reason}

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - gone is gone
        """Reads the segment afresh; missing, it is deleted."""
        try:
            now = await self._service.client.get(self._id)
        except ApiItemMissing:
            return Sight({}, in_effect=True)
        return Sight({"name": now.name, "description": now.description}, in_effect=False)

    async def apply(self) -> None:
        """Deletes it."""
        try:
            await self._service.client.delete(self._id)
        finally:
            self._service.forget_list()
