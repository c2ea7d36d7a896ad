"""Delivers the messages of the outbox: each once, in the order of its channel (engineering 3)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.crash_points import crash_point
from bot.errors import SlackError, SlackOutcomeUnknown
from bot.outbox.delivery_rules import Next, after_failed_lookup, after_failure, may_be_in_slack
from bot.outbox.outcomes import NotDelivered, Outcomes
from bot.outbox.slack_shapes import Blocks, Posted
from storage.database import Database
from storage.repositories.outbox_sweeps import Sweep
from storage.repositories.outbox_values import Claim

_LOG = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
PACE = timedelta(seconds=1)
"""Slack takes about one message a second in each channel."""
GUARD_MARGIN = timedelta(seconds=5)
LOOK_BACK = timedelta(seconds=60)
"""How far our clock may be ahead of Slack's, when a message is looked for from its first attempt on."""
CONCURRENCY = 4
IDLE_SECONDS = 1.0
SHORTEST_REST_SECONDS = 0.2


Work = Callable[[], Awaitable[None]]


class Gateway(Protocol):
    """What the sender needs of Slack."""

    @property
    def call_seconds(self) -> float:
        """The longest that one call takes, in seconds."""
        ...

    async def post(
        self, channel: str, text: str, blocks: Blocks, *, outbox_id: str, thread_ts: str = ""
    ) -> Posted:
        """Post a message that carries this id. Raises SlackError."""
        ...

    async def update(self, channel_id: str, ts: str, text: str, blocks: Blocks) -> None:
        """Make a message look like this. Raises SlackError."""
        ...

    async def delete(self, channel_id: str, ts: str) -> None:
        """Delete a message. Raises SlackError."""
        ...

    async def find_copies(
        self, channel: str, outbox_id: str, *, oldest: datetime, thread_ts: str = ""
    ) -> Sequence[Posted]:
        """Every message that carries this id, the earliest first. Raises SlackError."""
        ...


async def _tell_nobody(_trouble: NotDelivered) -> None:
    pass


class Sender:
    """One of any number of senders over the same outbox, in this process or another."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        clock: Clock,
        *,
        owner: str,
        lease: timedelta = LEASE,
        pace: timedelta = PACE,
        concurrency: int = CONCURRENCY,
        tell_owner: Callable[[NotDelivered], Awaitable[None]] = _tell_nobody,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock
        self._owner = owner
        self._lease = lease
        self._pace = pace
        self._slots = asyncio.Semaphore(concurrency)
        self._outcomes = Outcomes(database, clock, sweep_after=lease * 2, tell_owner=tell_owner)
        self._least_lease = timedelta(seconds=gateway.call_seconds) + GUARD_MARGIN
        if lease <= self._least_lease:
            raise ValueError(f"A lease of {lease} is too short for calls of {gateway.call_seconds:g} s.")
        self._woken = asyncio.Event()
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
        async with asyncio.TaskGroup() as deliveries:
            while not self._stopping:
                woken = self._woken
                await self._slots.acquire()
                work = None if self._stopping else await self._next_work()
                if work is None:
                    self._slots.release()
                    await self._rest(woken)
                else:
                    deliveries.create_task(self._in_slot(work))

    async def deliver_one(self) -> bool:
        """Deliver the next message that is due, or look for one's second copy; False when nothing is due."""
        if claim := await self._claim():
            await self._deliver(claim)
            return True
        if sweep := await self._claim_sweep():
            await self._sweep(sweep)
            return True
        return False

    async def _next_work(self) -> Work | None:
        try:
            if claim := await self._claim():
                return partial(self._deliver, claim)
            if sweep := await self._claim_sweep():
                return partial(self._sweep, sweep)
        except Exception:  # noqa: BLE001 - the database may be away for a while; messages wait in it
            _LOG.exception("outbox_not_readable")
        return None

    async def _in_slot(self, work: Work) -> None:
        try:
            await work()
        except Exception:  # noqa: BLE001 - the lease runs out, and the message is looked for before another try
            _LOG.exception("delivery_not_recorded")
        finally:
            self._slots.release()
            self.wake()

    async def _rest(self, woken: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(await self._seconds_until_due()):
                await woken.wait()
        except TimeoutError:
            return

    async def _seconds_until_due(self) -> float:
        now = self._clock.now()
        try:
            due = await self._database.read(
                lambda work: [work.outbox.next_due(now), work.outbox_sweeps.next_due()]
            )
        except Exception:  # noqa: BLE001 - as above
            _LOG.exception("outbox_not_readable")
            return IDLE_SECONDS
        soonest = min((moment for moment in due if moment is not None), default=None)
        if soonest is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(SHORTEST_REST_SECONDS, (soonest - now).total_seconds()))

    async def _claim(self) -> Claim | None:
        now = self._clock.now()
        due = await self._database.read(lambda work: work.outbox.next_due(now))
        if due is None or due > now:
            return None  # without taking the writer's lock every second for nothing
        return await self._database.transact(
            lambda work: work.outbox.claim_next(now, self._owner, self._lease, self._pace)
        )

    async def _claim_sweep(self) -> Sweep | None:
        now = self._clock.now()
        due = await self._database.read(lambda work: work.outbox_sweeps.next_due())
        if due is None or due > now:
            return None
        return await self._database.transact(lambda work: work.outbox_sweeps.claim(now, self._lease))

    async def _deliver(self, claim: Claim) -> None:
        log = _LOG.bind(outbox_id=claim.id, dedupe_key=claim.dedupe_key, attempt=claim.attempt)
        try:
            if claim.ts:
                await self._edit(claim)
            else:
                await self._post(claim)
        except SlackError as error:
            log.info("message_not_delivered", reason=error.sentence)
            await self._outcomes.failed(claim, self._after(claim, error))
        except Exception as error:
            log.exception("message_outcome_unknown")
            unknown = SlackOutcomeUnknown("delivery", type(error).__name__)
            await self._outcomes.failed(claim, self._after(claim, unknown))

    def _after(self, claim: Claim, error: SlackError) -> Next:
        return after_failure(
            error,
            attempt=claim.attempt,
            first_try_at=claim.first_try_at,
            now=self._clock.now(),
            is_edit=bool(claim.ts),
        )

    async def _edit(self, claim: Claim) -> None:
        if not self._has_time(claim):
            await self._outcomes.given_back(claim)
            return
        crash_point("outbox_claimed_before_edit")
        await self._gateway.update(claim.channel_id, claim.ts, claim.text, claim.blocks)
        crash_point("edited_before_recorded")
        await self._outcomes.sent(claim, Posted(claim.channel_id, claim.ts))

    async def _post(self, claim: Claim) -> None:
        doubtful = may_be_in_slack(claim.previous_outcome)
        if doubtful and await self._settled_by_looking(claim):
            return
        if not self._has_time(claim):
            await self._outcomes.given_back(claim)
            return
        crash_point("outbox_claimed_before_post")
        posted = await self._gateway.post(
            claim.channel, claim.text, claim.blocks, outbox_id=claim.id, thread_ts=claim.thread_ts
        )
        crash_point("posted_before_recorded")
        if not await self._outcomes.sent(claim, posted, doubtful=doubtful):
            await self._withdraw_copy(claim, posted)

    def _has_time(self, claim: Claim) -> bool:
        """Whether the lease outlasts a call: else another sender may begin while this one still sends."""
        return claim.lease_until - self._clock.now() > self._least_lease

    async def _settled_by_looking(self, claim: Claim) -> bool:
        """Look for a message that an earlier attempt may have posted; False when it is not there."""
        try:
            copies = await self._gateway.find_copies(
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
            await self._gateway.delete(posted.channel_id, posted.ts)

    async def _sweep(self, sweep: Sweep) -> None:
        try:
            copies = await self._gateway.find_copies(
                sweep.channel_id,
                sweep.id,
                oldest=sweep.first_try_at - LOOK_BACK,
                thread_ts=sweep.thread_ts,
            )
            if any(copy.ts == sweep.ts for copy in copies):
                for copy in copies:
                    if copy.ts != sweep.ts:
                        _LOG.warning("second_copy_deleted", outbox_id=sweep.id)
                        await self._gateway.delete(copy.channel_id, copy.ts)
        except SlackError as error:
            await self._outcomes.not_swept(sweep, error)
        else:
            await self._outcomes.swept(sweep)
