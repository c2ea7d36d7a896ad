"""Users added to a segment, and removed from it, by a job of Appcues."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clients.appcues.segments import Segments
from bot.domain.changes import Done, Sight, Subject
from bot.domain.segments import Segment
from bot.domain.user_ids import GivenIds

ONLY_ADDED_ONES = (
    "Only ids that were added through this API are removed; whoever matches the rules of the segment stays."
)


class ChangingMembers:
    """The change of adding users to a segment, or of removing them. Nobody can read who is in one."""

    reason = ""
    repeatable = True
    """Adding or removing twice is harmless (reference: Appcues 2)."""

    def __init__(
        self, client: Segments, segment: Segment, given: GivenIds, source: Mapping[str, Any], *, adds: bool
    ) -> None:
        self._client = client
        self._source = source
        self._adds = adds
        self.segment = segment
        self.given = given

    @property
    def subject(self) -> Subject:
        """What it is about."""
        verb, preposition = ("Add", "to") if self._adds else ("Remove", "from")
        effect = "" if self._adds else f" {ONLY_ADDED_ONES}"
        return Subject(
            item_kind="segments",
            item_id=self.segment.id,
            item_name=self.segment.name,
            summary=f"{verb} {self.given.counted} {preposition} the segment “{self.segment.name}”",
            state_before="who is in it cannot be read",
            effect_words=f"A job of Appcues does it within minutes.{effect}",
            done_words=self._done_words,
        )

    @property
    def _done_words(self) -> str:
        doing = f"adds {self.given.counted} to it" if self._adds else f"removes {self.given.counted} from it"
        return f"being worked on: a job of Appcues {doing}"

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {"segment": self.segment.id, **self._source}

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - there is nothing to look at
        """Never tells, so after a lost answer it is done again, and that answer does."""
        return Sight({}, in_effect=False)

    async def apply(self) -> Done:
        """Asks for the job; the answer proves that it was taken."""
        change = self._client.add_users if self._adds else self._client.remove_users
        job = await change(self.segment.id, self.given.ids)
        return Done(self._done_words, job_id=job.id or "")
