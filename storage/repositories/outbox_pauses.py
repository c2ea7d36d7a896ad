"""The verbs of pauses: Slack has asked to wait with a method, and every sender does."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from storage.models.outbox_pauses import OutboxPauseRow
from storage.repositories.statements import changed, insert_unless_known


class OutboxPauseRepository:
    """Until when which method is not called."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, team_id: str, method: str, channel: str, until: datetime, now: datetime) -> None:
        """Wait with this method until then, for one channel or, where it is empty, in the workspace."""
        changed(self._session, delete(OutboxPauseRow).where(col(OutboxPauseRow.until) <= now))
        key = {"team_id": team_id, "method": method, "channel": channel}
        if insert_unless_known(self._session, OutboxPauseRow, **key, until=until):
            return
        row = self._session.get(OutboxPauseRow, key, with_for_update=True, populate_existing=True)
        if row is not None and row.until < until:
            row.until = until

    def paused_channels(self, team_id: str, method: str, now: datetime, *, besides: str) -> int:
        """In how many other channels Slack has asked to wait with this method."""
        query = select(func.count()).where(
            col(OutboxPauseRow.team_id) == team_id,
            col(OutboxPauseRow.method) == method,
            col(OutboxPauseRow.channel).not_in(("", besides)),
            col(OutboxPauseRow.until) > now,
        )
        return self._session.scalar(query) or 0
