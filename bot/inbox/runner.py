"""Owns the work that was acknowledged: it finishes here, or is taken up again by whoever lives on."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog

from bot.clock import Clock
from bot.crash_points import crash_point
from bot.inbox.delivery import Delivery
from bot.inbox.recorder import LEASE, from_bytes
from bot.log_setup import delivery as delivery_bound
from bot.log_setup import new_error_id
from storage.database import Database
from storage.models.inbox import InboxState
from storage.repositories.inbox import TakenOver
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
CONCURRENCY = 32
KEPT_FOR = timedelta(days=1)
ROUND_SECONDS = 5.0
RETRY_AFTER = timedelta(seconds=10)

Handle = Callable[[Delivery], Awaitable[None]]
GivenUp = Callable[[Delivery, str], Awaitable[None]]


async def _tell_nobody(_delivery: Delivery, _error_id: str) -> None:
    pass


class InboxRunner:
    """Runs the handler for each delivery in a task of its own, a limited number at a time.

    A recorded delivery may be handled more than once (a process can die between the effect and the note
    that it is done), so handlers key their effects by `delivery.key`. A handler that raises is tried again
    later; after the last attempt the delivery is given up, and `given_up` may tell the person.
    """

    def __init__(
        self,
        database: Database,
        handle: Handle,
        clock: Clock,
        *,
        owner: str,
        lease: timedelta = LEASE,
        concurrency: int = CONCURRENCY,
        given_up: GivenUp = _tell_nobody,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._handle = handle
        self._clock = clock
        self._owner = owner
        self._lease = lease
        self._concurrency = concurrency
        self._slots = asyncio.Semaphore(concurrency)
        self._given_up = given_up
        self._pause = pause
        self._held: set[str] = set()
        self._begun: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, delivery: Delivery, after: float = 0.0) -> None:
        """Handle a delivery that was just recorded as ours, after so many seconds."""
        self._own(self._handle_later(delivery, after), delivery.key)

    def start_unrecorded(self, delivery: Delivery) -> None:
        """Handle a delivery that only looks: finished if this process lives, else asked for again."""
        self._own(self._handle_unrecorded(delivery))

    async def run(self) -> None:
        """Keep our leases and take up what others left, until cancelled."""
        while True:
            try:
                await self.renew()
                await self.take_up()
            except Exception:  # noqa: BLE001 - the database may be away for a while; the next round sees
                _LOG.exception("inbox_round_failed")
            await self._pause(ROUND_SECONDS)

    async def renew(self) -> None:
        """Prolong the leases of what we hold."""
        if keys := list(self._held):
            until = self._clock.now() + self._lease
            await self._database.transact(lambda work: work.inbox.renew(keys, self._owner, until))

    async def take_up(self) -> int:
        """Begin with deliveries whose owner is gone, or that are due for another attempt; how many."""
        free = self._concurrency - len(self._tasks)
        if free <= 0:
            return 0
        now = self._clock.now()
        taken = await self._database.transact(
            lambda work: work.inbox.claim_abandoned(now, self._owner, self._lease, limit=free)
        )
        for row in taken:
            self._own(self._handle_taken(row), row.key)
        return len(taken)

    async def release_of_dead_processes(self) -> int:
        """At the start, on SQLite, which has one process: free what the one before us left; how many deliveries."""
        if self._database.dialect != "sqlite":
            return 0

        def release(work: UnitOfWork) -> int:
            work.change_requests.release_of_dead_processes(self._owner)
            work.outbox.release_of_dead_processes(self._owner)
            work.followed_jobs.poll_all_by(self._clock.now())
            return work.inbox.release_of_dead_processes(self._owner)

        return await self._database.transact(release)

    async def forget_finished(self) -> int:
        """Delete what was finished a day ago; Slack repeats a delivery for minutes only. How many."""
        before = self._clock.now() - KEPT_FOR
        return await self._database.transact(lambda work: work.inbox.forget_finished(before))

    async def idle(self) -> None:
        """Wait until nothing that was started is unfinished."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def drain(self, patience: timedelta) -> None:
        """Let running work finish for that long, then stop it and leave the rest to others."""
        deadline = asyncio.get_running_loop().time() + patience.total_seconds()
        while self._tasks and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if not self._held:
            return
        now, begun = self._clock.now(), list(self._begun)
        untouched = list(self._held - self._begun)
        _LOG.warning("inbox_left_to_others", begun=len(begun), untouched=len(untouched))
        await self._database.transact(
            lambda work: (
                work.inbox.release(begun, self._owner, now, note="stopped with the process"),
                work.inbox.release(untouched, self._owner, now, counts=False),
            )
        )
        self._held.clear()
        self._begun.clear()

    def _own(self, work: Coroutine[Any, Any, None], key: str = "") -> None:
        if key:
            self._held.add(key)
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._disown(done, key))

    def _disown(self, task: asyncio.Task[None], key: str) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return  # still held, for `drain` to give back
        # Also after an error of the database: a row that nobody works on must not be kept from others.
        self._held.discard(key)
        self._begun.discard(key)
        if error := task.exception():
            _LOG.error("inbox_task_failed", delivery_id=key, exc_info=error)

    async def _handle_unrecorded(self, delivery: Delivery) -> None:
        async with self._slots:
            with delivery_bound(delivery.key):
                try:
                    await self._handle(delivery)
                except Exception:  # noqa: BLE001 - whatever a handler raises, the person hears of it
                    error_id = new_error_id()
                    _LOG.exception("delivery_failed", error_id=error_id, kind=delivery.kind)
                    await self._given_up(delivery, error_id)

    async def _handle_taken(self, taken: TakenOver) -> None:
        try:
            row = await self._database.read(lambda work: work.inbox.get(taken.key))
            if row is None:
                return
            delivery = Delivery(row.dedupe_key, row.kind, from_bytes(row.body), row.received_at)
        except ValueError:
            _LOG.exception("delivery_unreadable", delivery_id=taken.key)
            await self._finish(taken.key, InboxState.GIVEN_UP, "it cannot be read")
            return
        _LOG.info("delivery_taken_up", delivery_id=taken.key, attempt=taken.attempt)
        if taken.attempt > MOST_ATTEMPTS:
            note = f"the process ended during each of {MOST_ATTEMPTS} attempts"
            await self._give_up(delivery, new_error_id(), note)
        else:
            await self._handle_recorded(delivery, taken.attempt)

    async def _handle_later(self, delivery: Delivery, after: float) -> None:
        if after:
            await asyncio.sleep(after)
        await self._handle_recorded(delivery, attempt=1)

    async def _handle_recorded(self, delivery: Delivery, attempt: int) -> None:
        async with self._slots:
            self._begun.add(delivery.key)
            crash_point("acked_before_work")
            with delivery_bound(delivery.key):
                try:
                    await self._handle(delivery)
                except Exception as error:  # noqa: BLE001 - as above
                    error_id = new_error_id()
                    _LOG.exception("delivery_failed", error_id=error_id, kind=delivery.kind, attempt=attempt)
                    await self._after_failure(delivery, attempt, error_id, type(error).__name__)
                else:
                    crash_point("work_done_before_inbox_finish")
                    await self._finish(delivery.key, InboxState.DONE, "")

    async def _after_failure(self, delivery: Delivery, attempt: int, error_id: str, reason: str) -> None:
        note = f"{error_id} {reason}"
        if attempt >= MOST_ATTEMPTS:
            await self._give_up(delivery, error_id, note)
            return
        again = self._clock.now() + RETRY_AFTER * attempt
        await self._database.transact(
            lambda work: work.inbox.release([delivery.key], self._owner, again, note=note)
        )

    async def _give_up(self, delivery: Delivery, error_id: str, note: str) -> None:
        _LOG.error("delivery_given_up", delivery_id=delivery.key, error_id=error_id, note=note)
        await self._finish(delivery.key, InboxState.GIVEN_UP, note)
        await self._given_up(delivery, error_id)

    async def _finish(self, key: str, state: InboxState, note: str) -> None:
        now = self._clock.now()
        ours = await self._database.transact(
            lambda work: work.inbox.finish(key, self._owner, now, state=state, note=note)
        )
        if not ours:
            _LOG.warning("delivery_was_taken_over", delivery_id=key)
