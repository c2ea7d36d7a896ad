"""Taking the admin role from somebody else, to which another admin has to agree."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.changes import Done, Sight, Subject
from bot.domain.decisions import LOSING
from bot.domain.people import Role, RoleWish
from bot.services.people import PeopleService
from bot.services.roles import RolesService

_WHO_DECIDES = (
    "Who would lose the role can agree, but not reject it; another admin can do both. Where there is none, one can be"
    " made: /callboard roles grant, or CALLBOARD_ADMINS in the settings."
)


class RoleChange:
    """The change of the admin role of a person or a user group to a lower one, or to none."""

    repeatable = True
    reason = ""

    def __init__(
        self,
        roles: RolesService,
        people: PeopleService,
        team_id: str,
        wish: RoleWish,
        by: str,
        *,
        name: str,
        losing: Mapping[str, str],
    ) -> None:
        """`name` is that of who has the role; `losing` are those who would be no admins any more, by their ids."""
        self._roles = roles
        self._people = people
        self._team_id = team_id
        self._wish = wish
        self._by = by
        self._name = name
        self._losing = losing

    @property
    def subject(self) -> Subject:
        """What it is about."""
        role = self._wish.role
        instead = f" and give the {role.label} role instead" if role else ""
        return Subject(
            item_kind="role",
            item_id=self._wish.subject_id,
            item_name=f"admin role of {self._name}",
            summary=f"Take the admin role of {self._name} away{instead}",
            state_before=Role.ADMIN.label,
            effect_words=f"No admin any more: {', '.join(sorted(self._losing.values()))}. {_WHO_DECIDES}",
            done_words=f"taken away, and is the {role.label} role now" if role else "taken away",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What makes it again."""
        role = {"role": self._wish.role.label} if self._wish.role else {}
        return {"person": self._wish.subject_id, **role}

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - what is stored tells by itself
        """Reads what is granted, and who would be no admin any more: what was agreed to was about them."""
        granted = await self._roles.granted(self._team_id)
        mine = (each for each in granted if each.subject_id == self._wish.subject_id and not each.account_key)
        role = next((each.role for each in mine), None)
        fields = {"role": role.label if role else "", LOSING: sorted(self._losing)}
        return Sight(fields, in_effect=role is self._wish.role)

    async def apply(self) -> Done | None:
        """Writes it. Raises BadInput where nobody would be an admin any more."""
        roster = await self._people.roster_now(self._team_id)
        await self._roles.put(self._team_id, self._wish, self._by, roster, frozenset(self._losing))
        return None
