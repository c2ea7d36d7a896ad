"""The verbs by which messages that have not been posted yet are given up: nobody wants them any more."""

from collections.abc import Collection
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
    """Messages that wait, or are kept, and that nobody holds at the moment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keys(self, team_id: str, channel: str, beginning: str) -> list[str]:
        """The keys that begin so, of the messages of a channel that have not been posted, in their order."""
        asked = {"team": team_id, "in_channel": channel, "length": len(beginning), "beginning": beginning}
        return [*self._session.scalars(_KEYS, asked)]

    def withdraw(self, team_id: str, keys: Collection[str], now: datetime, note: str) -> int:
        """Give these up, with a note why; how many. What was to be told in their messages goes on without them.

        One in whose message others are told, and which may stand in Slack already, stays.
        """
        count = 0
        for key in keys:
            row = self._locked(team_id, key, now)
            if row is not None and self._lets_others_go(row, now):
                values = {
                    "state": OutboxState.DEAD,
                    "folded_into": None,
                    "last_error": note,
                    "updated_at": now,
                }
                count += changed(
                    self._session, update(OutboxRow).where(col(OutboxRow.id) == row.id).values(values)
                )
        return count

    def _locked(self, team_id: str, key: str, now: datetime) -> OutboxRow | None:
        query = select(OutboxRow).where(
            col(OutboxRow.team_id) == team_id,
            col(OutboxRow.dedupe_key) == key,
            _is_to_come(),
            or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= now),
        )
        return self._session.scalars(query.with_for_update()).first()

    def _lets_others_go(self, row: OutboxRow, now: datetime) -> bool:
        """Lets go what was to be told in the message of this row; False where it may have been told already."""
        others = col(OutboxRow.folded_into) == row.id
        if row.last_outcome in DOUBTS:
            return self._session.scalars(select(OutboxRow.id).where(others).limit(1)).first() is None
        values = {
            "folded_into": None,
            "state": row.state,
            "not_before": row.not_before,
            "updated_at": now,
        }
        changed(self._session, update(OutboxRow).where(others).values(values))
        return True
