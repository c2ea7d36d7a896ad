"""The verbs of dead channels: keep what is written for them, try again now and then, drop what is too old."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, exists, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.models.dead_channels import DeadChannelRow
from storage.models.outbox import LastOutcome, OutboxRank, OutboxRow, OutboxState
from storage.repositories.outbox_queue import DOUBTS, is_kept_from_readers, is_parked
from storage.repositories.statements import changed, insert_unless_known

_KEPT = aliased(OutboxRow)
_IS_PARKED = is_parked(OutboxRow)
_IS_DEAD = (
    select(col(DeadChannelRow.channel))
    .where(
        col(DeadChannelRow.team_id) == bindparam("team_id"),
        col(DeadChannelRow.channel) == bindparam("channel"),
    )
    .with_for_update(read=True)
)
"""Asked with each message that is written; made once, since making it takes longer than running it.

Whoever mends the channel waits for those who asked: what they keep for it is let go on, too.
"""


def _is_tried_by_itself() -> ColumnElement[bool]:
    """Whether it is due again; where all of the channel is dead, that is tried instead."""
    dead = exists().where(
        col(DeadChannelRow.team_id) == OutboxRow.team_id, col(DeadChannelRow.channel) == OutboxRow.channel
    )
    due = col(OutboxRow.not_before) <= bindparam("now")
    return and_(_IS_PARKED, due, col(OutboxRow.folded_into).is_(None), ~dead)


def _is_over() -> tuple[ColumnElement[bool], ...]:
    """Whether it is kept, and of no use any more."""
    is_timely = col(OutboxRow.rank) == OutboxRank.TIMELY
    return _IS_PARKED, is_timely, col(OutboxRow.ts) == "", col(OutboxRow.created_at) < bindparam("over")


WORK_IS_DUE = select(
    or_(
        exists().where(
            or_(
                col(DeadChannelRow.tell_at) <= bindparam("now"),
                col(DeadChannelRow.try_again_at) <= bindparam("now"),
            )
        ),
        exists().where(_IS_PARKED, col(OutboxRow.pending_since) < bindparam("kept_since")),
        exists().where(_is_tried_by_itself()),
        exists().where(*_is_over()),
    )
)
"""Asked every second, for `now`, `kept_since` and `over`; made once likewise."""
_TRIED_BY_ITSELF = (
    select(OutboxRow.id, OutboxRow.team_id, OutboxRow.channel)
    .where(_is_tried_by_itself())
    .order_by(col(OutboxRow.not_before), col(OutboxRow.seq))
    .limit(1)
    .with_for_update(skip_locked=True, of=OutboxRow)
)


@dataclass(frozen=True)
class Kept:
    """Messages that were kept for a channel; `responsible_id` is of the first one that has one."""

    team_id: str
    channel: str
    reason: str
    since: datetime
    count: int
    responsible_id: str


class DeadChannelRepository:
    """The channels that cannot be posted in, and the messages that are kept for them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, team_id: str, channel: str) -> DeadChannelRow | None:
        """What is known of a channel that cannot be posted in; None when it can, as far as is known."""
        return self._session.scalars(select(DeadChannelRow).where(*_row(team_id, channel))).first()

    def is_dead(self, team_id: str, channel: str) -> bool:
        """Whether a channel cannot be posted in, as far as is known."""
        return self._session.scalar(_IS_DEAD, {"team_id": team_id, "channel": channel}) is not None

    def mark(self, team_id: str, channel: str, now: datetime, *, reason: str, try_again_at: datetime) -> None:
        """Say that a channel cannot be posted in; when that is news, somebody is to be told."""
        values = {"reason": reason, "try_again_at": try_again_at}
        key = {"team_id": team_id, "channel": channel}
        if not insert_unless_known(self._session, DeadChannelRow, **key, **values, since=now, tell_at=now):
            changed(self._session, update(DeadChannelRow).where(*_row(team_id, channel)).values(values))

    def claim_telling(self, now: datetime, again_at: datetime) -> Kept | None:
        """A channel of which nobody was told yet; unless it is `told` until then, it comes again."""
        query = select(DeadChannelRow).where(col(DeadChannelRow.tell_at) <= now).limit(1)
        dead = self._session.scalars(query.with_for_update(skip_locked=True)).first()
        if dead is None:
            return None
        self._tell_at(dead.team_id, dead.channel, again_at)
        count = self.parked_count(dead.team_id, dead.channel)
        responsible_id = self._responsible_for(*_in(dead.team_id, dead.channel), _IS_PARKED)
        return Kept(dead.team_id, dead.channel, dead.reason, dead.since, count, responsible_id)

    def told(self, team_id: str, channel: str) -> None:
        """Somebody was told of it."""
        self._tell_at(team_id, channel, None)

    def park(self, team_id: str, channel: str, now: datetime, error: str) -> int:
        """Park all that nobody holds at the moment in a channel; how many."""
        statement = update(OutboxRow).where(
            *_in(team_id, channel),
            col(OutboxRow.state).in_((OutboxState.PENDING, OutboxState.FOLDED)),
            or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= now),
        )
        values = {"state": OutboxState.PARKED, "last_error": error, "updated_at": now}
        return changed(self._session, statement.values(values))

    def mended(self, team_id: str, channel: str, now: datetime) -> int:
        """The channel can be posted in again: let what was kept go on, in its order; how many."""
        changed(self._session, delete(DeadChannelRow).where(*_row(team_id, channel)))
        return self._unpark(now, *_in(team_id, channel))

    def parked_count(self, team_id: str, channel: str) -> int:
        """How many messages of a channel are kept."""
        query = select(func.count()).where(*_in(team_id, channel), _IS_PARKED)
        return self._session.scalars(query).one()

    def try_all_soon(self, now: datetime, team_id: str = "") -> None:
        """Have every dead channel, or those of one workspace, tried again at once; somebody may have mended them."""
        theirs = (col(DeadChannelRow.team_id) == team_id,) if team_id else ()
        changed(self._session, update(DeadChannelRow).where(*theirs).values(try_again_at=now))

    def work_is_due(self, now: datetime, kept_since: datetime, of_use_since: datetime) -> bool:
        """Whether somebody is to be told, something to be tried again, or was kept for too long."""
        terms = {"now": now, "kept_since": kept_since, "over": of_use_since}
        return bool(self._session.connection().scalar(WORK_IS_DUE, terms))

    def expire(self, of_use_since: datetime, now: datetime, note: str) -> int:
        """Give up what was kept until it is of no use any more; how many."""
        values = {"state": OutboxState.DEAD, "last_error": note, "updated_at": now}
        statement = update(OutboxRow).where(*_is_over()).values(values)
        return changed(self._session, statement, {"over": of_use_since})

    def try_one(self, now: datetime, again_at: datetime) -> bool:
        """Let the first messages of a dead channel try their luck; False when no channel is due for that."""
        query = select(DeadChannelRow).where(col(DeadChannelRow.try_again_at) <= now).limit(1)
        dead = self._session.scalars(query.with_for_update(skip_locked=True)).first()
        if dead is None:
            return False
        where = _row(dead.team_id, dead.channel)
        changed(self._session, update(DeadChannelRow).where(*where).values(try_again_at=again_at))
        parked = (*_in(dead.team_id, dead.channel), _IS_PARKED)
        in_order = (col(OutboxRow.rank), col(OutboxRow.seq))
        in_doubt = col(OutboxRow.last_outcome).in_(DOUBTS)
        first = select(*in_order).where(*parked, col(OutboxRow.folded_into).is_(None)).limit(1)
        # What is in doubt goes before, so as to keep its place; but it may never be found, and proves nothing.
        tried = self._session.execute(first.order_by(in_doubt, *in_order)).first()
        if tried is not None:
            before = or_(in_order[0] < tried[0], and_(in_order[0] == tried[0], in_order[1] <= tried[1]))
            ids = list(self._session.scalars(select(OutboxRow.id).where(*parked, before)))
            theirs = or_(col(OutboxRow.id).in_(ids), col(OutboxRow.folded_into).in_(ids))
            self._unpark(now, theirs, afresh=False)
        return True

    def try_message(self, now: datetime) -> bool:
        """Let a message of a channel that is not dead try its luck by itself; False when none is due for that.

        What is kept because of who reads the channel tries it together, and so in its order.
        """
        due = self._session.execute(_TRIED_BY_ITSELF, {"now": now}).first()
        if due is None:
            return False
        self._unpark(
            now, or_(col(OutboxRow.id) == due.id, col(OutboxRow.folded_into) == due.id), afresh=False
        )
        self.let_go(due.team_id, due.channel, now)
        return True

    def let_go(self, team_id: str, channel: str, now: datetime) -> int:
        """Have all tried again that is kept because of who reads a channel, in its order; how many."""
        kept = select(col(_KEPT.id)).where(
            col(_KEPT.team_id) == team_id, col(_KEPT.channel) == channel, is_kept_from_readers(_KEPT)
        )
        theirs = or_(col(OutboxRow.id).in_(kept), col(OutboxRow.folded_into).in_(kept))
        return self._unpark(now, theirs, afresh=False)

    def drop(self, kept_since: datetime, now: datetime, note: str) -> Kept | None:
        """Give up what one channel has kept since before then; None when there is nothing.

        What is younger, and was to be told in such a message, is kept by itself; not where it may have been told.
        """
        too_old = (_IS_PARKED, col(OutboxRow.pending_since) < kept_since)
        query = select(OutboxRow).where(*too_old).order_by(col(OutboxRow.pending_since)).limit(1)
        oldest = self._session.scalars(query).first()
        if oldest is None:
            return None
        team_id, channel = oldest.team_id, oldest.channel
        responsible_id = self._responsible_for(*too_old, *_in(team_id, channel))
        given_up, in_doubt = select(OutboxRow.id).where(*too_old), col(OutboxRow.last_outcome).in_(DOUBTS)
        others = _told_in(given_up.where(~in_doubt))
        changed(self._session, update(OutboxRow).where(_IS_PARKED, others).values(folded_into=None))
        which = or_(and_(*too_old), _told_in(given_up.where(in_doubt)))
        statement = update(OutboxRow).where(_IS_PARKED, *_in(team_id, channel), which)
        values = {"state": OutboxState.DEAD, "last_error": note, "updated_at": now}
        count = changed(self._session, statement.values(values))
        return Kept(team_id, channel, oldest.last_error, oldest.pending_since, count, responsible_id)

    def _tell_at(self, team_id: str, channel: str, moment: datetime | None) -> None:
        statement = update(DeadChannelRow).where(*_row(team_id, channel))
        changed(self._session, statement.values(tell_at=moment))

    def _responsible_for(self, *which: ColumnElement[bool]) -> str:
        query = select(OutboxRow.responsible_id).where(*which, col(OutboxRow.responsible_id) != "")
        return self._session.scalars(query.order_by(col(OutboxRow.seq)).limit(1)).first() or ""

    def _unpark(self, now: datetime, *which: ColumnElement[bool], afresh: bool = True) -> int:
        told_elsewhere = col(OutboxRow.folded_into).is_not(None)
        values: dict[str, Any] = {
            "state": case((told_elsewhere, OutboxState.FOLDED), else_=OutboxState.PENDING),
            "attempt": 0,
            "not_before": None,
            "updated_at": now,
        }
        if afresh:
            values["pending_since"] = now
        # The first try begins anew, unless the message may be in Slack already and has to be looked for.
        maybe_posted = col(OutboxRow.last_outcome).in_((LastOutcome.UNKNOWN, LastOutcome.CLAIMED))
        first_try = case((maybe_posted, col(OutboxRow.first_try_at)), else_=None)
        statement = update(OutboxRow).where(_IS_PARKED, *which)
        return changed(self._session, statement.values(values | {"first_try_at": first_try}))


def _told_in(carriers: SelectOfScalar[str]) -> ColumnElement[bool]:
    return col(OutboxRow.folded_into).in_(carriers)


def _in(team_id: str, channel: str) -> tuple[ColumnElement[bool], ...]:
    return col(OutboxRow.team_id) == team_id, col(OutboxRow.channel) == channel


def _row(team_id: str, channel: str) -> tuple[ColumnElement[bool], ...]:
    return col(DeadChannelRow.team_id) == team_id, col(DeadChannelRow.channel) == channel
