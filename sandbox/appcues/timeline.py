"""A job as it moves through time: what it shows depends on when somebody looks (Appcues 8)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

_QUEUED = timedelta(seconds=1)
_SHORTEST = timedelta(seconds=3)
_LONGEST = timedelta(minutes=2)
_ITEMS_PER_SECOND = 5_000


@dataclass
class Job:
    """Offline work: queued, then ingesting, then done; `apply` is its effect, which comes with the end.

    A failed job has the same counters as a completed one, with an `error` before them (I).
    """

    id: str
    name: str
    started_at: datetime
    finishes_at: datetime
    counters: dict[str, int]
    error: str | None = None
    apply: Callable[[], None] | None = field(default=None, repr=False)

    def is_finished(self, now: datetime) -> bool:
        """Whether its end has come."""
        return now >= self.finishes_at

    def status(self, now: datetime) -> Literal["IN_PROGRESS", "COMPLETED", "FAILED"]:
        """The status that the API shows."""
        if not self.is_finished(now):
            return "IN_PROGRESS"
        return "COMPLETED" if self.error is None else "FAILED"

    def events(self, now: datetime) -> list[dict[str, Any]]:
        """What has happened until now, oldest first."""
        ingesting_at = self.started_at + _QUEUED
        events: list[dict[str, Any]] = []
        if now >= ingesting_at:
            events.append({"attributes": {}, "name": "Ingesting", "timestamp": job_time(ingesting_at)})
        if self.is_finished(now):
            runtime = (self.finishes_at - ingesting_at) // timedelta(milliseconds=1)
            error = {} if self.error is None else {"error": self.error}
            attributes = {**error, **self.counters, "runtime_ms": runtime}
            name = "Completed" if self.error is None else "Failed"
            events.append({"attributes": attributes, "name": name, "timestamp": job_time(self.finishes_at)})
        return events


def duration(items: int) -> timedelta:
    """How long a job over so many items takes, queue included."""
    return min(_QUEUED + _SHORTEST + timedelta(seconds=items / _ITEMS_PER_SECOND), _LONGEST)


def job_time(moment: datetime) -> str:
    """`2021-07-28T22:11:58`: whole seconds of UTC without a zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
