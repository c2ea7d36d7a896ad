"""The stand-in's clock: it runs with the machine's, and tests move it ahead."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


class StandInClock:
    """Seconds since 1970; everything that waits in the stand-in waits on this clock."""

    def __init__(self, machine: Callable[[], float] = time.time) -> None:
        self._machine = machine
        self._ahead = 0.0
        self._sleepers: set[asyncio.Event] = set()
        self._limits: dict[asyncio.Timeout, float] = {}

    def machine(self) -> float:
        """The machine's own time, not moved: requests are signed with it, receivers check theirs."""
        return self._machine()

    def now(self) -> float:
        """The present moment of the stand-in, in seconds since 1970."""
        return self._machine() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock ahead by `seconds`; whoever's waiting time is over goes on at once."""
        if seconds < 0:
            raise ValueError("A clock only moves ahead.")
        self._ahead += seconds
        for sleeper in self._sleepers:
            sleeper.set()
        for limit, until in self._limits.items():
            if limit.expired():
                continue
            limit.reschedule(asyncio.get_running_loop().time() + until - self.now())

    async def sleep(self, seconds: float) -> None:
        """Wait until `seconds` have passed on this clock."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            moved = asyncio.Event()
            self._sleepers.add(moved)
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                continue
            finally:
                self._sleepers.discard(moved)

    async def within(self, seconds: float, work: Awaitable[T]) -> T:
        """Await `work` for at most `seconds` of this clock.

        Raises:
            TimeoutError: the time is over; `work` is cancelled.
        """
        async with asyncio.timeout(seconds) as limit:
            self._limits[limit] = self.now() + seconds
            try:
                return await work
            finally:
                del self._limits[limit]


class Timestamps:
    """Message timestamps as Slack writes them: unique and rising, seconds with six decimals."""

    def __init__(self, clock: StandInClock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """A fresh timestamp such as `1700000000.000100`."""
        self._last = max(int(self._clock.now() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
