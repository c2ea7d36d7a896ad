"""How far the outbox is behind, in all and channel by channel."""

from datetime import datetime

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from storage.models.dead_channels import DeadChannelRow
from storage.models.outbox import OutboxRow, OutboxState
from storage.repositories.outbox_queue import is_in
from storage.repositories.outbox_values import ChannelLag, Lag

_WAITING = (OutboxState.PENDING, OutboxState.FOLDED)
_NOT_SENT = ~is_in(OutboxRow, OutboxState.SENT)

_Place = tuple[str, str]


class OutboxReadingRepository:
    """What has not arrived yet."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lag(self) -> Lag:
        """How many messages are not where they should be, and since when."""
        query = (
            select(col(OutboxRow.state), func.count(), func.min(OutboxRow.pending_since))
            .where(_NOT_SENT)
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

    def channels(self) -> list[ChannelLag]:
        """Every channel in which something waits or is kept, and every one that cannot be posted in."""
        counts, errors, dead = self._counts(), self._last_errors(), self._dead()
        found = []
        for place in sorted({*counts, *dead}):
            waiting, parked, oldest = counts.get(place, (0, 0, None))
            since, reason = dead.get(place, (None, ""))
            found.append(ChannelLag(*place, waiting, parked, oldest, errors.get(place, ""), since, reason))
        return found

    def _counts(self) -> dict[_Place, tuple[int, int, datetime | None]]:
        waits = col(OutboxRow.state).in_(_WAITING)
        query = (
            select(
                col(OutboxRow.team_id),
                col(OutboxRow.channel),
                func.count(case((waits, 1))),
                func.count(case((col(OutboxRow.state) == OutboxState.PARKED, 1))),
                func.min(case((waits, col(OutboxRow.pending_since)))),
            )
            .where(_NOT_SENT, ~is_in(OutboxRow, OutboxState.DEAD))
            .group_by(col(OutboxRow.team_id), col(OutboxRow.channel))
        )
        return {(team, channel): (*row,) for team, channel, *row in self._session.execute(query)}

    def _last_errors(self) -> dict[_Place, str]:
        place = (col(OutboxRow.team_id), col(OutboxRow.channel))
        newest = func.row_number().over(partition_by=place, order_by=col(OutboxRow.updated_at).desc())
        ranked = (
            select(*place, col(OutboxRow.last_error), newest.label("age"))
            .where(_NOT_SENT, col(OutboxRow.last_error) != "")
            .subquery()
        )
        query = select(ranked.c.team_id, ranked.c.channel, ranked.c.last_error).where(ranked.c.age == 1)
        return {(team, channel): error for team, channel, error in self._session.execute(query)}

    def _dead(self) -> dict[_Place, tuple[datetime, str]]:
        rows = self._session.scalars(select(DeadChannelRow))
        return {(row.team_id, row.channel): (row.since, row.reason) for row in rows}
