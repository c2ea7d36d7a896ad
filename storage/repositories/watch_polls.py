"""The verbs of looks at the vendors' accounts: taken by one process at a time, written down by kind."""

from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from storage.models.watch_polls import WatchLookRow, WatchPollRow
from storage.repositories.statements import changed, insert_unless_known


class WatchPollRepository:
    """When accounts are looked at."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_due(self, team_id: str, account_id: str, now: datetime) -> bool:
        """Whether `claim` has a chance; asking costs no write."""
        row = self.get(team_id, account_id)
        return row is None or row.due_at <= now

    def claim(self, team_id: str, account_id: str, now: datetime, until: datetime) -> bool:
        """Take the look at an account; False when somebody else has it, or it is not due."""
        if insert_unless_known(
            self._session, WatchPollRow, team_id=team_id, account_id=account_id, due_at=until
        ):
            return True
        statement = update(WatchPollRow).where(*_is(team_id, account_id), col(WatchPollRow.due_at) <= now)
        return changed(self._session, statement.values(due_at=until)) == 1

    def get(self, team_id: str, account_id: str) -> WatchPollRow | None:
        """When an account is to be looked at."""
        return self._session.scalars(select(WatchPollRow).where(*_is(team_id, account_id))).first()

    def look_at(self, team_id: str, account_id: str, due_at: datetime) -> None:
        """Look at the account then."""
        statement = update(WatchPollRow).where(*_is(team_id, account_id))
        changed(self._session, statement.values(due_at=due_at))

    def note_change(self, team_id: str, account_id: str, at: datetime) -> None:
        """Write down that a change was found."""
        statement = update(WatchPollRow).where(*_is(team_id, account_id))
        changed(self._session, statement.values(changed_at=at))

    def looked_at(self, team_id: str, account_id: str, kind: str) -> datetime | None:
        """When the items of a kind were looked at last; None if they never were."""
        query = select(WatchLookRow.looked_at).where(*_is_look(team_id, account_id, kind))
        return self._session.scalars(query).first()

    def note_look(self, team_id: str, account_id: str, kind: str, at: datetime) -> bool:
        """Write down a look at a kind; whether it was the first one."""
        if insert_unless_known(
            self._session, WatchLookRow, team_id=team_id, account_id=account_id, kind=kind, looked_at=at
        ):
            return True
        statement = update(WatchLookRow).where(
            *_is_look(team_id, account_id, kind), col(WatchLookRow.looked_at) < at
        )
        changed(self._session, statement.values(looked_at=at))
        return False


def _is(team_id: str, account_id: str) -> tuple[ColumnElement[bool], ...]:
    return col(WatchPollRow.team_id) == team_id, col(WatchPollRow.account_id) == account_id


def _is_look(team_id: str, account_id: str, kind: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(WatchLookRow.team_id) == team_id,
        col(WatchLookRow.account_id) == account_id,
        col(WatchLookRow.kind) == kind,
    )
