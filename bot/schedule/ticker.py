"""Looks again and again at what is due, and has it done by the handler of its kind, so many at a time."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.crash_points import crash_point
from bot.errors import CallboardError
from bot.log_setup import new_error_id
from bot.schedule.spec import Handler
from bot.services.occurrences import LEASE, Claimed, OccurrencesService

_LOG = structlog.get_logger(__name__)

CONCURRENCY = 16
LONGEST = timedelta(minutes=10)
"""What takes longer is broken off as failed: else one call without an end would hold its schedule for ever."""


class Ticker:
    """One of any number of tickers over the same schedules, in this process or another.

    What is due stands in the database, so nothing has to be told to anybody when a schedule changes, and
    nothing is forgotten when a process ends.
    """

    def __init__(
        self,
        occurrences: OccurrencesService,
        handlers: Mapping[str, Handler],
        clock: Clock,
        *,
        concurrency: int = CONCURRENCY,
        longest: timedelta = LONGEST,
    ) -> None:
        self._occurrences = occurrences
        self._handlers = handlers
        self._clock = clock
        self._concurrency = concurrency
        self._longest = longest.total_seconds()
        self._looking = asyncio.Lock()
        self._running: dict[asyncio.Task[None], Claimed] = {}
        self._renewed_at = clock.now()
        self._may_be_more = False
        self._looks_again = False
        self._again: asyncio.Task[None] | None = None
        self._is_draining = False

    async def tick(self) -> int:
        """Keeps what is being worked on, and begins with what is due; how many."""
        async with self._looking:
            if self._is_draining:
                return 0
            await self._renew()
            free = self._concurrency - len(self._running)
            claimed = await self._occurrences.claim(self._handlers.keys(), free)
            for each in claimed:
                task = asyncio.create_task(self._do(each))
                self._running[task] = each
                task.add_done_callback(self._ended)
            self._may_be_more = len(claimed) == free
            return len(claimed)

    async def idle(self) -> None:
        """Waits until nothing that was begun is unfinished, nor what came due meanwhile."""
        while under_way := [*self._running, *([self._again] if self._again else [])]:
            await asyncio.wait(under_way)

    async def drain(self, patience: timedelta) -> None:
        """Begins nothing more, lets work finish for that long, then stops it and leaves it to others."""
        self._is_draining = True
        async with self._looking:
            held = dict(self._running)
        if held:
            _, unfinished = await asyncio.wait(held, timeout=patience.total_seconds())
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
            broken_off = [held[task] for task in unfinished if task.cancelled()]
            if broken_off:
                _LOG.warning("occurrences_left_to_others", count=len(broken_off))
                await self._occurrences.give_back(broken_off)

    async def _renew(self) -> None:
        now = self._clock.now()
        if now - self._renewed_at >= LEASE / 3:
            self._renewed_at = now
            if self._running:
                await self._occurrences.renew(self._running.values())

    def _ended(self, task: asyncio.Task[None]) -> None:
        claimed = self._running.pop(task)
        if task.cancelled():
            return
        if error := task.exception():
            # The database was away, so it is not written down: the lease runs out, and it is done again.
            _LOG.error("occurrence_not_recorded", exc_info=error)
        elif not self._is_draining and (self._has_room_for_more() or self._next_one_waits(claimed)):
            self._looks_again = True
            self._again = self._again or asyncio.create_task(self._look_again())

    def _has_room_for_more(self) -> bool:
        """Whether more was due than there was room for, and half of that is free: one look for each is too dear."""
        return self._may_be_more and len(self._running) <= self._concurrency // 2

    def _next_one_waits(self, claimed: Claimed) -> bool:
        """Whether the next due time of that schedule had to wait until this one was finished."""
        return claimed.following is not None and claimed.following <= self._clock.now()

    async def _look_again(self) -> None:
        """Looks now, and not only at the next second."""
        try:
            while self._looks_again:
                self._looks_again = False
                await self.tick()
        except Exception:  # noqa: BLE001 - nobody waits for it, and the next second comes
            _LOG.exception("tick_failed")
        finally:
            self._again = None

    async def _do(self, claimed: Claimed) -> None:
        work = claimed.work
        with structlog.contextvars.bound_contextvars(occurrence=work.key, attempt=work.attempt):
            try:
                async with asyncio.timeout(self._longest):
                    note = await self._handlers[work.kind](work)
            except Exception as error:  # noqa: BLE001 - whatever a handler raises, it is written down and tried again
                await self._failed(claimed, error)
            else:
                crash_point("occurrence_worked_before_finish")
                if not await self._occurrences.finish(claimed, note):
                    _LOG.warning("occurrence_was_taken_over")
                crash_point("occurrence_finished_before_next")

    async def _failed(self, claimed: Claimed, error: Exception) -> None:
        error_id = new_error_id()
        again = await self._occurrences.fail(claimed, error, error_id)
        foreseen = isinstance(error, CallboardError)
        _LOG.warning(
            "occurrence_failed",
            error_id=error_id,
            reason=error.sentence if isinstance(error, CallboardError) else type(error).__name__,
            again=again,
            exc_info=None if foreseen else error,
        )
