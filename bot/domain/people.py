"""People of the workspace, and the roles they may have (reference: Slack 3.12)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Role(IntEnum):
    """What a person may do; each role includes the ones below it."""

    NOBODY = 0
    VIEWER = 1
    EDITOR = 2
    APPROVER = 3
    ADMIN = 4

    @property
    def label(self) -> str:
        """The word that people type and read."""
        return self.name.lower()


GRANTABLE_ROLES = tuple(role for role in Role if role is not Role.NOBODY)


@dataclass(frozen=True)
class Member:
    """One member of a workspace as Slack describes them; `id` is unique only together with `team_id`."""

    id: str
    team_id: str
    name: str
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    is_deleted: bool = False
    tz: str = "UTC"

    @property
    def is_full_member(self) -> bool:
        """Whether this is a person who belongs to the workspace, without restriction."""
        return not (self.is_guest or self.is_bot or self.is_stranger or self.is_deleted)


@dataclass(frozen=True)
class RoleGrant:
    """A role of a person or a user group; `granted_by` is empty for what the settings say."""

    subject_id: str
    role: Role
    granted_by: str = ""
    granted_at: datetime | None = None
    account_key: str = ""
    """In which account it holds; empty for all."""


@dataclass(frozen=True)
class RoleWish:
    """Which role somebody, or a user group, is to have been granted, in an account or in all; None for none."""

    subject_id: str
    role: Role | None
    account_key: str = ""

    def applied(self, granted: Iterable[RoleGrant]) -> tuple[RoleGrant, ...]:
        """What is granted once this is done."""
        rest = (each for each in granted if not self._is_about(each))
        new = RoleGrant(self.subject_id, self.role, account_key=self.account_key) if self.role else None
        return (*rest, new) if new else tuple(rest)

    def ends_admin(self, granted: Iterable[RoleGrant]) -> bool:
        """Whether it takes back the admin role, as far as grants go: only then somebody may lose it."""
        mine = (each.role for each in granted if self._is_about(each))
        return not self.account_key and self.role is not Role.ADMIN and Role.ADMIN in mine

    def _is_about(self, grant: RoleGrant) -> bool:
        return (grant.subject_id, grant.account_key) == (self.subject_id, self.account_key)


@dataclass(frozen=True)
class RoleGrants:
    """Which Slack user and user-group ids start with, or were given, which role."""

    roles: tuple[tuple[str, Role], ...] = ()

    def role_of(self, ids: frozenset[str]) -> Role:
        """The highest role granted to any of these ids."""
        return max((role for subject, role in self.roles if subject in ids), default=Role.NOBODY)

    def joined(self, granted: Iterable[RoleGrant], account_key: str) -> "RoleGrants":
        """These, and of those that were granted the ones that hold in an account."""
        here = (grant for grant in granted if grant.account_key in {"", account_key})
        return RoleGrants(self.roles + tuple((grant.subject_id, grant.role) for grant in here))

    @property
    def subjects(self) -> frozenset[str]:
        """Every id that has a role here."""
        return frozenset(subject for subject, _ in self.roles)


SettledRoles = Callable[[str], RoleGrants]
"""The roles that the settings give in a workspace; they speak of one, and give none in any other."""


def role_of(member: Member, groups: frozenset[str], grants: RoleGrants) -> Role:
    """The role of a member who is in these user groups. Whoever is not a full member has none."""
    if not member.is_full_member:
        return Role.NOBODY
    if member.is_admin or member.is_owner:
        return Role.ADMIN
    return max(Role.VIEWER, grants.role_of(groups | {member.id}))


@dataclass(frozen=True)
class Person:
    """Somebody who asks for something now: a member with the role that they have at this moment."""

    member: Member
    role: Role
    groups: frozenset[str] = frozenset()
    """Of the user groups that Callboard looks at, those that they are in."""

    @property
    def id(self) -> str:
        """The Slack user id."""
        return self.member.id

    @property
    def team_id(self) -> str:
        """The workspace."""
        return self.member.team_id


@dataclass(frozen=True)
class Roster:
    """Everybody of a workspace with what gives them their roles: some minutes old, so for telling, not for deciding."""

    members: Mapping[str, Member]
    groups: Mapping[str, frozenset[str]]
    """Who is in the user groups that count."""
    grants: Mapping[str, RoleGrants]
    """By the ids of accounts; empty for what holds in all."""

    def groups_of(self, user_id: str) -> frozenset[str]:
        """Of the user groups that count, those that somebody is in."""
        return frozenset(group for group, members in self.groups.items() if user_id in members)

    def person(self, member: Member, account_key: str = "") -> Person:
        """A member with the role that they have in an account."""
        groups = self.groups_of(member.id)
        return Person(member, role_of(member, groups, self.grants[account_key]), groups)

    def with_role(self, least: Role, account_key: str = "") -> tuple[Person, ...]:
        """Everybody who has at least this role in an account, by name."""
        people = (self.person(member, account_key) for member in self.members.values())
        return tuple(
            sorted(
                (person for person in people if person.role >= least),
                key=lambda person: person.member.name.casefold(),
            )
        )
