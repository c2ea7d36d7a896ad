"""Roles that were given: by the settings at the start, and by admins since."""

from collections.abc import Iterable
from dataclasses import replace

from bot.clock import Clock
from bot.domain.audit import Item, Who, own_change
from bot.domain.people import Role, RoleGrant, RoleGrants, Roster, SettledRoles
from bot.errors import BadInput
from bot.services.audit import AuditService
from storage.database import Database
from storage.unit_of_work import UnitOfWork


class RolesService:
    """Who was given which role. Workspace owners and admins are admins without being listed here."""

    def __init__(self, database: Database, audit: AuditService, settled: SettledRoles, clock: Clock) -> None:
        self._database = database
        self._audit = audit
        self._settled = settled
        self._clock = clock

    async def grants(self, team_id: str, account_key: str = "") -> RoleGrants:
        """Settings and grants together, as they hold in an account; without one, those that hold in all."""
        return (await self.by_account(team_id, [account_key]))[account_key]

    async def by_account(self, team_id: str, account_keys: Iterable[str]) -> dict[str, RoleGrants]:
        """The same for several accounts, read once."""
        granted = await self.granted(team_id)
        settled = self._settled(team_id)
        return {each: settled.joined(granted, each) for each in account_keys}

    async def listing(self, team_id: str) -> tuple[RoleGrant, ...]:
        """What the settings say first, then what was granted, oldest first."""
        settled = tuple(RoleGrant(subject, role) for subject, role in self._settled(team_id).roles)
        return settled + await self.granted(team_id)

    async def granted(self, team_id: str) -> tuple[RoleGrant, ...]:
        """What was granted by admins."""
        return await self._database.read(lambda work: _granted(work, team_id))

    async def grant(
        self,
        team_id: str,
        subject_id: str,
        role: Role,
        by: str,
        source: str,
        roster: Roster,
        *,
        account_key: str = "",
    ) -> None:
        """Gives a role, in one account or in all, in place of one given there before.

        Raises BadInput where nobody of the roster would be an admin any more.
        """
        now = self._clock.now()

        def give(work: UnitOfWork) -> None:
            work.audit.hold_chain(team_id)  # one after the other: two could each count on the other
            work.role_grants.grant(team_id, subject_id, int(role), by, now, account_id=account_key)
            self._write_down(
                work, team_id, subject_id, "callboard roles grant", role.label, by, source, account_key
            )
            self._require_an_admin(work, team_id, roster)

        await self._database.transact(give)

    async def revoke(
        self, team_id: str, subject_id: str, by: str, source: str, roster: Roster, *, account_key: str = ""
    ) -> bool:
        """Takes a granted role away; False when none was granted here. Raises BadInput as `grant`."""

        def take(work: UnitOfWork) -> bool:
            work.audit.hold_chain(team_id)
            was_granted = work.role_grants.revoke(team_id, subject_id, account_id=account_key)
            detail = "" if was_granted else "none was granted"
            self._write_down(
                work, team_id, subject_id, "callboard roles revoke", detail, by, source, account_key
            )
            self._require_an_admin(work, team_id, roster)
            return was_granted

        return await self._database.transact(take)

    def _require_an_admin(self, work: UnitOfWork, team_id: str, roster: Roster) -> None:
        grants = self._settled(team_id).joined(_granted(work, team_id), "")
        if not replace(roster, grants={"": grants}).with_role(Role.ADMIN):
            raise BadInput(
                "This is the last admin: without one nobody could give roles any more.",
                "Make somebody else an admin first.",
                field="person",
            )

    def _write_down(
        self,
        work: UnitOfWork,
        team_id: str,
        subject_id: str,
        action: str,
        detail: str,
        by: str,
        source: str,
        account: str,
    ) -> None:
        item = Item("role", subject_id, subject_id)
        entry = own_change(team_id, Who(by, source), action, item, detail=detail, account=account)
        self._audit.append(work, entry, self._clock.now())


def _granted(work: UnitOfWork, team_id: str) -> tuple[RoleGrant, ...]:
    return tuple(
        RoleGrant(row.subject_id, Role(row.role), row.granted_by, row.granted_at, row.account_id)
        for row in work.role_grants.list(team_id)
    )
