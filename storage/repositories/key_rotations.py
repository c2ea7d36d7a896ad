"""The verbs of rotations of SDK keys: one open per key, moved on by compare-and-set."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.models.key_rotations import KeyRotationRow
from storage.repositories.statements import changed, insert_unless_known, storable

Rotations = list[KeyRotationRow]


class KeyRotationRepository:
    """Old keys that give way to new ones."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: KeyRotationRow) -> bool:
        """Begin one; False when one of this key is open."""
        return insert_unless_known(self._session, KeyRotationRow, **row.model_dump())

    def get(self, team_id: str, id: str) -> KeyRotationRow | None:
        """One rotation of this workspace, open or ended."""
        return self._session.scalars(_one(team_id, id)).first()

    def hold(self, team_id: str, id: str) -> KeyRotationRow | None:
        """The same; nobody else moves it until the transaction ends."""
        return self._session.scalars(_one(team_id, id).with_for_update()).first()

    def hold_open(self, team_id: str, account_id: str) -> Rotations:
        """The open ones of an account, oldest first; nobody else moves them until the transaction ends."""
        query = select(KeyRotationRow).where(
            col(KeyRotationRow.team_id) == team_id,
            col(KeyRotationRow.account_id) == account_id,
            col(KeyRotationRow.ended_at).is_(None),
        )
        in_order = query.order_by(col(KeyRotationRow.started_at), col(KeyRotationRow.id))
        return [*self._session.scalars(in_order.with_for_update())]

    def move(self, row: KeyRotationRow, **fields: Any) -> bool:
        """Change fields of one that is as it was read; False when somebody else moved it meanwhile."""
        values = {**{name: storable(value) for name, value in fields.items()}, "version": row.version + 1}
        statement = update(KeyRotationRow).where(
            col(KeyRotationRow.id) == row.id,
            col(KeyRotationRow.version) == row.version,
        )
        return changed(self._session, statement.values(values)) == 1

    def forget(self, before: datetime) -> int:
        """Delete those that ended before then; how many."""
        ended = col(KeyRotationRow.ended_at)
        return changed(self._session, delete(KeyRotationRow).where(ended < before))


def _one(team_id: str, id: str) -> SelectOfScalar[KeyRotationRow]:
    return select(KeyRotationRow).where(col(KeyRotationRow.team_id) == team_id, col(KeyRotationRow.id) == id)
