"""The verbs of changes made outside Callboard: found once, accepted once, forgotten."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from storage.models.drifts import DriftRow
from storage.repositories.statements import changed, insert_unless_known


class DriftRepository:
    """What was changed elsewhere."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: DriftRow) -> bool:
        """Write a change down; False when it was found before."""
        return insert_unless_known(self._session, DriftRow, **row.model_dump())

    def get(self, team_id: str, id: str) -> DriftRow | None:
        """One change of this workspace."""
        query = select(DriftRow).where(col(DriftRow.team_id) == team_id, col(DriftRow.id) == id)
        return self._session.scalars(query).first()

    def accept(self, team_id: str, id: str, by: str, now: datetime) -> bool:
        """Somebody finds it fine; False when somebody did before."""
        statement = update(DriftRow).where(
            col(DriftRow.team_id) == team_id, col(DriftRow.id) == id, col(DriftRow.accepted_at).is_(None)
        )
        return changed(self._session, statement.values(accepted_by=by, accepted_at=now)) == 1

    def forget(self, before: datetime) -> int:
        """Delete what was found before then; how many."""
        return changed(self._session, delete(DriftRow).where(col(DriftRow.found_at) < before))
