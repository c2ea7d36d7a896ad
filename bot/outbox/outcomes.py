"""Writes down how a delivery went, guarded by the claim, and tells the owner when a person is needed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.errors import SlackError, SlackRateLimited, SlackRefused
from bot.metrics import OutboxMetrics
from bot.outbox.delivery_rules import (
    NOT_A_MEMBER,
    PATIENCE,
    TRY_EVERY,
    Next,
    Step,
    is_mendable,
    place_of_pause,
)
from bot.outbox.slack_shapes import Posted
from storage.database import Database
from storage.repositories.outbox_sweeps import Sweep
from storage.repositories.outbox_values import Claim
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True)
class NotDelivered:
    """A message, or a whole channel of them, that needs a person.

    `waiting` is how many messages are kept for when the channel is mended, `dropped` how many were given up
    because that did not happen; both are 0 when this one message is dead. `since` is set for a channel.
    `responsible_id` is the person to tell besides the admins, where there is one.
    """

    team_id: str
    channel: str
    dedupe_key: str
    reason: str
    waiting: int = 0
    dropped: int = 0
    since: datetime | None = None
    responsible_id: str = ""


class Outcomes:
    """The records of deliveries. A claim that was lost in the meantime changes nothing."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        sweep_after: timedelta,
        tell_owner: Callable[[NotDelivered], Awaitable[None]],
        metrics: OutboxMetrics,
    ) -> None:
        self._database = database
        self._clock = clock
        self._sweep_after = sweep_after
        self._tell_owner = tell_owner
        self._metrics = metrics

    async def sent(self, claim: Claim, posted: Posted, *, doubtful: bool = False) -> bool:
        """It stands in Slack; False when the claim was lost before that could be written down.

        A doubtful one (an earlier attempt may still arrive) is looked at once more later; so is one whose
        claim was lost, since two senders were at it. An edit under a lost claim is made again.
        """
        now = self._clock.now()
        sweep_at = now + self._sweep_after

        def record(work: UnitOfWork) -> bool:
            recorded = work.outbox.record_sent(
                claim,
                now,
                channel_id=posted.channel_id,
                ts=posted.ts,
                sweep_after=sweep_at if doubtful else None,
            )
            if not recorded and claim.ts:
                work.outbox.edit_again(claim.id, now)  # ours may have come last, with an older wording
            elif not recorded:
                work.outbox_sweeps.ask(claim.id, sweep_at)
            _note_mended(work, claim, now)
            return recorded

        recorded = await self._database.transact(record)
        self._metrics.outcomes.labels("edited" if claim.ts else "posted").inc()
        self._metrics.delay.observe((now - claim.pending_since).total_seconds())
        return recorded

    async def found(self, claim: Claim, posted: Posted) -> None:
        """An earlier attempt had posted it after all, perhaps with an older wording."""
        now = self._clock.now()
        sweep_at = now + self._sweep_after

        def record(work: UnitOfWork) -> None:
            as_it_was_written = claim.revision == 1
            note = work.outbox.record_sent if as_it_was_written else work.outbox.record_found
            note(claim, now, channel_id=posted.channel_id, ts=posted.ts, sweep_after=sweep_at)

        await self._database.transact(record)
        self._metrics.outcomes.labels("found").inc()

    async def gone(self, claim: Claim) -> None:
        """Nothing stands where nothing is to stand."""
        now = self._clock.now()
        await self._database.transact(lambda work: work.outbox.record_sent(claim, now, channel_id="", ts=""))

    async def given_back(self, claim: Claim) -> None:
        """Nothing was sent: the claim is too old to begin a call with."""
        now = self._clock.now()
        await self._database.transact(lambda work: _give_back(work, claim, now))

    async def behind_kept(self, claim: Claim) -> None:
        """Nothing was sent: the channel is open, and what is kept for it goes first."""
        now = self._clock.now()

        def record(work: UnitOfWork) -> None:
            _give_back(work, claim, now)
            work.dead_channels.let_go(claim.team_id, claim.channel, now)

        await self._database.transact(record)

    async def recorded_ts(self, claim: Claim) -> str:
        """The ts that is recorded for a message by now; empty when none is."""
        row = await self._database.read(lambda work: work.outbox.get(claim.team_id, claim.dedupe_key))
        return row.ts if row else ""

    async def failed(self, claim: Claim, step: Next) -> None:
        """It was not delivered, or nobody knows; do what the rules say."""
        is_expired = step.step is Step.EXPIRED
        self._metrics.outcomes.labels(step.step.value if is_expired else step.outcome.value).inc()
        trouble = await self._database.transact(lambda work: self._record(work, claim, step))
        if trouble is None:
            return
        _LOG.error("message_needs_a_person", outbox_id=claim.id, channel=claim.channel, reason=step.note)
        try:
            await self._tell_owner(trouble)
        except Exception:  # noqa: BLE001 - the message is kept, whether or not somebody heard of it
            _LOG.exception("owner_not_told", outbox_id=claim.id)

    def _record(self, work: UnitOfWork, claim: Claim, step: Next) -> NotDelivered | None:
        now = self._clock.now()
        if step.paused_method:
            self._pause(work, claim.team_id, claim.channel, step.paused_method, step.not_before)
        match step.step:
            case Step.DEAD:
                if work.outbox.record_dead(claim, now, step.outcome, step.note):
                    return _trouble(claim, step)
            case Step.EXPIRED:
                work.outbox.record_dead(claim, now, step.outcome, step.note)
            case Step.PARK:
                return self._park(work, claim, step)
            case _:
                work.outbox.record_retry(
                    claim,
                    now,
                    step.outcome,
                    step.note,
                    not_before=step.not_before,
                    counts=step.counts,
                    post_anew=step.step is Step.POST_ANEW,
                )
        return None

    def _park(self, work: UnitOfWork, claim: Claim, step: Next) -> NotDelivered | None:
        """Of a dead channel somebody is told once, by whoever tends it, even if this process ends here.

        That somebody left, or became a guest, is no trouble that anybody could mend.
        """
        now = self._clock.now()
        team_id, channel = claim.team_id, claim.channel
        parked_before = work.dead_channels.parked_count(team_id, channel)
        if not work.outbox.record_parked(claim, now, step.outcome, step.note, again_at=step.again_at):
            return None
        if not step.channel_is_dead:
            is_known = parked_before or claim.last_error == step.note
            return None if is_known or step.code == NOT_A_MEMBER else _trouble(claim, step, waiting=1)
        work.dead_channels.mark(team_id, channel, now, reason=step.code, try_again_at=now + TRY_EVERY)
        work.dead_channels.park(team_id, channel, now, step.note)  # the others would fare no better
        _LOG.error("channel_cannot_be_posted_in", channel=channel, reason=step.note)
        return None

    def _pause(self, work: UnitOfWork, team_id: str, channel: str, method: str, until: datetime) -> None:
        now = self._clock.now()
        elsewhere = work.outbox_pauses.paused_channels(team_id, method, now, besides=channel)
        place = place_of_pause(method, channel, paused_elsewhere=elsewhere)
        work.outbox_pauses.add(team_id, method, place, until, now)

    async def swept(self, sweep: Sweep) -> None:
        """The message was looked at, and stands once."""
        await self._database.transact(lambda work: work.outbox_sweeps.finish(sweep))

    async def not_swept(self, sweep: Sweep, error: SlackError) -> None:
        """It could not be looked at: again after the lease, when Slack allows, or when the channel is mended.

        After a day it is left: a channel that may not be read, or written in, stays as it is.
        """
        _LOG.warning("message_not_swept", outbox_id=sweep.id, reason=error.sentence)
        now = self._clock.now()
        if isinstance(error, SlackRateLimited):
            until = now + timedelta(seconds=error.retry_after)
            await self._database.transact(
                lambda work: self._pause(work, sweep.team_id, sweep.channel_id, error.method, until)
            )
        elif isinstance(error, SlackRefused):
            if is_mendable(error.code) and now - sweep.first_try_at < PATIENCE:
                await self._database.transact(lambda work: work.outbox_sweeps.ask(sweep.id, now + TRY_EVERY))
            else:
                await self.swept(sweep)


def _give_back(work: UnitOfWork, claim: Claim, now: datetime) -> None:
    work.outbox.record_retry(claim, now, claim.previous_outcome, "", not_before=None, counts=False)


def _note_mended(work: UnitOfWork, claim: Claim, now: datetime) -> None:
    """What was posted proves that the channel lives; an edit does, too, unless it is new posts that are restricted."""
    if not work.dead_channels.is_dead(claim.team_id, claim.channel):
        return
    dead = work.dead_channels.get(claim.team_id, claim.channel)
    if dead and not (claim.ts and dead.reason.startswith("restricted_action")):
        work.dead_channels.mended(claim.team_id, claim.channel, now)


def _trouble(claim: Claim, step: Next, *, waiting: int = 0) -> NotDelivered:
    reason = step.code or step.note
    return NotDelivered(
        claim.team_id,
        claim.channel,
        claim.dedupe_key,
        reason,
        waiting=waiting,
        responsible_id=claim.responsible_id,
    )
