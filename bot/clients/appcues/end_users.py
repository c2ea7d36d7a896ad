"""End users: their profiles, which can be deleted; events list and track (reference: Appcues 4)."""

from bot.clients.appcues.profiles import Profiled
from bot.clients.reading import items_of, parsed_items
from bot.domain.events import NewEvent, UserEvent, event_json, parse_user_event
from bot.domain.jobs import StartedJob, parse_started_job
from bot.errors import BadInput

NOTHING_SETTLES_A_TRACKED_EVENT = (
    "No read can settle it soon: the history shows an event only after some minutes, and would not tell two "
    "of the same apart."
)


class EndUsers(Profiled):
    """The end users of one account."""

    plural = "users"
    singular = "user"

    async def delete_profile(self, user_id: str) -> StartedJob:
        """A job that removes the profile for good; 202. Flows shown once, and checklists, begin anew.

        The history of events stays. Repeating is safe: gone is gone. Raises ApiItemMissing.
        """
        answer = await self._transport.request(
            "DELETE",
            self._path("users", user_id, "profile"),
            repeatable=True,
            gone_is_done=True,
            subject=self._subject(user_id),
        )
        return parse_started_job(answer.body)

    async def list_events(
        self, user_id: str, *, limit: int | None = None, time_zone: str | int | None = None
    ) -> tuple[UserEvent, ...]:
        """The newest events, newest first; 200. `limit` is 100 unless given.

        `time_zone` (`-04:00`, or minutes from UTC) is how the API writes times; `UserEvent.at` is UTC anyway.
        """
        if limit is not None and limit < 1:
            raise BadInput("The limit is a number of at least 1.", field="limit")
        given = {"limit": limit, "time_zone": time_zone}
        answer = await self._transport.request(
            "GET",
            self._path("users", user_id, "events"),
            params={name: value for name, value in given.items() if value is not None},
            repeatable=True,
            subject=self._subject(user_id),
        )
        return parsed_items(answer, items_of(answer), parse_user_event)

    async def track_event(self, user_id: str, event: NewEvent) -> None:
        """Records an event; 200. For targeting at once, in the history after some minutes.

        Repeating records it twice, and no read settles an unknown outcome soon. Raises ApiOutcomeUnknown.
        """
        await self._transport.request(
            "POST",
            self._path("users", user_id, "events"),
            json=event_json(event),
            repeatable=False,
            subject=self._subject(user_id),
            settled_by=NOTHING_SETTLES_A_TRACKED_EVENT,
        )
