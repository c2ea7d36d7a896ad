"""The verbs of occurrences: a due time is claimed once."""

from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from storage.models.occurrences import OccurrenceRow
from storage.repositories.statements import changed, insert_unless_known


class OccurrenceRepository:
    """Due times of schedules that somebody took."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(self, schedule_id: str, due_at: datetime, claimed_by: str, now: datetime) -> bool:
        """Take a due time; False when it was taken before, by anybody."""
        return insert_unless_known(
            self._session,
            OccurrenceRow,
            schedule_id=schedule_id,
            due_at=due_at,
            claimed_by=claimed_by,
            claimed_at=now,
        )

    def latest(self, schedule_id: str) -> datetime | None:
        """The last due time of this schedule that was taken."""
        due = select(func.max(OccurrenceRow.due_at)).where(col(OccurrenceRow.schedule_id) == schedule_id)
        return self._session.scalars(due).one()

    def forget(self, before: datetime) -> int:
        """Delete due times before then; how many."""
        return changed(self._session, delete(OccurrenceRow).where(col(OccurrenceRow.due_at) < before))
