"""End users: their profiles and events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clients.appcues.end_users import EndUsers
from bot.clock import Clock
from bot.domain.changes import Done, Sight, Subject
from bot.domain.events import NewEvent, UserEvent
from bot.domain.json_texts import TextMistake, read_json
from bot.domain.listings import Listing
from bot.domain.profiles import Profile
from bot.errors import ApiItemMissing, BadInput
from bot.services.changes import CLOCKS_APART
from bot.services.profiles import Profiles, UpdatingProfile

MOST_EVENTS = 1000
"""How many of a user's events can be asked for at once."""


class UsersService:
    """What people can do with end users. Every method raises ApiError when Appcues fails."""

    def __init__(self, users: EndUsers, clock: Clock) -> None:
        self.client = users
        self._profiles = Profiles(users, clock)
        self._clock = clock

    async def profile(self, user_id: str) -> Profile:
        """What is known of a user, read afresh. Raises ApiItemMissing."""
        return await self._profiles.get(user_id)

    async def profile_if_any(self, user_id: str) -> Profile:
        """Likewise; of a user nobody has heard of, an empty one."""
        return await self._profiles.get_if_any(user_id)

    async def updating(self, user_id: str, lines: str) -> UpdatingProfile:
        """The change that sets what differs of these attributes. Raises BadInput when nothing does."""
        return await self._profiles.updating(user_id, lines)

    async def deleting(self, user_id: str, confirm: str, reason: str) -> "DeletingUser":
        """The change that deletes a profile. Raises BadInput unless `confirm` is the id."""
        profile = await self.profile_if_any(user_id)
        if confirm != user_id:
            raise BadInput(
                f"“{confirm}” is not the id of the user, which is “{user_id}”.",
                "Nothing was deleted. Type the whole id once more to confirm that it is the right one.",
                field="confirm",
            )
        return DeletingUser(self, profile, reason)

    async def events(self, user_id: str, limit: int) -> Listing[UserEvent]:
        """The newest events of a user, newest first. Raises BadInput for more than can be asked for."""
        if not 1 <= limit <= MOST_EVENTS:
            raise BadInput(f"The limit lies between 1 and {MOST_EVENTS:,}.", field="limit")
        return Listing(await self.client.list_events(user_id, limit=limit), self._clock.now())

    def tracking(self, user_id: str, name: str, at: datetime, attributes: str) -> "TrackingEvent":
        """The change that records an event. Raises BadInput for a time to come, or attributes that are no object."""
        if at > self._clock.now() + CLOCKS_APART:
            raise BadInput(
                "That time is still to come, and an event is something that has happened.",
                "Say `now`, or a time that has passed: 2026-12-01 09:00.",
                field="at",
            )
        return TrackingEvent(self, user_id, NewEvent(name, at, event_attributes(attributes)), attributes)


def event_attributes(text: str) -> Mapping[str, Any]:
    """The attributes of an event, written as a JSON object; none when empty. Raises BadInput that names the line."""
    if not text.strip():
        return {}
    try:
        value = read_json(text)
    except TextMistake as mistake:
        raise BadInput(f"In line {mistake.line}: {mistake.words}.", field="attributes") from None
    if not isinstance(value, dict):
        raise BadInput(
            'The attributes are a JSON object, for example {"plan": "pro", "seats": 2}.', field="attributes"
        )
    return value


class DeletingUser:
    """The change of deleting what is known of a user."""

    repeatable = True

    def __init__(self, service: UsersService, profile: Profile, reason: str) -> None:
        self._service = service
        self._profile = profile
        self.reason = reason

    @property
    def subject(self) -> Subject:
        """What it is about, and what it leaves."""
        count = len(self._profile.attributes)
        return Subject(
            item_kind="users",
            item_id=self._profile.id,
            item_name=self._profile.id,
            summary=f"Delete the profile of the user “{self._profile.id}”",
            state_before=f"a profile of {count} attribute{'' if count == 1 else 's'}",
            effect_words=(
                "All attributes are gone for good. Flows that are shown once, dismissed banners and checklists "
                "begin anew for this user. Not deleted: the history of events, in analytics too. "
                "If the user comes back, a new profile is made."
            ),
            done_words="deleted",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {"user": self._profile.id, "confirm": self._profile.id, "reason": self.reason}

    async def look(self, since: datetime | None) -> Sight:
        """Reads the profile afresh; missing, it is deleted, or was never there.

        What is agreed to is the id alone: attributes of somebody who uses the product change all the time.
        """
        try:
            await self._service.client.get_profile(self._profile.id)
        except ApiItemMissing:
            return Sight({}, in_effect=True, words="" if since else "unknown to Appcues")
        return Sight({}, in_effect=False)

    async def apply(self) -> Done | None:
        """Asks for the job that deletes it."""
        job = await self._service.client.delete_profile(self._profile.id)
        return Done("being deleted: Appcues works on it as a job", job_id=job.id) if job.id else None


class TrackingEvent:
    """The change of recording an event. Recorded twice it counts twice, and no read tells soon."""

    reason = ""
    repeatable = False

    def __init__(self, service: UsersService, user_id: str, event: NewEvent, attributes: str) -> None:
        self._service = service
        self._user_id = user_id
        self._event = event
        self._attributes = attributes

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return Subject(
            item_kind="users",
            item_id=self._user_id,
            item_name=self._event.name,
            summary=f"Record the event “{self._event.name}” of the user “{self._user_id}”",
            state_before="not recorded",
            effect_words="The event counts for targeting at once, and stands in the history after some minutes.",
            done_words=f"recorded for {self._user_id}",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that record the same event."""
        return {
            "user": self._user_id,
            "name": self._event.name,
            "at": self._event.at.isoformat(),
            "attributes": self._attributes,
        }

    async def look(self, since: datetime | None) -> Sight:
        """Once the call was begun, nobody knows."""
        return Sight({}, in_effect=None if since else False)

    async def apply(self) -> Done:
        """Records it; the answer proves it."""
        await self._service.client.track_event(self._user_id, self._event)
        return Done(self.subject.done_words)
