"""The verbs of the audit log: append to the chain, read, search."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Required, TypedDict, Unpack

from sqlalchemy import CTE, ColumnElement, CompoundSelect, bindparam, func, or_, update
from sqlmodel import Session, col, select

from storage.audit_chain import START, hash_of, seal_words
from storage.models.audit import AuditCheckpointRow, AuditHeadRow, AuditRow
from storage.repositories.statements import changed, insert_unless_known, is_postgresql, storable

_LOCK_CLASS = 0x0A0D17

# Made once: every change is recorded, and making a query takes longer than running it.
_HEAD = select(col(AuditHeadRow.seq), col(AuditHeadRow.hash)).where(
    col(AuditHeadRow.team_id) == bindparam("of")
)
_MOVE_HEAD = (
    update(AuditHeadRow)
    .where(col(AuditHeadRow.team_id) == bindparam("of"))
    .values(seq=bindparam("seq"), hash=bindparam("hash"), seal=bindparam("seal"))
)


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
    account: str | None
    api: list[dict[str, Any]] | None


@dataclass(frozen=True)
class AuditFilter:
    """Which records to show; empty fields let all through.

    `item` is a whole id, or a part of a name; `actions` are how theirs may begin; `since` is within what is shown,
    `until` is not. `up_to_seq` keeps out what was written after an earlier answer that this one continues.
    """

    actor_id: str = ""
    actions: tuple[str, ...] = ()
    verdict: str = ""
    source: str = ""
    account: str = ""
    item: str = ""
    item_kinds: tuple[str, ...] = ()
    request_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    up_to_seq: int = 0


class Head(NamedTuple):
    """The end of a chain, without its seal, which only verifying has to read."""

    seq: int
    hash: str


class AuditRepository:
    """The audit log of each workspace: one chain, nothing ever changed; only its beginning may be pruned."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, **fields: Unpack[AuditFields]) -> AuditRow:
        """Add a record to the end of its workspace's chain, within the transaction of what it records."""
        self.hold_chain(fields["team_id"])
        head = self.head(fields["team_id"])
        seq, prev_hash = (head.seq + 1, head.hash) if head else (1, START)
        said = {name: storable(value) for name, value in fields.items()}
        row = AuditRow(**said, seq=seq, id=uuid.uuid4().hex, prev_hash=prev_hash, hash="")
        row.hash = hash_of(row)
        self._session.add(row)
        self._session.flush()
        self._move_head(row, is_first=head is None)
        return row

    def latest(
        self, team_id: str, limit: int, only: AuditFilter | None = None, *, skip: int = 0
    ) -> list[AuditRow]:
        """Records of a workspace, newest first, after leaving out the first `skip`."""
        query = select(AuditRow).where(*_conditions(team_id, only or AuditFilter()))
        return list(
            self._session.scalars(query.order_by(col(AuditRow.seq).desc()).limit(limit).offset(skip or None))
        )

    def count(self, team_id: str, only: AuditFilter) -> int:
        """How many records that lets through."""
        query = select(func.count()).select_from(AuditRow).where(*_conditions(team_id, only))
        return self._session.scalars(query).one()

    def get(self, team_id: str, seq: int) -> AuditRow | None:
        """The record of that number."""
        query = select(AuditRow).where(col(AuditRow.team_id) == team_id, col(AuditRow.seq) == seq)
        return self._session.scalars(query).first()

    def last_seq(self, team_id: str) -> int:
        """The number of the newest record; 0 where nothing was written yet."""
        head = self.head(team_id)
        return head.seq if head else 0

    def in_order(
        self, team_id: str, after: int, limit: int, only: AuditFilter | None = None
    ) -> list[AuditRow]:
        """Records after a number, oldest first."""
        query = select(AuditRow).where(
            *_conditions(team_id, only or AuditFilter()), col(AuditRow.seq) > after
        )
        rows = list(self._session.scalars(query.order_by(col(AuditRow.seq)).limit(limit)))
        self._session.expunge_all()
        return rows

    def follows(self, row: AuditRow) -> bool:
        """Whether a record is as it was written, and follows from the one before it."""
        before = self.get(row.team_id, row.seq - 1)
        start, start_hash = self.start(row.team_id)
        prev_hash = before.hash if before else start_hash if row.seq == start + 1 else None
        return row.prev_hash == prev_hash and row.hash == hash_of(row)

    def checkpoint(self, team_id: str) -> AuditCheckpointRow | None:
        """What was pruned, if anything was."""
        query = select(AuditCheckpointRow).where(col(AuditCheckpointRow.team_id) == team_id)
        return self._session.scalars(query).first()

    def hold_chain(self, team_id: str) -> None:
        """Keep others from appending until this transaction ends; on SQLite there is one writer anyway."""
        if is_postgresql(self._session):
            self._session.scalar(select(func.pg_advisory_xact_lock(_LOCK_CLASS, func.hashtext(team_id))))

    def start(self, team_id: str) -> tuple[int, str]:
        """The number and the hash that the first record follows."""
        checkpoint = self.checkpoint(team_id)
        return (checkpoint.seq, checkpoint.hash) if checkpoint else (0, START)

    def head(self, team_id: str) -> Head | None:
        """The end of the chain."""
        found = self._session.execute(_HEAD, {"of": team_id}).first()
        return Head(*found) if found else None

    def _move_head(self, row: AuditRow, *, is_first: bool) -> None:
        seal = seal_words(row.team_id, row.seq, row.hash)
        values = {"seq": row.seq, "hash": row.hash, "seal": seal}
        if is_first:
            insert_unless_known(self._session, AuditHeadRow, team_id=row.team_id, **values)
        else:
            changed(self._session, _MOVE_HEAD, {"of": row.team_id, **values})


def _conditions(team_id: str, only: AuditFilter) -> Iterator[ColumnElement[bool]]:
    yield col(AuditRow.team_id) == team_id
    for name in ("actor_id", "verdict", "source", "account", "request_id"):
        if wanted := getattr(only, name):
            yield col(getattr(AuditRow, name)) == wanted
    if only.item_kinds:
        yield col(AuditRow.item_kind).in_(only.item_kinds)
    if only.actions:
        yield or_(*(col(AuditRow.action).startswith(each, autoescape=True) for each in only.actions))
    if only.item:
        yield col(AuditRow.seq).in_(_about(team_id, only.item))
    if only.since:
        yield col(AuditRow.at) >= only.since
    if only.until:
        yield col(AuditRow.at) < only.until
    if only.up_to_seq:
        yield col(AuditRow.seq) <= only.up_to_seq


def _about(team_id: str, item: str) -> CompoundSelect[int]:
    """The numbers of the records about an item of this id, or with this in its name; by an index each."""
    numbers = select(AuditRow.seq).where(col(AuditRow.team_id) == team_id)
    names = _names(team_id)
    alike = select(names.c.name).where(names.c.name.icontains(item, autoescape=True))
    return numbers.where(col(AuditRow.item_id) == item).union_all(
        numbers.where(col(AuditRow.item_name).in_(alike))
    )


def _names(team_id: str) -> CTE:
    """Every name of an item once, each found by a step in the index: there are few of them in many records."""
    lowest = select(func.min(AuditRow.item_name).label("name")).where(col(AuditRow.team_id) == team_id)
    names = lowest.cte("names", recursive=True)
    following = lowest.where(col(AuditRow.item_name) > names.c.name).scalar_subquery()
    return names.union_all(select(following).where(names.c.name.is_not(None)))
