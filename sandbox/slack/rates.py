"""Keeps count of the bot's calls, and says when one is too many; off unless a test or a person switches it on."""

from dataclasses import dataclass

from sandbox.slack.clock import StandInClock
from sandbox.slack.rules.tiers import CALLS_PER_MINUTE, POSTS_AT_ONCE, POSTS_PER_SECOND, SPECIAL


@dataclass
class _Bucket:
    """So many calls at once, and after that so many a second."""

    size: float
    per_second: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """The seconds until the next call is welcome; 0 takes it."""
        self.level = min(self.size, self.level + (now - self.at) * self.per_second)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.per_second


class Rates:
    """Slack's limits, each method by itself, and posting for each channel besides; on the stand-in's clock."""

    def __init__(self, clock: StandInClock, *, is_on: bool) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self._is_on = is_on

    def switch(self, *, on: bool) -> None:
        """Begin to count, from nothing, or stop."""
        self._is_on = on
        self._buckets.clear()

    def wait(self, method: str, channel_id: str = "") -> float:
        """The seconds a caller has to wait before it calls again; 0 when this call is welcome."""
        if not self._is_on:
            return 0.0
        if channel_id and (seconds := self._wait(channel_id, POSTS_AT_ONCE, POSTS_PER_SECOND)):
            return seconds
        figure = CALLS_PER_MINUTE.get(method, SPECIAL)
        return self._wait(method, figure, figure / 60)

    def _wait(self, key: str, size: float, per_second: float) -> float:
        now = self._clock.now()
        bucket = self._buckets.setdefault(key, _Bucket(size, per_second, size, now))
        return bucket.wait(now)
