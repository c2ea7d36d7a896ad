"""Writes down how a delivery went, guarded by the claim, and tells the owner when a person is needed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.errors import SlackError, SlackRefused
from bot.outbox.delivery_rules import Next, Step
from bot.outbox.slack_shapes import Posted
from storage.database import Database
from storage.models.outbox import LastOutcome
from storage.repositories.outbox_sweeps import Sweep
from storage.repositories.outbox_values import Claim
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True)
class NotDelivered:
    """A message, or a whole channel of them, that needs a person.

    `waiting` is how many messages are kept for when the channel is mended; 0 when this one is dead.
    """

    team_id: str
    channel: str
    dedupe_key: str
    reason: str
    waiting: int


class Outcomes:
    """The records of deliveries. A claim that was lost in the meantime changes nothing."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        sweep_after: timedelta,
        tell_owner: Callable[[NotDelivered], Awaitable[None]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._sweep_after = sweep_after
        self._tell_owner = tell_owner

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
            return recorded

        return await self._database.transact(record)

    async def found(self, claim: Claim, posted: Posted) -> None:
        """An earlier attempt had posted it after all, perhaps with an older wording."""
        now = self._clock.now()
        sweep_at = now + self._sweep_after

        def record(work: UnitOfWork) -> None:
            as_it_was_written = claim.revision == 1
            note = work.outbox.record_sent if as_it_was_written else work.outbox.record_found
            note(claim, now, channel_id=posted.channel_id, ts=posted.ts, sweep_after=sweep_at)

        await self._database.transact(record)

    async def given_back(self, claim: Claim) -> None:
        """Nothing was sent: the claim is too old to begin a call with."""
        now = self._clock.now()
        await self._database.transact(
            lambda work: work.outbox.record_retry(
                claim, now, claim.previous_outcome, "", not_before=None, counts=False
            )
        )

    async def recorded_ts(self, claim: Claim) -> str:
        """The ts that is recorded for a message by now; empty when none is."""
        row = await self._database.read(lambda work: work.outbox.get(claim.team_id, claim.dedupe_key))
        return row.ts if row else ""

    async def failed(self, claim: Claim, step: Next) -> None:
        """It was not delivered, or nobody knows; do what the rules say."""
        trouble = await self._database.transact(lambda work: self._record(work, claim, step))
        if trouble is None:
            return
        _LOG.error("message_needs_a_person", outbox_id=claim.id, channel=claim.channel, reason=step.note)
        try:
            await self._tell_owner(trouble)
        except Exception:  # noqa: BLE001 - the message is parked, whether or not somebody heard of it
            _LOG.exception("owner_not_told", outbox_id=claim.id)

    def _record(self, work: UnitOfWork, claim: Claim, step: Next) -> NotDelivered | None:
        now = self._clock.now()
        match step.step:
            case Step.DEAD:
                if work.outbox.record_dead(claim, now, step.note):
                    return _trouble(claim, step, waiting=0)
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
        now = self._clock.now()
        parked_before = work.outbox.parked_count(claim.team_id, claim.channel)
        if not work.outbox.record_parked(claim, now, step.outcome, step.note):
            return None
        others = 0
        if step.outcome is LastOutcome.REFUSED:  # the channel is at fault: the others would fare no better
            others = work.outbox.park_channel(claim.team_id, claim.channel, now, step.note)
        return None if parked_before else _trouble(claim, step, waiting=1 + others)

    async def swept(self, sweep: Sweep) -> None:
        """The message was looked at, and stands once."""
        await self._database.transact(lambda work: work.outbox_sweeps.finish(sweep))

    async def not_swept(self, sweep: Sweep, error: SlackError) -> None:
        """It could not be looked at; again after the lease, unless the channel may not be read at all."""
        _LOG.warning("message_not_swept", outbox_id=sweep.id, reason=error.sentence)
        if isinstance(error, SlackRefused):
            await self.swept(sweep)


def _trouble(claim: Claim, step: Next, *, waiting: int) -> NotDelivered:
    return NotDelivered(claim.team_id, claim.channel, claim.dedupe_key, step.code or step.note, waiting)
