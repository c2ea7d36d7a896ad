"""Which message may be delivered next, as conditions of a query."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.models.outbox import OutboxRow, OutboxState

# Other rows of the same table. Made once: each copies all columns, which takes longer than the query.
_BEGINNING, _EARLIER, _SPOKEN = (aliased(OutboxRow) for _ in range(3))


def in_front() -> tuple[ColumnElement[bool], ...]:
    """What must be true of a message that is the next of its channel."""
    return (
        col(OutboxRow.state) == OutboxState.PENDING,
        ~_waits_for_its_thread(OutboxRow),
        ~_has_an_earlier_one_before_it(),
    )


def deliverable(now: datetime, pace: timedelta) -> tuple[ColumnElement[bool], ...]:
    """What must be true of a message that is delivered now."""
    return (
        *in_front(),
        or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= now),
        or_(col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before) <= now),
        ~_channel_spoke_after(now - pace),
    )


def thread_ts_of(row: OutboxRow) -> Select[str]:
    """The ts of the message whose thread this one joins; nothing when that one never came to be."""
    return select(col(OutboxRow.ts)).where(
        col(OutboxRow.team_id) == row.team_id,
        col(OutboxRow.channel) == row.channel,
        col(OutboxRow.dedupe_key) == row.thread_key,
    )


def _waits_for_its_thread(row: Any) -> ColumnElement[bool]:
    """Whether the message that begins the thread is still to come.

    When that one is dead or was never written, the answer is posted by itself: told without its place is
    better than not told. An edit waits for nothing.
    """
    still_to_come = exists().where(
        col(_BEGINNING.team_id) == row.team_id,
        _BEGINNING.channel == row.channel,
        _BEGINNING.dedupe_key == row.thread_key,
        col(_BEGINNING.ts) == "",
        col(_BEGINNING.state).in_((OutboxState.PENDING, OutboxState.PARKED)),
    )
    return and_(row.ts == "", col(row.thread_key).is_not(None), still_to_come)


def _has_an_earlier_one_before_it() -> ColumnElement[bool]:
    """Whether the channel has an older message to deliver first; what waits for its thread steps aside."""
    return exists().where(
        col(_EARLIER.state) == OutboxState.PENDING,
        col(_EARLIER.team_id) == OutboxRow.team_id,
        col(_EARLIER.channel) == OutboxRow.channel,
        col(_EARLIER.seq) < col(OutboxRow.seq),
        ~_waits_for_its_thread(_EARLIER),
    )


def _channel_spoke_after(moment: datetime) -> ColumnElement[bool]:
    """Whether something was posted or edited in the channel after then."""
    return exists().where(
        col(_SPOKEN.team_id) == OutboxRow.team_id,
        col(_SPOKEN.channel) == OutboxRow.channel,
        col(_SPOKEN.tried_at) > moment,
    )
