"""Bursts: rows that are told in the message of another row, the first of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.models.outbox import OutboxRow, OutboxState
from storage.repositories.outbox_queue import DOUBTS, is_in
from storage.repositories.outbox_values import Folded
from storage.repositories.statements import changed

_REPLY = aliased(OutboxRow)


def fold_burst(session: Session, row: OutboxRow, now: datetime, *, above: int) -> None:
    """Fold what waits behind this row into it, if more than `above` of the channel's messages may be folded.

    Only what surely is not in Slack yet is folded, and no message that others wait to join. What is folded
    is told earlier than its turn would come, never later.
    """
    if not _may_carry(row):
        return
    others = (*_may_be_folded(row), col(OutboxRow.id) != row.id)
    waiting = session.scalar(select(func.count()).select_from(OutboxRow).where(*others)) or 0
    already = session.scalar(select(func.count()).where(col(OutboxRow.folded_into) == row.id)) or 0
    if 1 + already + waiting > above and waiting:
        values = {"state": OutboxState.FOLDED, "folded_into": row.id, "not_before": None, "updated_at": now}
        changed(session, update(OutboxRow).where(*others).values(values))


def folded_in(session: Session, row: OutboxRow, most_lines: int) -> Folded | None:
    """What is told in the message of this row besides its own fact; None when nothing is."""
    if not row.fold_line:
        return None
    members = col(OutboxRow.folded_into) == row.id
    count = session.scalar(select(func.count()).where(members)) or 0
    if not count:
        return None
    lines = select(col(OutboxRow.fold_line)).where(members).order_by(col(OutboxRow.seq)).limit(most_lines)
    return Folded(count, tuple(session.scalars(lines)))


def is_folded(session: Session, row: OutboxRow) -> bool:
    """Whether this row is told together with others, in its own message or in that of another."""
    if not row.fold_line:
        return False
    query = select(exists().where(col(OutboxRow.folded_into) == row.id))
    return row.folded_into is not None or bool(session.scalar(query))


def follow(session: Session, carrier_id: str, now: datetime, values: Mapping[str, Any]) -> None:
    """Write down for all that is told in the message of a row what has become of that message."""
    statement = update(OutboxRow).where(col(OutboxRow.folded_into) == carrier_id)
    changed(session, statement.values({**values, "updated_at": now}))


def take_apart(session: Session, carrier_id: str, now: datetime) -> None:
    """Let everything that was to be told in the message of this row be told by itself, and never folded again."""
    alone = {"fold_line": "", "folded_into": None, "state": OutboxState.PENDING, "updated_at": now}
    both = or_(col(OutboxRow.folded_into) == carrier_id, col(OutboxRow.id) == carrier_id)
    changed(session, update(OutboxRow).where(both).values(alone))


def _may_carry(row: OutboxRow) -> bool:
    return bool(
        row.fold_line
        and row.ts == ""
        and row.last_outcome not in DOUBTS
        and row.thread_key is None
        and row.parts == 1
    )


def _may_be_folded(carrier: OutboxRow) -> tuple[ColumnElement[bool], ...]:
    joined = exists().where(
        col(_REPLY.team_id) == OutboxRow.team_id,
        col(_REPLY.channel) == OutboxRow.channel,
        col(_REPLY.thread_key) == OutboxRow.dedupe_key,
        is_in(_REPLY, OutboxState.PENDING),
    )
    return (
        is_in(OutboxRow, OutboxState.PENDING),
        col(OutboxRow.team_id) == carrier.team_id,
        col(OutboxRow.channel) == carrier.channel,
        col(OutboxRow.fold_line) != "",
        col(OutboxRow.ts) == "",
        col(OutboxRow.owner) == "",
        col(OutboxRow.last_outcome).not_in(DOUBTS),
        col(OutboxRow.thread_key).is_(None),
        col(OutboxRow.parts) == 1,
        ~joined,
    )
