"""The verbs of watched accounts: watch, let go of, write down when they were looked at."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, col, select

from storage.models.job_watches import JobWatchRow
from storage.repositories.statements import changed, insert_unless_known

Watches = list[JobWatchRow]


class JobWatchRepository:
    """Accounts whose jobs are looked at, whoever starts them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, account_id: str = "") -> Watches:
        """All of every workspace, or those of one account."""
        query = select(JobWatchRow)
        if account_id:
            query = query.where(col(JobWatchRow.account_id) == account_id)
        return [*self._session.scalars(query)]

    def watched_since(self, team_id: str, moment: datetime) -> set[str]:
        """The ids of the accounts that a workspace has had watched since then, or for longer."""
        query = select(JobWatchRow.account_id).where(
            col(JobWatchRow.team_id) == team_id, col(JobWatchRow.since) <= moment
        )
        return {*self._session.scalars(query)}

    def add(self, team_id: str, account_id: str) -> bool:
        """Watch an account; False when it is watched already."""
        return insert_unless_known(self._session, JobWatchRow, team_id=team_id, account_id=account_id)

    def remove(self, team_id: str, account_id: str) -> None:
        """Let go of one; what happens until it is watched again is nobody's news."""
        changed(self._session, delete(JobWatchRow).where(*_key(team_id, account_id)))

    def looked(self, team_id: str, account_id: str, at: datetime, *, is_complete: bool) -> None:
        """Write down a look; one that is not complete is no reason to look less far back the next time."""
        values = {
            "since": func.coalesce(col(JobWatchRow.since), at),
            **({"looked_at": at} if is_complete else {}),
        }
        changed(self._session, update(JobWatchRow).where(*_key(team_id, account_id)).values(values))


def _key(team_id: str, account_id: str) -> tuple[ColumnElement[bool], ...]:
    return (col(JobWatchRow.team_id) == team_id, col(JobWatchRow.account_id) == account_id)
