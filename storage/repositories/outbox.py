"""The verbs of the outbox: claim the next message, record how it went."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, or_, update
from sqlmodel import Session, col
from sqlmodel import select as select_row

from storage.models.outbox import LastOutcome, OutboxRank, OutboxRow, OutboxState
from storage.repositories.outbox_folds import fold_burst, folded_in, follow, take_apart
from storage.repositories.outbox_queue import KEPT_BEFORE, NEXT_TO_DELIVER, terms_of, thread_ts_of
from storage.repositories.outbox_values import Claim
from storage.repositories.statements import changed

MOST_LINES = 10
"""How many lines of folded messages a claim carries; people read no more of a burst."""


class OutboxRepository:
    """The messages, by the key of the fact that they tell."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, team_id: str, dedupe_key: str) -> OutboxRow | None:
        """The message of this key."""
        query = select_row(OutboxRow).where(
            col(OutboxRow.team_id) == team_id, col(OutboxRow.dedupe_key) == dedupe_key
        )
        return self._session.scalars(query).first()

    def claim_next(
        self,
        now: datetime,
        owner: str,
        lease: timedelta,
        pace: timedelta,
        *,
        rank: OutboxRank = OutboxRank.TIMELY,
        fold_above: int,
    ) -> Claim | None:
        """Claim the first message that may be delivered now, for as long as the lease; None without one.

        What somebody waits for goes first, also within its channel; else messages go in the order of
        writing, one at a time in a channel, `pace` apart. A message that joins a thread waits until the
        thread has begun. More than `fold_above` messages of a channel that may be folded go as one. The
        claim counts as an attempt whose outcome is not known, until it is recorded.
        """
        row = self._session.scalars(NEXT_TO_DELIVER, terms_of(now, pace, rank)).first()
        if row is None:
            return None
        fold_burst(self._session, row, now, above=fold_above)
        claim = self._claim(row, now, owner, lease)
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

    def _claim(self, row: OutboxRow, now: datetime, owner: str, lease: timedelta) -> Claim:
        thread_ts = self._session.scalar(thread_ts_of(row)) if row.thread_key else ""
        return Claim(
            id=row.id,
            team_id=row.team_id,
            dedupe_key=row.dedupe_key,
            channel=row.channel,
            text=row.text,
            blocks=tuple(row.blocks),
            fold_line=row.fold_line,
            folded=folded_in(self._session, row, MOST_LINES - 1),
            responsible_id=row.responsible_id,
            revision=row.revision,
            channel_id=row.channel_id,
            ts=row.ts,
            thread_ts=thread_ts or "",
            attempt=row.attempt + 1,
            first_try_at=row.first_try_at or now,
            rank=OutboxRank(row.rank),
            created_at=row.created_at,
            pending_since=row.pending_since,
            previous_outcome=LastOutcome(row.last_outcome),
            last_error=row.last_error,
            owner=owner,
            fencing=row.fencing + 1,
            lease_until=now + lease,
            follows_kept=not row.ts and self._follows_kept(row),
        )

    def _follows_kept(self, row: OutboxRow) -> bool:
        place = {"team_id": row.team_id, "channel": row.channel}
        return self._session.scalar(KEPT_BEFORE, place | {"rank": row.rank, "seq": row.seq}) is not None

    def record_sent(
        self, claim: Claim, now: datetime, *, channel_id: str, ts: str, sweep_after: datetime | None = None
    ) -> bool:
        """It stands in Slack as it was claimed; if it was revised since, it is due again as an edit.

        Without a ts nothing stands, as was claimed: a revision since then is due as a new message.
        """
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
        recorded = self._record(claim, now, values)
        if recorded and claim.folded is not None:
            place = {"channel_id": channel_id, "ts": ts}
            told = {"state": OutboxState.SENT, "last_outcome": LastOutcome.OK, "last_error": ""}
            follow(self._session, claim.id, now, place | told)
        return recorded

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

    def record_dead(self, claim: Claim, now: datetime, outcome: LastOutcome, error: str) -> bool:
        """Slack will never take it. What was to be told in one message goes message by message instead."""
        values = {"state": OutboxState.DEAD, "last_outcome": outcome, "last_error": error}
        if not self._record(claim, now, values):
            return False
        if claim.folded is not None and not claim.ts:
            take_apart(self._session, claim.id, now)
            return False
        return True

    def record_parked(
        self,
        claim: Claim,
        now: datetime,
        outcome: LastOutcome,
        error: str,
        *,
        again_at: datetime | None = None,
    ) -> bool:
        """It waits for a person to mend the channel, or until then."""
        values = {
            "state": OutboxState.PARKED,
            "last_outcome": outcome,
            "last_error": error,
            "not_before": again_at,
        }
        recorded = self._record(claim, now, values)
        if recorded and claim.folded is not None and not claim.ts:
            follow(self._session, claim.id, now, {"state": OutboxState.PARKED, "last_error": error})
        return recorded

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
        it = col(OutboxRow.id) == id
        # Also where the edit before was refused: this one may be to Slack's taste.
        stands = and_(col(OutboxRow.state).in_((OutboxState.SENT, OutboxState.DEAD)), col(OutboxRow.ts) != "")
        # What was posted days ago has a day of its own to be edited in; what is kept is as old as its last wording.
        is_new = or_(stands, col(OutboxRow.state) == OutboxState.PARKED)
        changed(self._session, update(OutboxRow).where(it, is_new).values(pending_since=now))
        state = case((stands, OutboxState.PENDING), else_=col(OutboxRow.state))
        attempt = case((stands, 0), else_=col(OutboxRow.attempt))
        values = {
            "revision": col(OutboxRow.revision) + 1,
            "state": state,
            "attempt": attempt,
            "updated_at": now,
        }
        changed(self._session, update(OutboxRow).where(it).values(values))

    def list_by_state(self, team_id: str, state: OutboxState, *, limit: int = 50) -> list[OutboxRow]:
        """Messages in this state, oldest first."""
        query = select_row(OutboxRow).where(col(OutboxRow.team_id) == team_id, col(OutboxRow.state) == state)
        return list(self._session.scalars(query.order_by(col(OutboxRow.seq)).limit(limit)))

    def release_of_dead_processes(self, owner: str) -> int:
        """Free what any other owner holds. Right only where there is one process, that is, on SQLite.

        Their last outcome stays `claimed`, so they are looked for before they are sent again.
        """
        held = col(OutboxRow.owner).not_in(["", owner])
        return changed(self._session, update(OutboxRow).where(held).values(owner="", lease_until=None))
