"""Who somebody is in the workspace, and which role that gives them at this moment."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.domain.people import Member, Person, Role, RoleGrants, Roster, role_of
from bot.errors import BadInput, SlackError, SlackRefused
from bot.outbox.workspaces import Workspaces
from bot.services.memory import Memory
from bot.services.roles import RolesService
from storage.database import Database
from storage.unit_of_work import UnitOfWork

MEMBERS_KEPT_FOR = timedelta(minutes=1)
DIRECTORY_KEPT_FOR = timedelta(minutes=10)


class PeopleService:
    """Reads members from Slack; a privileged step always asks anew."""

    def __init__(
        self,
        database: Database,
        workspaces: Workspaces,
        roles: RolesService,
        watched: Callable[[UnitOfWork, str], Iterable[str]],
        clock: Clock,
    ) -> None:
        """`watched` tells the user groups of a workspace that count besides those with a role."""
        self._database = database
        self._workspaces = workspaces
        self._roles = roles
        self._watched = watched
        self._members = Memory[tuple[str, str], Member](MEMBERS_KEPT_FOR, clock)
        self._groups = Memory[tuple[str, str], frozenset[str]](MEMBERS_KEPT_FOR, clock)
        self._directory = Memory[str, tuple[Member, ...]](DIRECTORY_KEPT_FOR, clock)

    async def person(self, team_id: str, user_id: str, *, afresh: bool, account_key: str = "") -> Person:
        """Somebody with the role they have now, in an account. `afresh` reads from Slack even if remembered.

        Raises SlackError: when Slack cannot tell who somebody is, they may do nothing.
        """
        if afresh:
            self.forget(team_id, user_id)
        member = await self._member(team_id, user_id)
        grants, known = await self._counting(team_id, [account_key])
        groups = await self._groups_of(team_id, user_id, known, afresh=afresh)
        return Person(member, role_of(member, groups, grants[account_key]), groups)

    async def with_role(self, team_id: str, least: Role, account_key: str = "") -> tuple[Person, ...]:
        """Everybody who has at least this role in an account, by name.

        Some minutes old, so for telling, not for deciding.
        """
        return (await self.roster(team_id, [account_key])).with_role(least, account_key)

    async def roster(self, team_id: str, account_keys: Iterable[str], *, afresh: bool = False) -> Roster:
        """Everybody, with their roles in these accounts. Raises SlackError."""
        grants, known = await self._counting(team_id, account_keys)
        if afresh:
            self._directory.forget(team_id)
            self._forget_groups(team_id, known)
        members = await self._directory.get(team_id, lambda: self._read_directory(team_id))
        groups = {group: await self._members_of(team_id, group) for group in known}
        return Roster({member.id: member for member in members}, groups, grants)

    async def count_admins(self, team_id: str) -> int:
        """How many admins there are, read afresh."""
        return len((await self.roster_now(team_id)).with_role(Role.ADMIN))

    async def names(self, team_id: str, user_ids: Iterable[str]) -> dict[str, str]:
        """The names of people by their ids; whoever Slack does not know keeps the id."""
        names = {}
        for user_id in filter(None, user_ids):
            try:
                names[user_id] = (await self._member(team_id, user_id)).name
            except SlackError:
                names[user_id] = user_id
        return names

    def known_name(self, team_id: str, subject_id: str) -> str:
        """The name of somebody, where it is known without asking Slack; else, as that of user groups, the id."""
        member = self._members.kept((team_id, subject_id))
        everybody = (member,) if member else self._directory.kept(team_id) or ()
        return next((each.name for each in everybody if each.id == subject_id), subject_id)

    async def require_full_member(self, team_id: str, user_id: str) -> None:
        """Raises BadInput unless this is a full member of the workspace; user groups pass, guests in them do not."""
        if user_id.startswith("S"):
            slack = await self._workspaces.slack(team_id)
            await slack.usergroup_members(user_id)  # raises where Slack knows no such user group
            return
        member = await self._member(team_id, user_id)
        if not member.is_full_member:
            raise BadInput(
                f"{member.name} is not a full member of this workspace, and so cannot have a role.",
                "Guests, bots, deactivated people and people from other workspaces get none.",
                field="person",
            )

    async def roster_now(self, team_id: str) -> Roster:
        """Everybody, read afresh, with the roles that hold in all accounts. Raises SlackError."""
        return await self.roster(team_id, [""], afresh=True)

    def forget(self, team_id: str, user_id: str) -> None:
        """Drops what is remembered of somebody, because Slack says that it changed."""
        self._members.forget((team_id, user_id))

    async def _member(self, team_id: str, user_id: str) -> Member:
        async def read() -> Member:
            slack = await self._workspaces.slack(team_id)
            return member_from(await slack.user(user_id), team_id)

        return await self._members.get((team_id, user_id), read)

    async def _read_directory(self, team_id: str) -> tuple[Member, ...]:
        slack = await self._workspaces.slack(team_id)
        return tuple([member_from(user, team_id) async for user in slack.users()])

    async def _counting(
        self, team_id: str, account_keys: Iterable[str]
    ) -> tuple[dict[str, RoleGrants], frozenset[str]]:
        """The grants by account, and the user groups that count: they have a role, or the policy speaks of them."""

        def read(work: UnitOfWork) -> tuple[dict[str, RoleGrants], frozenset[str]]:
            grants = self._roles.within(work, team_id, account_keys)
            subjects = frozenset[str]().union(*(each.subjects for each in grants.values()))
            with_role = (subject for subject in subjects if subject.startswith("S"))
            return grants, frozenset([*with_role, *self._watched(work, team_id)])

        return await self._database.read(read)

    async def _groups_of(
        self, team_id: str, user_id: str, groups: frozenset[str], *, afresh: bool
    ) -> frozenset[str]:
        """Of these user groups, those that the person is in."""
        if afresh:
            self._forget_groups(team_id, groups)
        return frozenset([group for group in groups if user_id in await self._members_of(team_id, group)])

    def _forget_groups(self, team_id: str, groups: Iterable[str]) -> None:
        for group in groups:
            self._groups.forget((team_id, group))

    async def _members_of(self, team_id: str, group_id: str) -> frozenset[str]:
        async def read() -> frozenset[str]:
            slack = await self._workspaces.slack(team_id)
            try:
                return frozenset(await slack.usergroup_members(group_id))
            except SlackRefused as refusal:
                if refusal.code != "no_such_subteam":
                    raise
                return frozenset()  # it was disabled: nobody is in it, and all else goes on

        return await self._groups.get((team_id, group_id), read)


def member_from(user: Mapping[str, Any], home: str) -> Member:
    """A member from Slack's user object; `home` is the workspace that Callboard is installed in."""
    profile = user.get("profile") or {}
    teams = {user.get("team_id", home), *((user.get("enterprise_user") or {}).get("teams") or ())}
    return Member(
        id=str(user["id"]),
        team_id=home,
        name=str(profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]),
        is_admin=bool(user.get("is_admin")),
        is_owner=bool(user.get("is_owner") or user.get("is_primary_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_bot=bool(user.get("is_bot") or user["id"] == "USLACKBOT"),
        is_stranger=bool(user.get("is_stranger")) or home not in teams,
        is_deleted=bool(user.get("deleted")),
        tz=str(user.get("tz") or "UTC"),
    )
