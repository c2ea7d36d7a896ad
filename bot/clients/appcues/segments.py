"""Segments: list, get, create, update, delete, add and remove users (reference: Appcues 2)."""

from collections.abc import Sequence

from bot.clients.appcues.nouns import AccountNoun
from bot.clients.bodies import user_ids_body
from bot.clients.reading import items_of, new_object, object_if_any, parsed_items, parsed_object
from bot.domain.jobs import StartedJob, parse_started_job
from bot.domain.segments import Segment, SegmentChanges, checked_changes, parse_segment
from bot.domain.uploads import Format, Upload


class Segments(AccountNoun):
    """The segments of one account. No call tells who is in one."""

    async def list(self) -> tuple[Segment, ...]:
        """All segments, in the order of the API; 200, there is no paging. A broken item is left out."""
        answer = await self._transport.request("GET", self._path("segments"), repeatable=True)
        return parsed_items(answer, items_of(answer), parse_segment)

    async def get(self, id: str) -> Segment:
        """One segment; 200. Raises ApiItemMissing."""
        answer = await self._transport.request(
            "GET", self._path("segments", id), repeatable=True, subject=_subject(id)
        )
        return parsed_object(answer, parse_segment)

    async def create(self, name: str, description: str | None = None) -> Segment:
        """A new segment; 201. Raises BadInput without a name, ApiOutcomeUnknown.

        Repeating makes a second one: names need not be unique. `list` settles an unknown outcome.
        """
        changes: SegmentChanges = {"name": name}
        if description is not None:
            changes["description"] = description
        answer = await self._transport.request(
            "POST",
            self._path("segments"),
            json=checked_changes(changes),
            repeatable=False,
            settled_by="List the segments and look for that name before asking again.",
        )
        return new_object(answer, parse_segment)

    async def update(self, id: str, changes: SegmentChanges) -> Segment | None:
        """The segment with these fields changed; 200. None if the answer does not show it.

        Repeating is safe. Raises BadInput for no changes or an empty name, ApiItemMissing.
        """
        answer = await self._transport.request(
            "PATCH",
            self._path("segments", id),
            json=checked_changes(changes),
            repeatable=True,
            subject=_subject(id),
        )
        return object_if_any(answer, parse_segment)

    async def delete(self, id: str) -> None:
        """Removes it for good; 200. Repeating is safe: gone is gone. Raises ApiItemMissing."""
        await self._transport.request(
            "DELETE", self._path("segments", id), repeatable=True, gone_is_done=True, subject=_subject(id)
        )

    async def add_users(
        self, id: str, user_ids: Sequence[str] | Upload, format: Format = Format.JSON
    ) -> StartedJob:
        """A job that adds users; 202. Up to 20 MB in the format, or a file of NDJSON or CSV up to 200 MB.

        Repeating is safe (adding twice is harmless); a file that has begun to stream is sent once. The effect
        may take minutes. Raises BadInput, ApiItemMissing.
        """
        return await self._change_users(id, "add_user_ids", user_ids, format)

    async def remove_users(
        self, id: str, user_ids: Sequence[str] | Upload, format: Format = Format.JSON
    ) -> StartedJob:
        """A job that removes users, but only those who were added through this API; 202, otherwise as adding.

        Repeating is safe (removing twice is harmless). Raises BadInput, ApiItemMissing.
        """
        return await self._change_users(id, "remove_user_ids", user_ids, format)

    async def _change_users(
        self, id: str, verb: str, user_ids: Sequence[str] | Upload, format: Format
    ) -> StartedJob:
        answer = await self._transport.request(
            "POST",
            self._path("segments", id, verb),
            body=user_ids_body(user_ids, format),
            repeatable=True,
            subject=_subject(id),
            settled_by="List the jobs, or ask again: doing it twice is harmless.",
        )
        return parse_started_job(answer.body)


def _subject(id: str) -> str:
    return f"segment with the id {id}"
