"""Groups of end users: their profiles and who belongs to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clients.appcues.groups import Groups
from bot.clock import Clock
from bot.domain.changes import Done, Sight, Subject
from bot.domain.profiles import Profile
from bot.domain.user_ids import GivenIds
from bot.services.profiles import Profiles, UpdatingProfile


class GroupsService:
    """What people can do with groups. Every method raises ApiError when Appcues fails."""

    def __init__(self, groups: Groups, clock: Clock) -> None:
        self.client = groups
        self._profiles = Profiles(groups, clock)

    async def profile(self, group_id: str) -> Profile:
        """What is known of a group, read afresh. Raises ApiItemMissing."""
        return await self._profiles.get(group_id)

    async def profile_if_any(self, group_id: str) -> Profile:
        """Likewise; of a group nobody has heard of, an empty one."""
        return await self._profiles.get_if_any(group_id)

    async def updating(self, group_id: str, lines: str) -> UpdatingProfile:
        """The change that sets what differs of these attributes. Raises BadInput when nothing does."""
        return await self._profiles.updating(group_id, lines)

    def adding(self, group_id: str, given: GivenIds, source: Mapping[str, Any]) -> "AddingToGroup":
        """The change that makes users members of a group; `source` are the arguments by which they were given."""
        return AddingToGroup(self, group_id, given, source)


class AddingToGroup:
    """The change of making users members of a group. Nobody can read who is one."""

    reason = ""
    repeatable = True
    """Whoever is added twice is a member once."""

    def __init__(
        self, service: GroupsService, group_id: str, given: GivenIds, source: Mapping[str, Any]
    ) -> None:
        self._service = service
        self._group_id = group_id
        self._given = given
        self._source = source

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return Subject(
            item_kind="groups",
            item_id=self._group_id,
            item_name=self._group_id,
            summary=f"Add {self._given.counted} to the group “{self._group_id}”",
            state_before="who is in it cannot be read",
            effect_words=f"{self._given.counted} will be in the group at once; whoever is in it already stays.",
            done_words=f"joined by {self._given.counted}",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {"group": self._group_id, **self._source}

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - there is nothing to look at
        """Never tells, so after a lost answer they are added again, and that answer does."""
        return Sight({}, in_effect=False)

    async def apply(self) -> Done:
        """Adds them; the answer proves it."""
        await self._service.client.associate_users(self._group_id, self._given.ids)
        return Done(self.subject.done_words)
