"""For how long the audit is kept: what is older is pruned, so that the rest still can be verified."""

from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from storage.database import Database
from storage.repositories.audit_pruning import Pruned
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

AT_MOST_EVERY = timedelta(hours=23)
MOST_AT_ONCE = 5000
"""Records in one transaction: others wait to write for so long."""


class AuditRetention:
    """Prunes the audit of every workspace; does nothing where all of it is kept."""

    def __init__(self, database: Database, kept_for: timedelta | None, clock: Clock) -> None:
        self._database = database
        self._kept_for = kept_for
        self._clock = clock

    async def prune(self) -> int:
        """Takes away what is too old, once a day; how many records.

        A chain that does not verify is left as it is, since pruning would hide what was done to it.
        """
        if self._kept_for is None:
            return 0
        teams = await self._database.read(lambda work: work.audit_pruning.teams())
        return sum([await self._prune(team_id, self._kept_for) for team_id in teams])

    async def _prune(self, team_id: str, kept_for: timedelta) -> int:
        before, removed = self._clock.now() - kept_for, 0
        if not await self._database.read(lambda work: self._is_due(work, team_id, before)):
            return 0
        if trouble := (
            await self._database.read(lambda work: work.audit_verification.verify(team_id))
        ).trouble:
            _LOG.error("audit_not_pruned", team_id=team_id, reason=trouble)
            return 0
        while pruned := await self._prune_some(team_id, before):
            removed += pruned.removed
            if pruned.removed < MOST_AT_ONCE:
                break
        _LOG.info("audit_pruned", team_id=team_id, removed=removed)
        return removed

    def _is_due(self, work: UnitOfWork, team_id: str, before: datetime) -> bool:
        last = work.audit.checkpoint(team_id)
        was_today = last is not None and last.pruned_at > self._clock.now() - AT_MOST_EVERY
        return not was_today and work.audit_pruning.is_any(team_id, before)

    async def _prune_some(self, team_id: str, before: datetime) -> Pruned | None:
        now = self._clock.now()
        return await self._database.transact(
            lambda work: work.audit_pruning.prune(team_id, before, now, limit=MOST_AT_ONCE)
        )
