"""What there is to do in the outbox, told in one statement each: senders ask every second, and take no lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage.models.outbox import OutboxRank, OutboxRow
from storage.repositories.dead_channels import WORK_IS_DUE
from storage.repositories.outbox_queue import DELIVERABLE, NEXT_DUE, terms_of

# Made once: making a query takes longer than running it.
_NEXT_SWEEP = select(func.min(OutboxRow.sweep_after)).where(col(OutboxRow.ts) != "").scalar_subquery()
_DUE = select(DELIVERABLE.exists(), _NEXT_SWEEP, WORK_IS_DUE.scalar_subquery())
_SOONEST = select(NEXT_DUE.scalar_subquery(), _NEXT_SWEEP)


@dataclass(frozen=True)
class Glance:
    """What seems to be due; another sender may be faster."""

    delivery: bool
    sweep: bool
    dead_channel: bool


class OutboxGlanceRepository:
    """Looks at the outbox as a whole."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def at(
        self,
        now: datetime,
        pace: timedelta,
        rank: OutboxRank,
        *,
        kept_since: datetime,
        of_use_since: datetime,
    ) -> Glance:
        """What is due now, of messages that are at least of this rank."""
        kept = {"kept_since": kept_since, "over": of_use_since}
        delivery, sweep_at, dead_channel = self._ask(_DUE, terms_of(now, pace, rank) | kept)
        return Glance(bool(delivery), sweep_at is not None and sweep_at <= now, bool(dead_channel))

    def soonest(self, now: datetime) -> datetime | None:
        """The earliest moment at which a delivery or a sweep may be due; None when none waits."""
        delivery_at, sweep_at = self._ask(_SOONEST, {})
        dues = [None if delivery_at is None else max(delivery_at, now), sweep_at]
        return min((due for due in dues if due is not None), default=None)

    def _ask(self, query: Any, terms: dict[str, Any]) -> Any:
        # Not by way of the session: it would look for rows of its own in the answer.
        return self._session.connection().execute(query, terms).one()
