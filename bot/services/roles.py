"""Roles that were given: by the settings at the start, and by admins since."""

from collections.abc import Iterable
from dataclasses import replace

from bot.clock import Clock
from bot.domain.audit import Item, Who, own_change
from bot.domain.change_requests import State
from bot.domain.decisions import why_not_grant
from bot.domain.people import Person, Role, RoleGrant, RoleGrants, RoleWish, Roster, SettledRoles
from bot.errors import BadInput
from bot.services.audit import AuditService
from bot.services.request_rows import request_from
from storage.database import Database
from storage.unit_of_work import UnitOfWork

MOST_READ = 1000
"""Requests that wait."""


class RolesService:
    """Who was given which role. Workspace owners and admins are admins without being listed here."""

    def __init__(self, database: Database, audit: AuditService, settled: SettledRoles, clock: Clock) -> None:
        self._database = database
        self._audit = audit
        self._settled = settled
        self._clock = clock

    async def by_account(self, team_id: str, account_keys: Iterable[str]) -> dict[str, RoleGrants]:
        """Settings and grants together, as they hold in each of these accounts; by "", those that hold in all."""
        return await self._database.read(lambda work: self.within(work, team_id, account_keys))

    def within(self, work: UnitOfWork, team_id: str, account_keys: Iterable[str]) -> dict[str, RoleGrants]:
        """The same, as they stand in this transaction."""
        granted, settled = _granted(work, team_id), self._settled(team_id)
        return {each: settled.joined(granted, each) for each in account_keys}

    async def listing(self, team_id: str) -> tuple[RoleGrant, ...]:
        """What the settings say first, then what was granted, oldest first."""
        settled = tuple(RoleGrant(subject, role) for subject, role in self._settled(team_id).roles)
        return settled + await self.granted(team_id)

    async def granted(self, team_id: str) -> tuple[RoleGrant, ...]:
        """What was granted by admins."""
        return await self._database.read(lambda work: _granted(work, team_id))

    async def may_end_admin(self, team_id: str, wish: RoleWish) -> bool:
        """Whether somebody may be no admin any more by it: only then it takes a look at everybody."""
        return wish.ends_admin(await self.granted(team_id))

    async def losing(self, team_id: str, wish: RoleWish, roster: Roster) -> frozenset[str]:
        """Who of a roster would be no admin any more."""
        return self._losing(team_id, await self.granted(team_id), wish, roster)

    async def change(
        self, team_id: str, wish: RoleWish, who: Who, roster: Roster | None, *, name: str = ""
    ) -> bool:
        """Gives a role in place of one given there before, or takes it away; False when there was none to take.

        `name` is that of who has the role, for the audit.

        Raises BadInput where nobody of the roster would be an admin any more, or somebody else would not; NotAllowed
        for who would only keep a role of their own by it that others ask to take away.
        """

        def write(work: UnitOfWork) -> bool:
            rows = work.change_requests.list(team_id, states=[State.WAITING.value], limit=MOST_READ)
            if refusal := why_not_grant(map(request_from, rows), who.id, wish):
                raise refusal
            is_changed = self._put(work, team_id, wish, who.id, roster, may_lose=frozenset({who.id}))
            action = f"callboard roles {'grant' if wish.role else 'revoke'}"
            detail = wish.role.label if wish.role else "" if is_changed else "none was granted"
            item = Item("role", wish.subject_id, name or wish.subject_id)
            entry = own_change(team_id, who, action, item, detail=detail, account=wish.account_key)
            self._audit.append(work, entry, self._clock.now())
            return is_changed

        return await self._database.transact(write)

    async def put(
        self, team_id: str, wish: RoleWish, by: str, roster: Roster, agreed: frozenset[str]
    ) -> None:
        """The same for a request, whose end is written down anyway; `agreed` are no admins any more by it."""
        await self._database.transact(
            lambda work: self._put(work, team_id, wish, by, roster, may_lose=agreed | {by})
        )

    def _put(
        self,
        work: UnitOfWork,
        team_id: str,
        wish: RoleWish,
        by: str,
        roster: Roster | None,
        *,
        may_lose: frozenset[str],
    ) -> bool:
        work.audit.hold_chain(team_id)  # one after the other: two could each count on the other
        granted = _granted(work, team_id)
        if wish.ends_admin(granted):
            if roster is None or not self._losing(team_id, granted, wish, roster) <= may_lose:
                raise BadInput("The roles of admins changed at the same moment.", "Look at them again.")
            self._require_an_admin(team_id, wish.applied(granted), roster)
        subject, account_key = wish.subject_id, wish.account_key
        if wish.role is None:
            return work.role_grants.revoke(team_id, subject, account_id=account_key)
        now = self._clock.now()
        work.role_grants.grant(team_id, subject, int(wish.role), by, now, account_id=account_key)
        return True

    def _losing(
        self, team_id: str, granted: tuple[RoleGrant, ...], wish: RoleWish, roster: Roster
    ) -> frozenset[str]:
        before = {person.id for person in self._admins(team_id, granted, roster)}
        return frozenset(before - {each.id for each in self._admins(team_id, wish.applied(granted), roster)})

    def _require_an_admin(self, team_id: str, granted: Iterable[RoleGrant], roster: Roster) -> None:
        if not self._admins(team_id, granted, roster):
            raise BadInput(
                "This is the last admin: without one nobody could give roles any more.",
                "Make somebody else an admin first.",
                field="person",
            )

    def _admins(self, team_id: str, granted: Iterable[RoleGrant], roster: Roster) -> tuple[Person, ...]:
        grants = self._settled(team_id).joined(granted, "")
        return replace(roster, grants={"": grants}).with_role(Role.ADMIN)


def _granted(work: UnitOfWork, team_id: str) -> tuple[RoleGrant, ...]:
    return tuple(
        RoleGrant(row.subject_id, Role(row.role), row.granted_by, row.granted_at, row.account_id)
        for row in work.role_grants.list(team_id)
    )
