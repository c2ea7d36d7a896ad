"""Delivers the messages of the outbox: each once, in the order of its channel (engineering 3)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import structlog

from bot.clock import Clock, Sleep
from bot.crash_points import crash_point
from bot.errors import SlackError, SlackOutcomeUnknown
from bot.metrics import Metrics, OutboxMetrics
from bot.outbox.audiences import WhyClosed, goes_after_kept, kept_back, open_to_all, too_late
from bot.outbox.dead_channels import DeadChannels
from bot.outbox.delivery_rules import (
    Next,
    after_failed_lookup,
    after_failure,
    may_be_in_slack,
    still_in_doubt,
)
from bot.outbox.gateway import Gateways
from bot.outbox.glances import Glances
from bot.outbox.outcomes import NotDelivered, Outcomes
from bot.outbox.showing import shown
from bot.outbox.slack_shapes import Posted
from bot.outbox.sweeping import LOOK_BACK, Sweeping
from storage.database import Database
from storage.models.outbox import OutboxRank
from storage.repositories.outbox_glances import Glance
from storage.repositories.outbox_values import Claim

_LOG = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
PACE = timedelta(seconds=1)
"""Slack takes about one message a second in each channel."""
GUARD_MARGIN = timedelta(seconds=5)
FOLD_ABOVE = 10
"""Ten messages take ten seconds at Slack's pace, and people still read them; what is more comes as one."""
CONCURRENCY = 4
"""Channels at a time; the last place is for what somebody waits for."""
IDLE_SECONDS = 1.0
SHORTEST_REST_SECONDS = 0.2

Work = Callable[[], Awaitable[None]]


async def _tell_nobody(_trouble: NotDelivered) -> None:
    pass


class Sender:
    """One of any number of senders over the same outbox, in this process or another."""

    def __init__(
        self,
        database: Database,
        gateways: Gateways,
        clock: Clock,
        *,
        owner: str,
        lease: timedelta = LEASE,
        pace: timedelta = PACE,
        fold_above: int = FOLD_ABOVE,
        concurrency: int = CONCURRENCY,
        tell_owner: Callable[[NotDelivered], Awaitable[None]] = _tell_nobody,
        why_closed: WhyClosed = open_to_all,
        pause: Sleep = asyncio.sleep,
        metrics: OutboxMetrics | None = None,
    ) -> None:
        self._database = database
        self._gateways = gateways
        self._clock = clock
        self._owner = owner
        self._lease = lease
        self._pace = pace
        self._fold_above = fold_above
        self._free = concurrency
        self._pause = pause
        self._why_closed = why_closed
        counts = metrics or Metrics().outbox
        self._outcomes = Outcomes(
            database, clock, sweep_after=lease * 2, tell_owner=tell_owner, metrics=counts
        )
        self._sweeping = Sweeping(database, gateways, clock, self._outcomes, lease=lease)
        self._dead_channels = DeadChannels(database, clock, tell_owner=tell_owner, metrics=counts)
        self._glances = Glances(database, pace)
        self._least_lease = timedelta(seconds=gateways.call_seconds) + GUARD_MARGIN
        if lease <= self._least_lease:
            raise ValueError(f"A lease of {lease} is too short for calls of {gateways.call_seconds:g} s.")
        self._woken = asyncio.Event()
        self._sweeps_next = False
        self._stopping = False

    def wake(self) -> None:
        """Say that something may be due: call it after a transaction that wrote messages."""
        woken, self._woken = self._woken, asyncio.Event()
        woken.set()

    def stop(self) -> None:
        """Let `run` end once what is being delivered is delivered."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Deliver whatever is due, several channels at a time, until `stop`."""
        await self._try_dead_channels()
        async with asyncio.TaskGroup() as deliveries:
            while not self._stopping:
                woken = self._woken
                work = await self._next_work() if self._free else None
                if work is None:
                    await self._rest(woken)
                else:
                    self._free -= 1
                    deliveries.create_task(self._in_slot(work))

    async def deliver_one(self) -> bool:
        """Deliver the next message that is due, look for one's second copy, or tend a dead channel.

        False when nothing is due.
        """
        glance = await self._glances.at(self._clock.now(), OutboxRank.TIMELY)
        if work := await self._taken(glance, OutboxRank.TIMELY):
            await work()
            return True
        return glance.dead_channel and await self._dead_channels.tend()

    async def _try_dead_channels(self) -> None:
        try:
            await self._dead_channels.try_all_soon()
        except Exception:  # noqa: BLE001 - the database may be away for a while; they are tried every hour
            _LOG.exception("outbox_not_readable")

    async def _next_work(self) -> Work | None:
        try:
            rank = OutboxRank.TIMELY if self._free > 1 else OutboxRank.AWAITED
            glance = await self._glances.at(self._clock.now(), rank)
            if work := await self._taken(glance, rank):
                return work
            if glance.dead_channel and await self._dead_channels.tend():
                self.wake()
        except Exception:  # noqa: BLE001 - likewise; messages wait in it
            _LOG.exception("outbox_not_readable")
        return None

    async def _taken(self, glance: Glance, rank: OutboxRank) -> Work | None:
        """The next delivery or sweep; they take turns, so that neither waits for the end of the other."""
        self._sweeps_next = not self._sweeps_next
        if glance.sweep and self._sweeps_next and (sweep := await self._sweeping.claim()):
            return partial(self._sweeping.sweep, sweep)
        if glance.delivery and (claim := await self._claim(rank)):
            return partial(self._deliver, claim)
        if glance.sweep and not self._sweeps_next and (sweep := await self._sweeping.claim()):
            return partial(self._sweeping.sweep, sweep)
        return None

    async def _in_slot(self, work: Work) -> None:
        try:
            await work()
        except Exception:  # noqa: BLE001 - the lease runs out, and the message is looked for before another try
            _LOG.exception("delivery_not_recorded")
        finally:
            self._free += 1
            self.wake()

    async def _rest(self, woken: asyncio.Event) -> None:
        seconds = await self._seconds_until_due() if self._free else IDLE_SECONDS
        waits = [asyncio.create_task(woken.wait()), asyncio.ensure_future(self._pause(seconds))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    async def _seconds_until_due(self) -> float:
        now = self._clock.now()
        try:
            soonest = await self._glances.soonest(now)
        except Exception:  # noqa: BLE001 - as above
            _LOG.exception("outbox_not_readable")
            return IDLE_SECONDS
        seconds = IDLE_SECONDS if soonest is None else (soonest - now).total_seconds()
        return min(IDLE_SECONDS, max(SHORTEST_REST_SECONDS, seconds))

    async def _claim(self, rank: OutboxRank = OutboxRank.TIMELY) -> Claim | None:
        now = self._clock.now()
        return await self._database.transact(
            lambda work: work.outbox.claim_next(
                now, self._owner, self._lease, self._pace, rank=rank, fold_above=self._fold_above
            )
        )

    async def _deliver(self, claim: Claim) -> None:
        log = _LOG.bind(outbox_id=claim.id, dedupe_key=claim.dedupe_key, attempt=claim.attempt)
        try:
            now = self._clock.now()
            if kept := too_late(claim, now) or await kept_back(claim, self._why_closed, now):
                log.info("message_kept_back", reason=kept.note)
                await self._outcomes.failed(claim, kept)
            elif claim.says_nothing:
                await self._withdraw(claim)
            elif goes_after_kept(claim):
                await self._outcomes.behind_kept(claim)
            elif claim.ts:
                await self._edit(claim)
            else:
                await self._post(claim)
        except SlackError as error:
            log.info("message_not_delivered", reason=error.sentence)
            await self._outcomes.failed(claim, self._after(claim, error))
            await self._dead_channels.tend()  # whoever can mend it hears of it now
        except Exception as error:
            log.exception("message_outcome_unknown")
            unknown = SlackOutcomeUnknown("delivery", type(error).__name__)
            await self._outcomes.failed(claim, self._after(claim, unknown))

    def _after(self, claim: Claim, error: SlackError) -> Next:
        step = after_failure(
            error,
            attempt=claim.attempt,
            first_try_at=claim.pending_since if claim.ts else claim.first_try_at,
            now=self._clock.now(),
            is_edit=bool(claim.ts),
        )
        return still_in_doubt(step) if _may_be_posted(claim) else step

    async def _edit(self, claim: Claim) -> None:
        slack = await self._gateways.slack(claim.team_id)
        if not self._has_time(claim):
            await self._outcomes.given_back(claim)
            return
        crash_point("outbox_claimed_before_edit")
        seen = shown(claim)
        await slack.update(claim.channel_id, claim.ts, seen.text, seen.blocks)
        crash_point("edited_before_recorded")
        await self._outcomes.sent(claim, Posted(claim.channel_id, claim.ts))

    async def _post(self, claim: Claim) -> None:
        doubtful = _may_be_posted(claim)
        if doubtful and await self._settled_by_looking(claim):
            return
        slack = await self._gateways.slack(claim.team_id)
        if not self._has_time(claim):
            await self._outcomes.given_back(claim)
            return
        crash_point("outbox_claimed_before_post")
        seen = shown(claim)
        posted = await slack.post(
            claim.channel, seen.text, seen.blocks, outbox_id=claim.id, thread_ts=claim.thread_ts
        )
        crash_point("posted_before_recorded")
        if not await self._outcomes.sent(claim, posted, doubtful=doubtful):
            await self._withdraw_copy(claim, posted)

    async def _withdraw(self, claim: Claim) -> None:
        """Nothing is to stand there any more: a text has become shorter, and needs fewer parts."""
        if _may_be_posted(claim) and await self._settled_by_looking(claim):
            return
        if claim.ts:
            await (await self._gateways.slack(claim.team_id)).delete(claim.channel_id, claim.ts)
        await self._outcomes.gone(claim)

    def _has_time(self, claim: Claim) -> bool:
        """Whether the lease outlasts a call: else another sender may begin while this one still sends."""
        return claim.lease_until - self._clock.now() > self._least_lease

    async def _settled_by_looking(self, claim: Claim) -> bool:
        """Look for a message that an earlier attempt may have posted; False when it is not there."""
        try:
            slack = await self._gateways.slack(claim.team_id)
            copies = await slack.find_copies(
                claim.channel,
                claim.id,
                oldest=claim.first_try_at - LOOK_BACK,
                thread_ts=claim.thread_ts,
            )
        except SlackError as error:
            now = self._clock.now()
            step = after_failed_lookup(error, attempt=claim.attempt, first_try_at=claim.first_try_at, now=now)
            await self._outcomes.failed(claim, step)
            return True
        if not copies:
            return False
        await self._outcomes.found(claim, copies[0])
        return True

    async def _withdraw_copy(self, claim: Claim, posted: Posted) -> None:
        """We were too slow: another sender had taken over. Keep the one that is recorded."""
        kept = await self._outcomes.recorded_ts(claim)
        _LOG.warning("message_sent_without_claim", outbox_id=claim.id, kept=bool(kept))
        if kept and kept != posted.ts:
            await (await self._gateways.slack(claim.team_id)).delete(posted.channel_id, posted.ts)


def _may_be_posted(claim: Claim) -> bool:
    """Whether an earlier attempt may have posted it, or may still."""
    return not claim.ts and may_be_in_slack(claim.previous_outcome)
