"""Profiles of users and of groups: read, compared, and changed by the same steps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clients.appcues.profiles import Profiled
from bot.clock import Clock
from bot.domain.attribute_lines import AttributeLine, read_attribute_lines
from bot.domain.changes import Sight, Subject, fingerprint
from bot.domain.profiles import Difference, Profile, difference, is_same
from bot.errors import ApiItemMissing, BadInput


class Profiles:
    """The profiles of one noun. Every method raises ApiError."""

    def __init__(self, client: Profiled, clock: Clock) -> None:
        self.client = client
        self._clock = clock

    async def get(self, id: str) -> Profile:
        """The profile as it is now. Raises ApiItemMissing."""
        return Profile(id, await self.client.get_profile(id), self._clock.now())

    async def get_if_any(self, id: str) -> Profile:
        """The profile as it is now; one that is not known yet is empty."""
        try:
            return await self.get(id)
        except ApiItemMissing:
            return Profile(id, {}, self._clock.now(), is_known=False)

    async def updating(self, id: str, lines: str) -> "UpdatingProfile":
        """The change that sets what differs of these attributes. Raises BadInput when nothing does."""
        written = read_attribute_lines(lines)
        profile = await self.get_if_any(id)
        wanted = difference(profile.attributes, {line.name: line.value for line in written})
        if not wanted.to_set:
            raise BadInput("Nothing is to be changed: the profile says all of this already.", field="set")
        to_set = tuple(line for line in written if line.name in wanted.to_set)
        return UpdatingProfile(self, profile, to_set, wanted)


class UpdatingProfile:
    """The change of setting attributes of one profile; what is not named stays."""

    reason = ""
    repeatable = True

    def __init__(
        self, profiles: Profiles, profile: Profile, lines: tuple[AttributeLine, ...], wanted: Difference
    ) -> None:
        self._profiles = profiles
        self._lines = lines
        self.profile = profile
        self.wanted = wanted

    @property
    def subject(self) -> Subject:
        """What it is about."""
        count = len(self._lines)
        what = "1 attribute" if count == 1 else f"{count} attributes"
        noun = self._profiles.client.singular
        return Subject(
            item_kind=self._profiles.client.plural,
            item_id=self.profile.id,
            item_name=self.profile.id,
            summary=f"Set {what} of the {noun} “{self.profile.id}”",
            state_before="as it is shown" if self.profile.is_known else "not known to Appcues yet",
            effect_words=f"{what} will be as asked for; everything else about the {noun} stays.",
            done_words=f"changed: {what} set",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again: of the lines only those that differ, as they were written."""
        return {
            self._profiles.client.singular: self.profile.id,
            "set": "\n".join(line.source for line in self._lines),
        }

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - its attributes tell by themselves
        """Reads the profile afresh; an attribute that is missing counts as null.

        What is kept of people with a request is whether something changed, not what it was.
        """
        now = await self._profiles.get_if_any(self.profile.id)
        found = {name: now.attributes.get(name) for name in self.wanted.to_set}
        is_set = all(is_same(found[name], value) for name, value in self.wanted.to_set.items())
        digests = {name: fingerprint({"value": value}) for name, value in found.items()}
        return Sight(digests, in_effect=now.is_known and is_set)

    async def apply(self) -> None:
        """Sets what differs."""
        await self._profiles.client.update_profile(self.profile.id, dict(self.wanted.to_set))
