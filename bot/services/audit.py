"""The audit: appended in the transaction of the fact, chained, listed, verified (design 6.5)."""

from datetime import datetime

from bot.clock import Clock
from bot.domain.audit import ChainCheck, Entry, Recorded, Verdict
from bot.redaction import Redactor
from storage.database import Database
from storage.models.audit import AuditRow
from storage.unit_of_work import UnitOfWork


class AuditService:
    """Writes down who did what, refusals included."""

    def __init__(self, database: Database, redactor: Redactor, clock: Clock) -> None:
        self._database = database
        self._redactor = redactor
        self._clock = clock

    def append(self, work: UnitOfWork, entry: Entry, now: datetime) -> None:
        """Writes an entry together with the fact that it tells of."""
        work.audit.append(
            team_id=entry.team_id,
            at=now,
            actor_id=entry.actor_id,
            source=entry.source,
            action=entry.action,
            effect=entry.effect,
            verdict=entry.verdict.value,
            item_kind=entry.item_kind,
            item_id=entry.item_id,
            item_name=entry.item_name,
            arguments=self._redactor.redact(dict(entry.arguments)),
            rule=entry.rule,
            detail=self._redactor.redact(entry.detail),
            request_id=entry.request_id,
            channel_id=entry.channel_id,
        )

    async def record(self, entry: Entry) -> None:
        """Writes an entry on its own."""
        now = self._clock.now()
        await self._database.transact(lambda work: self.append(work, entry, now))

    async def latest(self, team_id: str, limit: int) -> tuple[Recorded, ...]:
        """The newest entries, newest first."""
        return await self._database.read(
            lambda work: tuple(_recorded(row) for row in work.audit.latest(team_id, limit=limit))
        )

    async def verify(self, team_id: str) -> ChainCheck:
        """Walks the whole chain, looking for what was changed, removed or moved."""

        def check(work: UnitOfWork) -> ChainCheck:
            found = work.audit.verify(team_id)
            return ChainCheck(found.records, found.trouble)

        return await self._database.read(check)


def _recorded(row: AuditRow) -> Recorded:
    entry = Entry(
        team_id=row.team_id,
        actor_id=row.actor_id,
        source=row.source,
        action=row.action,
        effect=row.effect,
        verdict=Verdict(row.verdict),
        item_kind=row.item_kind,
        item_id=row.item_id,
        item_name=row.item_name,
        arguments=row.arguments,
        rule=row.rule,
        detail=row.detail,
        request_id=row.request_id,
        channel_id=row.channel_id,
    )
    return Recorded(row.seq, row.at, entry)
