"""The verbs of role grants."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, update
from sqlmodel import Session, col, select

from storage.models.role_grants import RoleGrantRow
from storage.repositories.statements import changed, insert_unless_known

Grants = list[RoleGrantRow]


# Made once, for every command asks it: making a query takes longer than running it.
_ALL = (
    select(RoleGrantRow)
    .where(col(RoleGrantRow.team_id) == bindparam("team"))
    .order_by(col(RoleGrantRow.subject_id), col(RoleGrantRow.account_id))
)


class RoleGrantRepository:
    """Which role was given to which person or user group of a workspace."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, team_id: str) -> Grants:
        """All grants of a workspace, by subject."""
        return [*self._session.scalars(_ALL, {"team": team_id})]

    def grant(
        self,
        team_id: str,
        subject_id: str,
        role: int,
        granted_by: str,
        now: datetime,
        *,
        account_id: str = "",
    ) -> None:
        """Give a role in an account, or in all where none is named; it takes the place of the one before."""
        values = {"role": role, "granted_by": granted_by, "granted_at": now}
        key = {"team_id": team_id, "subject_id": subject_id, "account_id": account_id}
        if not insert_unless_known(self._session, RoleGrantRow, **key, **values):
            statement = update(RoleGrantRow).where(*_of(team_id, subject_id, account_id))
            changed(self._session, statement.values(values))

    def revoke(self, team_id: str, subject_id: str, *, account_id: str = "") -> bool:
        """Take the role away that was given there; False when there was none."""
        statement = delete(RoleGrantRow).where(*_of(team_id, subject_id, account_id))
        return changed(self._session, statement) == 1


def _of(team_id: str, subject_id: str, account_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(RoleGrantRow.team_id) == team_id,
        col(RoleGrantRow.subject_id) == subject_id,
        col(RoleGrantRow.account_id) == account_id,
    )
