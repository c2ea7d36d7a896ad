"""The verbs of the outbox: write or revise a message, claim the next one, record how it went."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_row

from storage.models.outbox import LastOutcome, OutboxRow, OutboxState
from storage.repositories.outbox_queue import deliverable, in_front, thread_ts_of
from storage.repositories.outbox_values import Claim, Lag, NewMessage
from storage.repositories.statements import changed, insert_unless_known, storable


class OutboxRepository:
    """The messages, by the key of the fact that they tell."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def enqueue_or_revise(self, message: NewMessage, now: datetime) -> bool:
        """Write a message, or change what it should look like; False when it is already meant to be so.

        A message stays in the channel and thread where it was first written.
        """
        blocks, text = json.loads(json.dumps(list(message.blocks))), storable(message.text)
        if insert_unless_known(
            self._session,
            OutboxRow,
            id=uuid.uuid4().hex,
            **vars(message) | {"blocks": blocks},
            created_at=now,
            updated_at=now,
            pending_since=now,
        ):
            return True
        query = select_row(OutboxRow).where(
            col(OutboxRow.team_id) == message.team_id, col(OutboxRow.dedupe_key) == message.dedupe_key
        )
        row = self._session.scalars(query.with_for_update()).one()
        if row.text == text and row.blocks == blocks:
            return False
        # A parked message stays parked: its channel is still dead. A dead one gets another chance.
        wakes = row.state in {OutboxState.SENT, OutboxState.DEAD}
        afresh = {"state": OutboxState.PENDING, "attempt": 0, "not_before": None, "pending_since": now}
        values = {"text": text, "blocks": blocks, "revision": row.revision + 1, "updated_at": now}
        changed(
            self._session,
            update(OutboxRow).where(col(OutboxRow.id) == row.id).values(values | (afresh if wakes else {})),
        )
        return True

    def get(self, team_id: str, dedupe_key: str) -> OutboxRow | None:
        """The message of this key."""
        query = select_row(OutboxRow).where(
            col(OutboxRow.team_id) == team_id, col(OutboxRow.dedupe_key) == dedupe_key
        )
        return self._session.scalars(query).first()

    def claim_next(self, now: datetime, owner: str, lease: timedelta, pace: timedelta) -> Claim | None:
        """Claim the oldest message that may be delivered now, for as long as the lease; None without one.

        Within a channel messages go in the order of writing, one at a time, `pace` apart; a message that
        joins a thread waits until the thread has begun. The claim counts as an attempt whose outcome is
        not known, until it is recorded.
        """
        query = select_row(OutboxRow).where(*deliverable(now, pace)).order_by(col(OutboxRow.seq)).limit(1)
        row = self._session.scalars(query.with_for_update(skip_locked=True, of=OutboxRow)).first()
        if row is None:
            return None
        claim = Claim(
            id=row.id,
            team_id=row.team_id,
            dedupe_key=row.dedupe_key,
            channel=row.channel,
            text=row.text,
            blocks=tuple(row.blocks),
            revision=row.revision,
            channel_id=row.channel_id,
            ts=row.ts,
            thread_ts=self._session.scalar(thread_ts_of(row)) or "" if row.thread_key else "",
            attempt=row.attempt + 1,
            first_try_at=row.first_try_at or now,
            previous_outcome=LastOutcome(row.last_outcome),
            owner=owner,
            fencing=row.fencing + 1,
            lease_until=now + lease,
        )
        values = {
            "owner": owner,
            "lease_until": claim.lease_until,
            "attempt": claim.attempt,
            "fencing": claim.fencing,
            "first_try_at": claim.first_try_at,
            "last_outcome": LastOutcome.CLAIMED,
        }
        changed(self._session, update(OutboxRow).where(col(OutboxRow.id) == row.id).values(values))
        return claim

    def record_sent(
        self, claim: Claim, now: datetime, *, channel_id: str, ts: str, sweep_after: datetime | None = None
    ) -> bool:
        """It stands in Slack as it was claimed; if it was revised since, it is due again as an edit."""
        values: dict[str, Any] = {
            "state": case(
                (col(OutboxRow.revision) > claim.revision, OutboxState.PENDING), else_=OutboxState.SENT
            ),
            "sent_revision": claim.revision,
            "pending_since": now,
            "channel_id": channel_id,
            "ts": ts,
            "tried_at": now,
            "not_before": None,
            "attempt": 0,
            "last_outcome": LastOutcome.OK,
            "last_error": "",
        }
        if sweep_after is not None:
            values["sweep_after"] = sweep_after
        return self._record(claim, now, values)

    def record_found(
        self, claim: Claim, now: datetime, *, channel_id: str, ts: str, sweep_after: datetime
    ) -> bool:
        """It was found in Slack, in a form that may be an older one: it is due again at once, as an edit."""
        values = {
            "channel_id": channel_id,
            "ts": ts,
            "attempt": 0,
            "not_before": None,
            "sweep_after": sweep_after,
            "last_outcome": LastOutcome.OK,
        }
        return self._record(claim, now, values)

    def record_retry(
        self,
        claim: Claim,
        now: datetime,
        outcome: LastOutcome,
        error: str,
        *,
        not_before: datetime | None,
        counts: bool = True,
        post_anew: bool = False,
    ) -> bool:
        """It is to be tried again, not before then; `post_anew` forgets a message that is gone from Slack."""
        values: dict[str, Any] = {
            "not_before": not_before,
            "last_outcome": outcome,
            "last_error": error,
            "attempt": claim.attempt if counts else claim.attempt - 1,
        }
        if outcome in {LastOutcome.UNKNOWN, LastOutcome.RATE_LIMITED}:
            values["tried_at"] = now
        if post_anew:
            values |= {"ts": "", "channel_id": "", "sent_revision": 0, "first_try_at": now}
        return self._record(claim, now, values)

    def record_dead(self, claim: Claim, now: datetime, error: str) -> bool:
        """Slack will never take it."""
        values = {"state": OutboxState.DEAD, "last_outcome": LastOutcome.REFUSED, "last_error": error}
        return self._record(claim, now, values)

    def record_parked(self, claim: Claim, now: datetime, outcome: LastOutcome, error: str) -> bool:
        """It waits for a person to mend the channel."""
        values = {"state": OutboxState.PARKED, "last_outcome": outcome, "last_error": error}
        return self._record(claim, now, values)

    def _record(self, claim: Claim, now: datetime, values: dict[str, Any]) -> bool:
        statement = update(OutboxRow).where(
            col(OutboxRow.id) == claim.id,
            col(OutboxRow.owner) == claim.owner,
            col(OutboxRow.fencing) == claim.fencing,
            col(OutboxRow.state) == OutboxState.PENDING,
        )
        free = {"owner": "", "lease_until": None, "updated_at": now}
        return changed(self._session, statement.values(values | free)) == 1

    def edit_again(self, id: str, now: datetime) -> None:
        """Have a message edited once more, although what it should look like is the same."""
        stands = col(OutboxRow.state) == OutboxState.SENT
        state = case((stands, OutboxState.PENDING), else_=col(OutboxRow.state))
        values = {"revision": col(OutboxRow.revision) + 1, "state": state, "updated_at": now}
        changed(self._session, update(OutboxRow).where(col(OutboxRow.id) == id).values(values))

    def park_channel(self, team_id: str, channel: str, now: datetime, error: str) -> int:
        """Park all that nobody holds at the moment in a dead channel; how many."""
        statement = update(OutboxRow).where(
            col(OutboxRow.team_id) == team_id,
            col(OutboxRow.channel) == channel,
            col(OutboxRow.state) == OutboxState.PENDING,
            or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= now),
        )
        values = {"state": OutboxState.PARKED, "last_error": error, "updated_at": now}
        return changed(self._session, statement.values(values))

    def unpark(self, team_id: str, channel: str, now: datetime) -> int:
        """Let the parked messages of a channel go on, in their order; how many."""
        statement = update(OutboxRow).where(
            col(OutboxRow.team_id) == team_id,
            col(OutboxRow.channel) == channel,
            col(OutboxRow.state) == OutboxState.PARKED,
        )
        values = {
            "state": OutboxState.PENDING,
            "attempt": 0,
            "not_before": None,
            "pending_since": now,
            "updated_at": now,
        }
        # The first try begins anew, unless the message may be in Slack already and has to be looked for.
        maybe_posted = col(OutboxRow.last_outcome).in_((LastOutcome.UNKNOWN, LastOutcome.CLAIMED))
        first_try = case((maybe_posted, col(OutboxRow.first_try_at)), else_=None)
        return changed(self._session, statement.values(values | {"first_try_at": first_try}))

    def parked_count(self, team_id: str, channel: str) -> int:
        """How many messages of a channel are parked."""
        query = select(func.count()).where(
            col(OutboxRow.team_id) == team_id,
            col(OutboxRow.channel) == channel,
            col(OutboxRow.state) == OutboxState.PARKED,
        )
        return self._session.scalars(query).one()

    def list_by_state(self, team_id: str, state: OutboxState, *, limit: int = 50) -> list[OutboxRow]:
        """Messages in this state, oldest first."""
        query = select_row(OutboxRow).where(col(OutboxRow.team_id) == team_id, col(OutboxRow.state) == state)
        return list(self._session.scalars(query.order_by(col(OutboxRow.seq)).limit(limit)))

    def next_due(self, now: datetime) -> datetime | None:
        """The earliest moment at which a pending message may be deliverable; None when none is pending."""
        free_from = func.coalesce(OutboxRow.lease_until, OutboxRow.not_before, OutboxRow.created_at)
        due = self._session.scalar(select(func.min(free_from)).where(*in_front()))
        return None if due is None else max(due, now)

    def release_of_dead_processes(self, owner: str) -> int:
        """Free what any other owner holds. Right only where there is one process, that is, on SQLite.

        Their last outcome stays `claimed`, so they are looked for before they are sent again.
        """
        held = col(OutboxRow.owner).not_in(["", owner])
        return changed(self._session, update(OutboxRow).where(held).values(owner="", lease_until=None))

    def lag(self) -> Lag:
        """How many messages are not where they should be, and since when."""
        query = (
            select(col(OutboxRow.state), func.count(), func.min(OutboxRow.pending_since))
            .where(col(OutboxRow.state) != OutboxState.SENT)
            .group_by(col(OutboxRow.state))
        )
        found = {state: (count, oldest) for state, count, oldest in self._session.execute(query)}
        count = {state: found[state][0] if state in found else 0 for state in OutboxState}
        return Lag(
            pending=count[OutboxState.PENDING],
            parked=count[OutboxState.PARKED],
            dead=count[OutboxState.DEAD],
            oldest_pending_at=found[OutboxState.PENDING][1] if OutboxState.PENDING in found else None,
        )
