"""The verbs of role grants."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from storage.models.role_grants import RoleGrantRow
from storage.repositories.statements import changed, insert_unless_known

Grants = list[RoleGrantRow]


class RoleGrantRepository:
    """Which role was given to which person or user group of a workspace."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, team_id: str) -> Grants:
        """All grants of a workspace, by subject."""
        grants = select(RoleGrantRow).where(col(RoleGrantRow.team_id) == team_id)
        return [*self._session.scalars(grants.order_by(col(RoleGrantRow.subject_id)))]

    def grant(self, team_id: str, subject_id: str, role: int, granted_by: str, now: datetime) -> None:
        """Give a role; it takes the place of the one the subject had."""
        values = {"role": role, "granted_by": granted_by, "granted_at": now}
        if not insert_unless_known(
            self._session, RoleGrantRow, team_id=team_id, subject_id=subject_id, **values
        ):
            statement = update(RoleGrantRow).where(
                col(RoleGrantRow.team_id) == team_id, col(RoleGrantRow.subject_id) == subject_id
            )
            changed(self._session, statement.values(values))

    def revoke(self, team_id: str, subject_id: str) -> bool:
        """Take the role away; False when there was none."""
        statement = delete(RoleGrantRow).where(
            col(RoleGrantRow.team_id) == team_id, col(RoleGrantRow.subject_id) == subject_id
        )
        return changed(self._session, statement) == 1
