"""The verbs by which messages that have not been posted yet are given up: nobody wants them any more."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, update
from sqlmodel import Session, col, select

from storage.models.outbox import OutboxRow, OutboxState
from storage.repositories.outbox_queue import DOUBTS, is_in
from storage.repositories.statements import changed


def _is_to_come() -> ColumnElement[bool]:
    to_come = (OutboxState.PENDING, OutboxState.PARKED, OutboxState.FOLDED)
    # The first says to the database that it may use the index of what was not sent.
    not_sent = ~is_in(OutboxRow, OutboxState.SENT)
    return and_(not_sent, col(OutboxRow.state).in_(to_come), col(OutboxRow.ts) == "")


def _is_surely_not_in_slack(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_free = or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= now)
    return _is_to_come(), is_free, col(OutboxRow.last_outcome).not_in(DOUBTS)


# Made once, for every digest asks it: making a query takes longer than running it.
_KEYS = (
    select(OutboxRow.dedupe_key)
    .where(
        _is_to_come(),
        col(OutboxRow.team_id) == bindparam("team"),
        col(OutboxRow.channel) == bindparam("in_channel"),
        func.substr(OutboxRow.dedupe_key, 1, bindparam("length")) == bindparam("beginning"),
    )
    .order_by(col(OutboxRow.seq))
)


class OutboxWithdrawalRepository:
    """Messages that wait, or are kept."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keys(self, team_id: str, channel: str, beginning: str) -> list[str]:
        """The keys that begin so, of the messages of a channel that have not been posted, in their order."""
        asked = {"team": team_id, "in_channel": channel, "length": len(beginning), "beginning": beginning}
        return [*self._session.scalars(_KEYS, asked)]

    def withdraw(self, team_id: str, key: str, now: datetime, note: str) -> bool:
        """Give one up, with a note why; what was to be told in its message goes on without it.

        False where it stays: it is being posted, or may stand in Slack already, in its own message or with others.
        """
        row = self._locked(now, col(OutboxRow.team_id) == team_id, col(OutboxRow.dedupe_key) == key)
        if row is None:
            return False
        if row.folded_into and self._locked(now, col(OutboxRow.id) == row.folded_into) is None:
            return False
        self._let_others_go(row, now)
        values = {"state": OutboxState.DEAD, "folded_into": None, "last_error": note, "updated_at": now}
        changed(self._session, update(OutboxRow).where(col(OutboxRow.id) == row.id).values(values))
        return True

    def _locked(self, now: datetime, *which: ColumnElement[bool]) -> OutboxRow | None:
        query = select(OutboxRow).where(*which, *_is_surely_not_in_slack(now))
        return self._session.scalars(query.with_for_update()).first()

    def _let_others_go(self, row: OutboxRow, now: datetime) -> None:
        values = {"folded_into": None, "state": row.state, "not_before": row.not_before, "updated_at": now}
        others = update(OutboxRow).where(col(OutboxRow.folded_into) == row.id)
        changed(self._session, others.values(values))
