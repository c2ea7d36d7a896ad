"""Which message may be delivered next, as conditions of a query."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, literal, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.models.outbox import LastOutcome, OutboxRow, OutboxState
from storage.models.outbox_pauses import OutboxPauseRow

POST, UPDATE = "chat.postMessage", "chat.update"
LOOK_UPS = "conversations."
"""What the methods begin with by which a message is looked for."""
DOUBTS = (LastOutcome.CLAIMED, LastOutcome.UNKNOWN)
"""After these it may be in Slack already, so it is looked for before it is posted."""
_TO_COME = (OutboxState.PENDING, OutboxState.PARKED, OutboxState.FOLDED)

# Other rows of the same table. Made once: each copies all columns, which takes longer than the query.
_BEGINNING, _EARLIER, _SPOKEN, _HELD = (aliased(OutboxRow) for _ in range(4))


def is_in(row: Any, state: OutboxState) -> ColumnElement[bool]:
    """Whether a row is in this state, said so that SQLite sees which of the partial indexes it may use."""
    return col(row.state) == literal(str(state), literal_execute=True)


def in_front() -> tuple[ColumnElement[bool], ...]:
    """What must be true of a message that is the next of its channel.

    An edit is nobody's predecessor and has none: what stands in Slack keeps its place.
    """
    return (
        is_in(OutboxRow, OutboxState.PENDING),
        or_(
            col(OutboxRow.ts) != "",
            and_(~_waits_for_its_thread(OutboxRow), ~_has_an_earlier_one_before_it()),
        ),
    )


def deliverable(now: datetime, pace: timedelta) -> tuple[ColumnElement[bool], ...]:
    """What must be true of a message that is delivered now."""
    return (
        *in_front(),
        or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= now),
        or_(col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before) <= now),
        ~_somebody_is_at_the_channel(now),
        ~_channel_spoke_after(now - pace),
        ~_is_paused(now),
    )


def thread_ts_of(row: OutboxRow) -> Select[str]:
    """The ts of the message whose thread this one joins; nothing when that one never came to be."""
    return select(col(OutboxRow.ts)).where(
        col(OutboxRow.team_id) == row.team_id,
        col(OutboxRow.channel) == row.channel,
        col(OutboxRow.dedupe_key) == row.thread_key,
    )


def may_not_be_looked_for(now: datetime) -> ColumnElement[bool]:
    """Whether Slack has asked not to be asked for history."""
    return exists().where(
        col(OutboxPauseRow.team_id) == OutboxRow.team_id,
        col(OutboxPauseRow.method).startswith(LOOK_UPS),
        col(OutboxPauseRow.channel).in_(("", col(OutboxRow.channel))),
        col(OutboxPauseRow.until) > now,
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
        col(_BEGINNING.state).in_(_TO_COME),
    )
    return and_(row.ts == "", col(row.thread_key).is_not(None), still_to_come)


def _has_an_earlier_one_before_it() -> ColumnElement[bool]:
    """Whether the channel has another message to post first; what waits for its thread steps aside."""
    earlier = tuple_(col(_EARLIER.rank), col(_EARLIER.seq))
    return exists().where(
        is_in(_EARLIER, OutboxState.PENDING),
        col(_EARLIER.team_id) == OutboxRow.team_id,
        col(_EARLIER.channel) == OutboxRow.channel,
        earlier < tuple_(col(OutboxRow.rank), col(OutboxRow.seq)),
        col(_EARLIER.ts) == "",
        ~_waits_for_its_thread(_EARLIER),
    )


def _somebody_is_at_the_channel(now: datetime) -> ColumnElement[bool]:
    """Whether a message of the channel is being posted or edited at the moment."""
    return exists().where(
        col(_HELD.owner) != literal("", literal_execute=True),
        col(_HELD.team_id) == OutboxRow.team_id,
        col(_HELD.channel) == OutboxRow.channel,
        col(_HELD.lease_until) > now,
    )


def _channel_spoke_after(moment: datetime) -> ColumnElement[bool]:
    """Whether something was posted or edited in the channel after then."""
    return exists().where(
        col(_SPOKEN.team_id) == OutboxRow.team_id,
        col(_SPOKEN.channel) == OutboxRow.channel,
        col(_SPOKEN.tried_at) > moment,
    )


def _is_paused(now: datetime) -> ColumnElement[bool]:
    """Whether Slack has asked to wait with what the message needs next."""
    method = case((col(OutboxRow.ts) != "", UPDATE), else_=POST)
    in_doubt = and_(col(OutboxRow.ts) == "", col(OutboxRow.last_outcome).in_(DOUBTS))
    return exists().where(
        col(OutboxPauseRow.team_id) == OutboxRow.team_id,
        col(OutboxPauseRow.channel).in_(("", col(OutboxRow.channel))),
        col(OutboxPauseRow.until) > now,
        or_(
            col(OutboxPauseRow.method) == method,
            and_(in_doubt, col(OutboxPauseRow.method).startswith(LOOK_UPS)),
        ),
    )
