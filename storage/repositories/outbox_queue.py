"""Which message may be delivered next, as queries that are made once: making one takes longer than running it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.models.outbox import LastOutcome, OutboxRank, OutboxRow, OutboxState
from storage.models.outbox_pauses import OutboxPauseRow

POST, UPDATE = "chat.postMessage", "chat.update"
LOOK_UPS = "conversations."
"""What the methods begin with by which a message is looked for."""
DOUBTS = (LastOutcome.CLAIMED, LastOutcome.UNKNOWN)
"""After these it may be in Slack already, so it is looked for before it is posted."""
_TO_COME = (OutboxState.PENDING, OutboxState.PARKED, OutboxState.FOLDED)

# Other rows of the same table.
_BEGINNING, _SPOKEN, _HELD, _EDITED, _FIRST, _PLACE, _FOLLOWING = (aliased(OutboxRow) for _ in range(7))
_NOW: Any = bindparam("now")
_ONE: Any = literal_column("1")


def is_in(row: Any, state: OutboxState) -> ColumnElement[bool]:
    """Whether a row is in this state, said so that SQLite sees which of the partial indexes it may use."""
    said: ColumnElement[bool] = col(row.state) == _literal(state)
    return said


def terms_of(now: datetime, pace: timedelta, rank: OutboxRank) -> dict[str, Any]:
    """What the queries ask for: messages that are at least of this rank, in channels that were silent for the pace."""
    return {"now": now, "spoke_after": now - pace, "rank": rank}


def thread_ts_of(row: OutboxRow) -> Select[str]:
    """The ts of the message whose thread this one joins; nothing when that one never came to be."""
    return select(col(OutboxRow.ts)).where(
        col(OutboxRow.team_id) == row.team_id,
        col(OutboxRow.channel) == row.channel,
        col(OutboxRow.dedupe_key) == row.thread_key,
    )


def _literal(text: str) -> Any:
    # Words of ours. A parameter that is written out would be written anew each time that the query runs.
    return literal_column(f"'{text}'")


def _literals(texts: Iterable[str]) -> list[Any]:
    return [_literal(text) for text in texts]


def _in_front() -> ColumnElement[bool]:
    """What must be true of a message that is the next of its channel.

    That is one post of each channel. An edit is nobody's predecessor and has none: what stands in Slack
    keeps its place.
    """
    edits = select(col(_EDITED.seq)).where(
        is_in(_EDITED, OutboxState.PENDING), col(_EDITED.ts) != _literal("")
    )
    return col(OutboxRow.seq).in_(union_all(edits, _next_posts()))


def _waits_for_its_thread(row: Any) -> ColumnElement[bool]:
    """Whether the message that begins the thread is still to come.

    When that one is dead or was never written, the answer is posted by itself: told without its place is
    better than not told.
    """
    still_to_come = exists().where(
        col(_BEGINNING.team_id) == row.team_id,
        _BEGINNING.channel == row.channel,
        _BEGINNING.dedupe_key == row.thread_key,
        col(_BEGINNING.ts) == _literal(""),
        col(_BEGINNING.state).in_(_literals(_TO_COME)),
    )
    return and_(col(row.thread_key).is_not(None), still_to_come)


def _next_posts() -> Select[Any]:
    """The first message to post of each channel; what waits for its thread steps aside."""
    places = _places()
    first = (
        select(col(_FIRST.seq))
        .where(
            is_in(_FIRST, OutboxState.PENDING),
            col(_FIRST.team_id) == places.c.team_id,
            col(_FIRST.channel) == places.c.channel,
            col(_FIRST.ts) == _literal(""),
            ~_waits_for_its_thread(_FIRST),
        )
        .order_by(col(_FIRST.rank), col(_FIRST.seq))
        .limit(_ONE)
    )
    return select(first.correlate(places).scalar_subquery()).select_from(places)


def _places() -> CTE:
    """The channels that have messages to deliver, found by jumping through the index from one to the next.

    So a long queue costs no more than a short one: only as much as there are channels.
    """
    team, channel = col(_PLACE.team_id), col(_PLACE.channel)
    pending = select(col(_PLACE.seq)).where(is_in(_PLACE, OutboxState.PENDING))
    beginning = select(team, channel).where(is_in(_PLACE, OutboxState.PENDING)).order_by(team, channel)
    first = beginning.limit(_ONE).subquery()
    places = select(first.c.team_id, first.c.channel).cte("place", recursive=True)
    in_team = pending.where(team == places.c.team_id, channel > places.c.channel).order_by(channel)
    beyond = pending.where(team > places.c.team_id).order_by(team, channel)
    following = func.coalesce(
        *(each.limit(_ONE).correlate(places).scalar_subquery() for each in (in_team, beyond))
    )
    step = select(col(_FOLLOWING.team_id), col(_FOLLOWING.channel)).select_from(places)
    return places.union_all(step.join(_FOLLOWING, col(_FOLLOWING.seq) == following))


def _somebody_is_at_the_channel() -> ColumnElement[bool]:
    """Whether a message of the channel is being posted or edited at the moment."""
    return exists().where(
        col(_HELD.owner) != _literal(""),
        col(_HELD.team_id) == OutboxRow.team_id,
        col(_HELD.channel) == OutboxRow.channel,
        col(_HELD.lease_until) > _NOW,
    )


def _channel_spoke_lately() -> ColumnElement[bool]:
    """Whether something was posted or edited in the channel within its pace."""
    return exists().where(
        col(_SPOKEN.team_id) == OutboxRow.team_id,
        col(_SPOKEN.channel) == OutboxRow.channel,
        col(_SPOKEN.tried_at) > bindparam("spoke_after"),
    )


def _is_paused() -> ColumnElement[bool]:
    """Whether Slack has asked to wait with what the message needs next."""
    method = case((col(OutboxRow.ts) != _literal(""), _literal(UPDATE)), else_=_literal(POST))
    in_doubt = and_(col(OutboxRow.ts) == _literal(""), col(OutboxRow.last_outcome).in_(_literals(DOUBTS)))
    return exists().where(
        col(OutboxPauseRow.team_id) == OutboxRow.team_id,
        col(OutboxPauseRow.channel).in_((_literal(""), col(OutboxRow.channel))),
        col(OutboxPauseRow.until) > _NOW,
        or_(
            col(OutboxPauseRow.method) == method,
            and_(in_doubt, col(OutboxPauseRow.method).startswith(LOOK_UPS)),
        ),
    )


def _may_be_looked_for() -> ColumnElement[bool]:
    """Whether Slack has not asked to wait with reading the channel."""
    return ~exists().where(
        col(OutboxPauseRow.team_id) == OutboxRow.team_id,
        col(OutboxPauseRow.method).startswith(LOOK_UPS),
        col(OutboxPauseRow.channel).in_((_literal(""), col(OutboxRow.channel))),
        col(OutboxPauseRow.until) > _NOW,
    )


def is_parked(row: Any) -> ColumnElement[bool]:
    """Whether a row is kept, said so that it is found by the index of what was not sent."""
    return and_(is_in(row, OutboxState.PARKED), ~is_in(row, OutboxState.SENT))


def is_kept_from_readers(row: Any) -> ColumnElement[bool]:
    """Whether a message that certainly does not stand waits for other readers of its channel."""
    is_tried_again = col(row.not_before).is_not(None)
    return and_(
        is_parked(row),
        col(row.ts) == _literal(""),
        is_tried_again,
        col(row.last_outcome).not_in(_literals(DOUBTS)),
    )


KEPT_BEFORE = (
    select(col(OutboxRow.seq))
    .where(
        is_kept_from_readers(OutboxRow),
        col(OutboxRow.team_id) == bindparam("team_id"),
        col(OutboxRow.channel) == bindparam("channel"),
        tuple_(col(OutboxRow.rank), col(OutboxRow.seq)) < tuple_(bindparam("rank"), bindparam("seq")),
    )
    .limit(_ONE)
)
"""Whether something is kept that was to be posted before; asks for its channel, its `rank` and its `seq`."""

_DELIVERABLE = (
    _in_front(),
    # Of a row that changed while it was being locked, PostgreSQL looks anew only at what is said of itself.
    is_in(OutboxRow, OutboxState.PENDING),
    or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= _NOW),
    or_(col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before) <= _NOW),
    ~_somebody_is_at_the_channel(),
    ~_channel_spoke_lately(),
    ~_is_paused(),
    col(OutboxRow.rank) <= bindparam("rank"),
)

DELIVERABLE = select(col(OutboxRow.seq)).where(*_DELIVERABLE).limit(_ONE)
"""Whether something may be delivered; asks for `terms_of` a moment."""

NEXT_TO_DELIVER = (
    select(OutboxRow)
    .where(*_DELIVERABLE)
    .order_by(col(OutboxRow.rank), col(OutboxRow.seq))
    .limit(_ONE)
    .with_for_update(skip_locked=True, of=OutboxRow)
)
"""The message to deliver now; asks for the same."""

NEXT_DUE = select(
    func.min(func.coalesce(OutboxRow.lease_until, OutboxRow.not_before, OutboxRow.created_at))
).where(_in_front())
"""The earliest moment at which anything may be deliverable."""

NEXT_TO_SWEEP = (
    select(OutboxRow)
    .where(col(OutboxRow.sweep_after) <= _NOW, col(OutboxRow.ts) != "", _may_be_looked_for())
    .order_by(col(OutboxRow.sweep_after))
    .limit(_ONE)
    .with_for_update(skip_locked=True)
)
"""The message to look at once more; asks for `now`."""
