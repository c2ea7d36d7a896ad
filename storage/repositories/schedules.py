"""The verbs of schedules: keep, change, and find what is due."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, update
from sqlmodel import Session, col, select

from storage.models.occurrences import OccurrenceRow, OccurrenceState
from storage.models.schedules import ScheduleRow
from storage.repositories.statements import changed, insert_unless_known, storable

Schedules = list[ScheduleRow]

_IS_OPEN = col(OccurrenceRow.state) == OccurrenceState.CLAIMED


# Made once, for whatever comes at its times asks it: making a query takes longer than running it.
_ONE = select(ScheduleRow).where(
    col(ScheduleRow.id) == bindparam("of"), col(ScheduleRow.team_id) == bindparam("team")
)


class ScheduleRepository:
    """What is to be done at which times."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, schedule: ScheduleRow) -> bool:
        """Write a schedule; False when there is one of that id."""
        return insert_unless_known(self._session, ScheduleRow, **schedule.model_dump())

    def get(self, team_id: str, id: str) -> ScheduleRow | None:
        """The schedule of this id, if it belongs to this workspace."""
        return self._session.scalars(_ONE, {"team": team_id, "of": id}).first()

    def of_ids(self, ids: Collection[str]) -> dict[str, ScheduleRow]:
        """Those of these ids that there are."""
        query = select(ScheduleRow).where(col(ScheduleRow.id).in_(ids))
        return {row.id: row for row in self._session.scalars(query)}

    def list(
        self, team_id: str, *, kind: str = "", subject: str = "", limit: int = 50, offset: int = 0
    ) -> Schedules:
        """Schedules of a workspace, the next one due first; empty filters let all through."""
        query = select(ScheduleRow).where(*_filters(team_id, kind, subject))
        due = col(ScheduleRow.next_due_at)
        order = (due.is_(None), due, col(ScheduleRow.id))
        return [*self._session.scalars(query.order_by(*order).limit(limit).offset(offset))]

    def change(self, team_id: str, id: str, revision: int, now: datetime, **fields: Any) -> bool:
        """Change fields by their names; False when it is gone, or was changed since that revision."""
        statement = update(ScheduleRow).where(
            col(ScheduleRow.id) == id,
            col(ScheduleRow.team_id) == team_id,
            col(ScheduleRow.revision) == revision,
        )
        values = {name: storable(value) for name, value in fields.items()}
        return changed(self._session, statement.values(**values, revision=revision + 1, updated_at=now)) == 1

    def delete(self, team_id: str, id: str) -> bool:
        """Delete a schedule; False when there is none. What it did stays written in its occurrences."""
        statement = delete(ScheduleRow).where(col(ScheduleRow.id) == id, col(ScheduleRow.team_id) == team_id)
        return changed(self._session, statement) == 1

    def is_any_due(self, kinds: Collection[str], now: datetime) -> bool:
        """Whether `lock_due` would find something."""
        return bool(self._session.scalar(select(exists().where(*_is_due(kinds, now)))))

    def lock_due(self, kinds: Collection[str], now: datetime, *, limit: int) -> Schedules:
        """Schedules that are due, the longest due first, kept from others until the transaction ends.

        One whose last occurrence is still open is not due: it waits until that one is finished.
        """
        query = select(ScheduleRow).where(*_is_due(kinds, now))
        order = (col(ScheduleRow.next_due_at), col(ScheduleRow.id))
        locked = query.order_by(*order).limit(limit).with_for_update(skip_locked=True, of=ScheduleRow)
        rows = [*self._session.scalars(locked)]
        # Of a row that changed while it was being locked, PostgreSQL does not look anew at other tables.
        begun = select(OccurrenceRow.schedule_id).where(
            col(OccurrenceRow.schedule_id).in_([row.id for row in rows]), _IS_OPEN
        )
        busy = {*self._session.scalars(begun)} if rows else set()
        return [row for row in rows if row.id not in busy]

    def move_on(self, schedule: ScheduleRow, following: datetime | None) -> bool:
        """Make it due next at that time; False when somebody moved or changed it since it was read."""
        statement = update(ScheduleRow).where(
            col(ScheduleRow.id) == schedule.id,
            col(ScheduleRow.revision) == schedule.revision,
            col(ScheduleRow.next_due_at) == schedule.next_due_at,
        )
        return changed(self._session, statement.values(next_due_at=following)) == 1


def _is_due(kinds: Collection[str], now: datetime) -> tuple[ColumnElement[bool], ...]:
    open_one = exists().where(col(OccurrenceRow.schedule_id) == ScheduleRow.id, _IS_OPEN)
    return (col(ScheduleRow.next_due_at) <= now, col(ScheduleRow.kind).in_(kinds), ~open_one)


def _filters(team_id: str, kind: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    conditions: tuple[ColumnElement[bool], ...] = (col(ScheduleRow.team_id) == team_id,)
    if kind:
        conditions += (col(ScheduleRow.kind) == kind,)
    if subject:
        conditions += (col(ScheduleRow.subject) == subject,)
    return conditions
