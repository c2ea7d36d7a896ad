"""Verifying an audit log: that no record was changed, removed, moved, or put in another's place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.audit_chain import START, hash_of, seal_words
from storage.models.audit import AuditHeadRow, AuditRow
from storage.models.change_requests import ChangeRequestRow
from storage.repositories.audit import AuditFilter, AuditRepository

PRUNED = "callboard audit prune"
"""The action of the record that testifies to a checkpoint; its arguments say which."""

_BATCH = 500


@dataclass(frozen=True)
class AuditCheck:
    """What verifying a chain found: `first_bad_seq` is None when all is well.

    `records` follow each from the one before; `pruned` came before them and are gone for good reason.
    """

    records: int
    first_bad_seq: int | None = None
    trouble: str = ""
    pruned: int = 0
    since: datetime | None = field(default=None, compare=False)
    """When the first of the records that are kept was written."""


@dataclass(frozen=True)
class _End:
    """The end of a chain as it was written down, and sealed; the start of it where nothing was."""

    seq: int = 0
    hash: str = START
    seal: str | None = None
    trouble: str = ""

    def trouble_after(self, team_id: str, seq: int, end: str) -> str:
        """What is wrong with it, for a walk that has come to this record."""
        if self.seq == seq == 0:
            return ""
        if (self.seq, self.hash) != (seq, end):
            return f"Record {seq + 1} is missing: the end of the log was cut off."
        if self.trouble or self.seal == seal_words(team_id, seq, end):
            return self.trouble
        return f"Record {seq} was not sealed as the last one: the log was written anew, or its end cut off."


class AuditVerificationRepository:
    """Walks the chain of a workspace, which is append-only; only its beginning may be pruned."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._audit = AuditRepository(session)

    def verify(self, team_id: str) -> AuditCheck:
        """Walk the chain from its start, or from what was pruned; the first record that is not as it was written.

        Others may append meanwhile; when they prune, the walk begins anew.
        """
        while True:
            start = self._audit.start(team_id)
            check = self._verify_after(team_id, *start)
            if not check.trouble or start == self._audit.start(team_id):
                return check

    def _verify_after(self, team_id: str, start: int, start_hash: str) -> AuditCheck:
        last = self._highest(team_id)
        end = self._end(team_id)  # read after the highest: it is as far, or others have appended since
        seq, prev_hash, since = start, start_hash, None
        pruned_to: tuple[Any, Any] = (0, START)
        if forged := self._not_after(team_id, start):
            return AuditCheck(
                0, forged.seq, f"Record {forged.seq} was added later: the log begins after it.", start
            )
        for row in self._walk(team_id, start, max(last, end.seq)):
            seq += 1
            since = since or row.at
            if trouble := _trouble(row, seq, prev_hash):
                return AuditCheck(seq - 1 - start, seq, trouble, start, since)
            prev_hash = row.hash
            if row.action == PRUNED:
                pruned_to = row.arguments.get("seq"), row.arguments.get("hash")
        if trouble := end.trouble_after(team_id, seq, prev_hash):
            return AuditCheck(seq - start, seq + 1, trouble, start, since)
        if pruned_to != (start, start_hash):
            trouble = (
                f"The checkpoint after record {start} is not the one that was made when records were pruned."
            )
            return AuditCheck(seq - start, start + 1, trouble, start, since)
        if missing := self._unrecorded(team_id, since if start else None):
            trouble = f"Nothing tells that the request {missing} was made: what did was removed."
            return AuditCheck(seq - start, start + 1, trouble, start, since)
        return AuditCheck(seq - start, pruned=start, since=since)

    def _not_after(self, team_id: str, start: int) -> AuditRow | None:
        query = select(AuditRow).where(col(AuditRow.team_id) == team_id, col(AuditRow.seq) <= start)
        return self._session.scalars(query.limit(1)).first()

    def _walk(self, team_id: str, after: int, last: int) -> Iterator[AuditRow]:
        up_to = AuditFilter(up_to_seq=last)
        while rows := self._audit.in_order(team_id, after, _BATCH, up_to):
            yield from rows
            after = rows[-1].seq

    def _highest(self, team_id: str) -> int:
        query = select(func.max(AuditRow.seq)).where(col(AuditRow.team_id) == team_id)
        return self._session.scalars(query).one() or 0

    def _end(self, team_id: str) -> _End:
        query = select(AuditHeadRow).where(col(AuditHeadRow.team_id) == team_id)
        try:
            head = self._session.scalars(query).first()
        except ValueError as error:  # the key it was sealed with is not given any more, or it is forged
            known = self._audit.head(team_id)
            return (
                _End(*known, trouble=f"The seal of the last record cannot be read. {error}")
                if known
                else _End()
            )
        return _End(head.seq, head.hash, head.seal) if head else _End()

    def _unrecorded(self, team_id: str, since: datetime | None) -> str | None:
        """A request that others had to agree to, and of which no record tells; the pruned ones do not count."""
        told = select(AuditRow.seq).where(
            col(AuditRow.team_id) == team_id, col(AuditRow.request_id) == col(ChangeRequestRow.id)
        )
        query = select(ChangeRequestRow.id).where(
            col(ChangeRequestRow.team_id) == team_id, col(ChangeRequestRow.needed) > 0, ~told.exists()
        )
        if since:
            query = query.where(col(ChangeRequestRow.created_at) > since)
        return self._session.scalars(query.limit(1)).first()


def _trouble(row: AuditRow, seq: int, prev_hash: str) -> str:
    if row.seq != seq:
        return f"Record {seq} is missing."
    if row.prev_hash != prev_hash:
        return f"Record {seq} does not follow the one before it."
    return "" if row.hash == hash_of(row) else f"Record {seq} was changed after it was written."
