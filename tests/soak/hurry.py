"""A time that runs faster than the machine's, the same in every process: a lease of a minute takes a second."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Hurry:
    """`speed` seconds pass in one second of the machine, counted from `zero`."""

    zero: float
    speed: float

    def now(self) -> datetime:
        """The present moment of the story."""
        return datetime.fromtimestamp(self.zero + (time.time() - self.zero) * self.speed, UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait until so many seconds of the story have passed."""
        await asyncio.sleep(seconds / self.speed)
