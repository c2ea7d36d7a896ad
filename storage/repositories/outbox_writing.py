"""The verb by which messages get into the outbox: write one, or change what it should look like."""

import json
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.models.outbox import OutboxRow, OutboxState
from storage.repositories.dead_channels import DeadChannelRepository
from storage.repositories.outbox import OutboxRepository
from storage.repositories.outbox_folds import is_folded
from storage.repositories.outbox_queue import DOUBTS
from storage.repositories.outbox_values import Content, NewMessage, part_key
from storage.repositories.statements import changed, insert_unless_known, storable


class OutboxWritingRepository:
    """Messages to be, by the key of the fact that they tell."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._dead_channels = DeadChannelRepository(session)

    def enqueue_or_revise(self, message: NewMessage, now: datetime) -> bool:
        """Write a message, or change what it should look like; False when it is already meant to be so.

        A message stays in the channel and thread where it was first written. What is told in one message
        with others stays there, and changes its line.
        """
        if self._insert(message, 1, now):
            for number in range(2, len(message.parts) + 1):
                self._insert(message, number, now)
            return True
        row = self._locked(message, 1)
        if is_folded(self._session, row):
            return self._revise_line(row, message, now)
        news = self._revise(row, message.parts[0], now, parts=len(message.parts), fold_line=message.fold_line)
        for number in range(2, max(row.parts, len(message.parts)) + 1):
            if not (number > row.parts and self._insert(message, number, now)):
                content = message.parts[number - 1] if number <= len(message.parts) else Content()
                news |= self._revise(self._locked(message, number), content, now)
        return news or len(message.parts) != row.parts

    def _insert(self, message: NewMessage, number: int, now: datetime) -> bool:
        content, is_first = message.parts[number - 1], number == 1
        is_dead = self._dead_channels.is_dead(message.team_id, message.channel)
        return insert_unless_known(
            self._session,
            OutboxRow,
            id=uuid.uuid4().hex,
            team_id=message.team_id,
            dedupe_key=part_key(message.dedupe_key, number),
            channel=message.channel,
            thread_key=message.thread_key,
            rank=message.rank,
            responsible_id=message.responsible_id,
            text=content.text,
            blocks=_as_stored(content),
            parts=len(message.parts) if is_first else 1,
            fold_line=message.fold_line if is_first else "",
            state=OutboxState.PARKED if is_dead else OutboxState.PENDING,
            created_at=now,
            updated_at=now,
            pending_since=now,
        )

    def _locked(self, message: NewMessage, number: int) -> OutboxRow:
        query = select(OutboxRow).where(
            col(OutboxRow.team_id) == message.team_id,
            col(OutboxRow.dedupe_key) == part_key(message.dedupe_key, number),
        )
        return self._session.scalars(query.with_for_update()).one()

    def _revise(self, row: OutboxRow, content: Content, now: datetime, **more: Any) -> bool:
        text, blocks = storable(content.text), _as_stored(content)
        if row.text == text and row.blocks == blocks:
            return False
        values = {"text": text, "blocks": blocks, "revision": row.revision + 1, "updated_at": now, **more}
        # A parked message stays parked: its channel is still dead. A dead one gets another chance, and an
        # edit tries its luck: where posting is restricted, what stands can be edited all the same.
        if row.state in {OutboxState.SENT, OutboxState.DEAD}:
            is_dead = not row.ts and self._dead_channels.is_dead(row.team_id, row.channel)
            state = OutboxState.PARKED if is_dead else OutboxState.PENDING
            values |= {"state": state, "attempt": 0, "not_before": None}
            if not row.ts and row.last_outcome not in DOUBTS:
                values["first_try_at"] = None
        if row.state != OutboxState.PENDING:
            values["pending_since"] = now  # what is new is not too old to be kept
        changed(self._session, update(OutboxRow).where(col(OutboxRow.id) == row.id).values(values))
        return True

    def _revise_line(self, row: OutboxRow, message: NewMessage, now: datetime) -> bool:
        content = message.parts[0]
        line = storable(message.fold_line or next(iter(content.text.splitlines()), "")) or row.fold_line
        if row.folded_into is None:
            return self._revise(row, content, now, fold_line=line)
        if line == row.fold_line:
            return False
        values = {"text": storable(content.text), "blocks": _as_stored(content), "fold_line": line}
        changed(
            self._session,
            update(OutboxRow)
            .where(col(OutboxRow.id) == row.id)
            .values({**values, "revision": row.revision + 1, "updated_at": now}),
        )
        OutboxRepository(self._session).edit_again(row.folded_into, now)
        return True


def _as_stored(content: Content) -> Any:
    return json.loads(json.dumps(list(content.blocks)))
