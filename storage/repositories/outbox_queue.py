"""Which message may be delivered next, as conditions of a query."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.models.outbox import OutboxRow, OutboxState


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
    beginning = aliased(OutboxRow)
    still_to_come = exists().where(
        col(beginning.team_id) == row.team_id,
        beginning.channel == row.channel,
        beginning.dedupe_key == row.thread_key,
        col(beginning.ts) == "",
        col(beginning.state).in_((OutboxState.PENDING, OutboxState.PARKED)),
    )
    return and_(row.ts == "", col(row.thread_key).is_not(None), still_to_come)


def _has_an_earlier_one_before_it() -> ColumnElement[bool]:
    """Whether the channel has an older message to deliver first; what waits for its thread steps aside."""
    earlier = aliased(OutboxRow)
    return exists().where(
        col(earlier.state) == OutboxState.PENDING,
        col(earlier.team_id) == OutboxRow.team_id,
        col(earlier.channel) == OutboxRow.channel,
        col(earlier.seq) < col(OutboxRow.seq),
        ~_waits_for_its_thread(earlier),
    )


def _channel_spoke_after(moment: datetime) -> ColumnElement[bool]:
    """Whether something was posted or edited in the channel after then."""
    spoken = aliased(OutboxRow)
    return exists().where(
        col(spoken.team_id) == OutboxRow.team_id,
        col(spoken.channel) == OutboxRow.channel,
        col(spoken.tried_at) > moment,
    )
