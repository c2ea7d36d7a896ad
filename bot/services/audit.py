"""The audit: appended in the transaction of the fact, chained, searched, verified (design 6.5)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.clients.call_notes import noting_calls
from bot.clock import Clock
from bot.domain.api_calls import calls_from_json, calls_to_json
from bot.domain.audit import AuditPage, AuditSearch, ChainCheck, Entry, Examined, Recorded, Verdict
from bot.errors import NoSuchItem
from bot.redaction import Redactor
from bot.services.request_rows import request_from
from storage.database import Database
from storage.models.audit import AuditRow
from storage.repositories.audit import AuditFilter
from storage.unit_of_work import UnitOfWork

MOST_ON_PAGE = 25


class AuditService:
    """Writes down who did what, refusals included."""

    noting_calls = staticmethod(noting_calls)
    """A context in which the calls of the vendors' APIs are noted, for the entry about them."""

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
            item_id=self._redactor.without_known(entry.item_id),
            item_name=self._redactor.without_known(entry.item_name),
            arguments=self._redactor.redact(dict(entry.arguments)),
            rule=entry.rule,
            detail=self._redactor.redact(entry.detail),
            request_id=entry.request_id,
            channel_id=entry.channel_id,
            message_ts=entry.message_ts,
            account=entry.account or None,
            api=self._redactor.redact(calls_to_json(entry.calls)),
        )

    async def record(self, entry: Entry) -> None:
        """Writes an entry on its own."""
        await self.record_all([(entry, self._clock.now())])

    async def record_all(self, entries: Iterable[tuple[Entry, datetime]]) -> None:
        """Writes entries, each with its moment, in one transaction."""

        def write(work: UnitOfWork) -> None:
            for entry, at in entries:
                self.append(work, entry, at)

        await self._database.transact(write)

    async def latest(self, team_id: str, limit: int) -> tuple[Recorded, ...]:
        """The newest entries, newest first."""
        return await self._database.read(
            lambda work: tuple(_recorded(row) for row in work.audit.latest(team_id, limit=limit))
        )

    async def search(self, team_id: str, search: AuditSearch, page: int) -> AuditPage:
        """A page of the records that are looked for, newest first; the last one where there are fewer."""

        def find(work: UnitOfWork) -> AuditPage:
            newest = work.audit.last_seq(team_id)
            up_to = min(search.up_to_seq or newest, newest)
            only = AuditFilter(**vars(replace(search, up_to_seq=up_to)))
            total = work.audit.count(team_id, only)
            pages = max(1, -(-total // MOST_ON_PAGE))
            number = min(max(page, 1), pages)
            rows = work.audit.latest(team_id, MOST_ON_PAGE, only, skip=(number - 1) * MOST_ON_PAGE)
            return AuditPage(tuple(map(_recorded, rows)), total, number, pages, up_to)

        return await self._database.read(find)

    async def examine(self, team_id: str, seq: int) -> Examined:
        """One record with all that is known of it. Raises NoSuchItem."""

        def look(work: UnitOfWork) -> Examined | int:
            row = work.audit.get(team_id, seq)
            if row is None:
                checkpoint = work.audit.checkpoint(team_id)
                return checkpoint.seq if checkpoint else 0
            return Examined(_recorded(row), work.audit.follows(row), _message_of(work, row))

        found = await self._database.read(look)
        if isinstance(found, Examined):
            return found
        if 1 <= seq <= found:
            raise NoSuchItem(f"Record {seq} was pruned: it was older than records are kept.")
        raise NoSuchItem(f"There is no record {seq}.", "Look at /callboard audit list.")

    async def verify(self, team_id: str) -> ChainCheck:
        """Walks the whole chain, looking for what was changed, removed or moved."""

        def check(work: UnitOfWork) -> ChainCheck:
            found = work.audit_verification.verify(team_id)
            return ChainCheck(found.records, found.trouble, found.pruned, found.since)

        return await self._database.read(check)


def _message_of(work: UnitOfWork, row: AuditRow) -> tuple[str, str]:
    if row.message_ts:
        return row.channel_id, row.message_ts
    request = work.change_requests.get(row.team_id, row.request_id) if row.request_id else None
    card = work.outbox.get(row.team_id, request_from(request).card_key) if request else None
    return (card.channel_id or "", card.ts or "") if card else ("", "")


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
        message_ts=row.message_ts,
        account=row.account or "",
        calls=calls_from_json(row.api),
    )
    return Recorded(row.seq, row.at, entry, row.hash, row.prev_hash)
