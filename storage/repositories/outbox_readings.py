"""How far the outbox is behind, in all and channel by channel."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, case, func, select
from sqlmodel import Session, col

from storage.models.dead_channels import DeadChannelRow
from storage.models.outbox import OutboxRow, OutboxState
from storage.repositories.outbox_queue import is_in
from storage.repositories.outbox_values import ChannelLag, Lag

_WAITING = (OutboxState.PENDING, OutboxState.FOLDED)
_NOT_SENT = ~is_in(OutboxRow, OutboxState.SENT)

_PARKED = select(func.count()).where(
    _NOT_SENT, is_in(OutboxRow, OutboxState.PARKED), col(OutboxRow.team_id) == bindparam("team_id")
)

_Place = tuple[str, str]


class OutboxReadingRepository:
    """What has not arrived yet."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def parked(self, team_id: str) -> int:
        """How many messages of a workspace are kept until somebody mends their channel."""
        count: int = self._session.execute(_PARKED, {"team_id": team_id}).scalar_one()
        return count

    def lag(self, team_id: str = "") -> Lag:
        """How many messages, of one workspace or of all, are not where they should be, and since when."""
        query = (
            select(col(OutboxRow.state), func.count(), func.min(OutboxRow.pending_since))
            .where(_NOT_SENT, *_of(OutboxRow, team_id))
            .group_by(col(OutboxRow.state))
        )
        found = {state: (count, oldest) for state, count, oldest in self._session.execute(query)}
        count = {state: found[state][0] if state in found else 0 for state in OutboxState}
        return Lag(
            pending=sum(count[state] for state in _WAITING),
            parked=count[OutboxState.PARKED],
            dead=count[OutboxState.DEAD],
            oldest_pending_at=found[OutboxState.PENDING][1] if OutboxState.PENDING in found else None,
        )

    def channels(self, team_id: str = "") -> list[ChannelLag]:
        """Every channel, of one workspace or of all, in which something waits or that cannot be posted in."""
        counts, errors, dead = self._counts(team_id), self._last_errors(team_id), self._dead(team_id)
        found = []
        for place in sorted({*counts, *dead}):
            waiting, parked, oldest = counts.get(place, (0, 0, None))
            since, reason = dead.get(place, (None, ""))
            found.append(ChannelLag(*place, waiting, parked, oldest, errors.get(place, ""), since, reason))
        return found

    def _counts(self, team_id: str) -> dict[_Place, tuple[int, int, datetime | None]]:
        waits = col(OutboxRow.state).in_(_WAITING)
        query = (
            select(
                col(OutboxRow.team_id),
                col(OutboxRow.channel),
                func.count(case((waits, 1))),
                func.count(case((col(OutboxRow.state) == OutboxState.PARKED, 1))),
                func.min(case((waits, col(OutboxRow.pending_since)))),
            )
            .where(_NOT_SENT, ~is_in(OutboxRow, OutboxState.DEAD), *_of(OutboxRow, team_id))
            .group_by(col(OutboxRow.team_id), col(OutboxRow.channel))
        )
        return {(team, channel): (*row,) for team, channel, *row in self._session.execute(query)}

    def _last_errors(self, team_id: str) -> dict[_Place, str]:
        place = (col(OutboxRow.team_id), col(OutboxRow.channel))
        newest = func.row_number().over(partition_by=place, order_by=col(OutboxRow.updated_at).desc())
        ranked = (
            select(*place, col(OutboxRow.last_error), newest.label("age"))
            .where(_NOT_SENT, col(OutboxRow.last_error) != "", *_of(OutboxRow, team_id))
            .subquery()
        )
        query = select(ranked.c.team_id, ranked.c.channel, ranked.c.last_error).where(ranked.c.age == 1)
        return {(team, channel): error for team, channel, error in self._session.execute(query)}

    def _dead(self, team_id: str) -> dict[_Place, tuple[datetime, str]]:
        rows = self._session.scalars(select(DeadChannelRow).where(*_of(DeadChannelRow, team_id)))
        return {(row.team_id, row.channel): (row.since, row.reason) for row in rows}


def _of(table: type[OutboxRow | DeadChannelRow], team_id: str) -> tuple[ColumnElement[bool], ...]:
    return (col(table.team_id) == team_id,) if team_id else ()
