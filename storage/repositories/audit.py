"""The verbs of the audit log: append to the chain, read, verify."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from storage.audit_chain import START, chain_hash
from storage.models.audit import AuditHeadRow, AuditRow
from storage.repositories.statements import changed, insert_unless_known, is_postgresql, storable

_LOCK_CLASS = 0x0A0D17
_BATCH = 500


class AuditFields(TypedDict, total=False):
    """What a record says. `arguments` have their secrets masked already, and hold plain JSON values."""

    team_id: Required[str]
    at: Required[datetime]
    actor_id: Required[str]
    source: Required[str]
    action: Required[str]
    verdict: Required[str]
    effect: str
    item_kind: str
    item_id: str
    item_name: str
    arguments: dict[str, Any]
    rule: str
    detail: str
    request_id: str
    channel_id: str
    message_ts: str


@dataclass(frozen=True)
class AuditFilter:
    """Which records to show; empty fields let all through. `before_seq` continues an earlier answer."""

    actor_id: str = ""
    action_prefix: str = ""
    verdict: str = ""
    item_id: str = ""
    request_id: str = ""
    before_seq: int = 0


@dataclass(frozen=True)
class AuditCheck:
    """What verifying a chain found: `first_bad_seq` is None when all is well."""

    records: int
    first_bad_seq: int | None = None
    trouble: str = ""


class AuditRepository:
    """The audit log of each workspace: one chain, nothing ever changed or deleted."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, **fields: Unpack[AuditFields]) -> AuditRow:
        """Add a record to the end of its workspace's chain, within the transaction of what it records."""
        self._hold_chain(fields["team_id"])
        head = self._head(fields["team_id"])
        seq, prev_hash = (head.seq + 1, head.hash) if head else (1, START)
        said = {name: storable(value) for name, value in fields.items()}
        row = AuditRow(**said, seq=seq, id=uuid.uuid4().hex, prev_hash=prev_hash, hash="")
        row.hash = chain_hash(prev_hash, _hashed_fields(row))
        self._session.add(row)
        self._session.flush()
        self._move_head(row)
        return row

    def latest(self, team_id: str, limit: int, only: AuditFilter | None = None) -> list[AuditRow]:
        """Records of a workspace, newest first."""
        query = select(AuditRow).where(col(AuditRow.team_id) == team_id, *_conditions(only or AuditFilter()))
        return list(self._session.scalars(query.order_by(col(AuditRow.seq).desc()).limit(limit)))

    def verify(self, team_id: str) -> AuditCheck:
        """Walk the chain from its start; the first record that was changed, removed or put elsewhere."""
        prev_hash, seq = START, 0
        for row in self._in_order(team_id):
            seq += 1
            if row.seq != seq:
                return AuditCheck(seq - 1, seq, f"Record {seq} is missing.")
            if row.prev_hash != prev_hash:
                return AuditCheck(seq - 1, seq, f"Record {seq} does not follow the one before it.")
            if row.hash != chain_hash(prev_hash, _hashed_fields(row)):
                return AuditCheck(seq - 1, seq, f"Record {seq} was changed after it was written.")
            prev_hash = row.hash
        head = self._head(team_id)
        if (head.seq, head.hash) != (seq, prev_hash) if head else seq:
            return AuditCheck(seq, seq + 1, f"Record {seq + 1} is missing: the end of the log was cut off.")
        return AuditCheck(seq)

    def _in_order(self, team_id: str) -> Iterator[AuditRow]:
        seq = 0
        while True:
            query = select(AuditRow).where(col(AuditRow.team_id) == team_id, col(AuditRow.seq) > seq)
            rows = list(self._session.scalars(query.order_by(col(AuditRow.seq)).limit(_BATCH)))
            if not rows:
                return
            yield from rows
            seq = rows[-1].seq
            self._session.expunge_all()

    def _head(self, team_id: str) -> AuditHeadRow | None:
        query = select(AuditHeadRow).where(col(AuditHeadRow.team_id) == team_id)
        return self._session.scalars(query).first()

    def _move_head(self, row: AuditRow) -> None:
        values = {"seq": row.seq, "hash": row.hash}
        if not insert_unless_known(self._session, AuditHeadRow, team_id=row.team_id, **values):
            statement = update(AuditHeadRow).where(col(AuditHeadRow.team_id) == row.team_id)
            changed(self._session, statement.values(values))

    def _hold_chain(self, team_id: str) -> None:
        """Keep others from appending until this transaction ends; on SQLite there is one writer anyway."""
        if is_postgresql(self._session):
            self._session.scalar(select(func.pg_advisory_xact_lock(_LOCK_CLASS, func.hashtext(team_id))))


def _hashed_fields(row: AuditRow) -> dict[str, Any]:
    return row.model_dump(exclude={"prev_hash", "hash"})


def _conditions(only: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if only.actor_id:
        yield col(AuditRow.actor_id) == only.actor_id
    if only.action_prefix:
        yield col(AuditRow.action).startswith(only.action_prefix, autoescape=True)
    if only.verdict:
        yield col(AuditRow.verdict) == only.verdict
    if only.item_id:
        yield col(AuditRow.item_id) == only.item_id
    if only.request_id:
        yield col(AuditRow.request_id) == only.request_id
    if only.before_seq:
        yield col(AuditRow.seq) < only.before_seq
