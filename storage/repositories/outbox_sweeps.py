"""The verbs of the sweep: messages that may stand in Slack twice are looked at once more, later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from storage.models.outbox import OutboxRow
from storage.repositories.outbox_queue import NEXT_TO_SWEEP, thread_ts_of
from storage.repositories.statements import changed


@dataclass(frozen=True)
class Sweep:
    """A message to look for: the copy with `ts` stays, any other goes."""

    id: str
    team_id: str
    channel_id: str
    ts: str
    thread_ts: str
    first_try_at: datetime
    marker: datetime
    """What `sweep_after` was set to for this sweep; a later request to sweep has another one."""


class OutboxSweepRepository:
    """Messages that may have a second copy."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(self, id: str, after: datetime) -> None:
        """Have this message looked at after then, by whoever comes."""
        changed(self._session, update(OutboxRow).where(col(OutboxRow.id) == id).values(sweep_after=after))

    def claim(self, now: datetime, lease: timedelta) -> Sweep | None:
        """The next message to look at; unless it is finished within the lease, somebody else looks again."""
        row = self._session.scalars(NEXT_TO_SWEEP, {"now": now}).first()
        if row is None:
            return None
        thread_ts = self._session.scalar(thread_ts_of(row)) if row.thread_key else ""
        self.ask(row.id, now + lease)
        return Sweep(
            id=row.id,
            team_id=row.team_id,
            channel_id=row.channel_id,
            ts=row.ts,
            thread_ts=thread_ts or "",
            first_try_at=row.first_try_at or row.created_at,
            marker=now + lease,
        )

    def finish(self, sweep: Sweep) -> bool:
        """It was looked at; False when it was asked for again in the meantime."""
        statement = update(OutboxRow).where(
            col(OutboxRow.id) == sweep.id, col(OutboxRow.sweep_after) == sweep.marker
        )
        return changed(self._session, statement.values(sweep_after=None)) == 1
