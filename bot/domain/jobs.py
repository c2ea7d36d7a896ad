"""Offline jobs: what the API does after it has answered (Appcues 8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.fields import id_of, mapping, text
from bot.domain.timestamps import parse_timestamp

IN_PROGRESS = "IN_PROGRESS"
COMPLETED = "COMPLETED"

Counter = int | float | str | bool


@dataclass(frozen=True)
class StartedJob:
    """A request that was accepted. `id` is None where the API named no job to watch.

    `fields` holds everything the API said.
    """

    id: str | None
    url: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class JobEvent:
    """A step of a job; names and attributes are open sets."""

    name: str
    at: datetime | None
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Job:
    """A job; lists come without `events`. `fields` holds everything the API said of it."""

    id: str
    name: str
    status: str
    started_at: datetime | None
    url: str | None
    events: tuple[JobEvent, ...]
    fields: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def is_running(self) -> bool:
        """Whether it goes on; any status but IN_PROGRESS is an end, known or not."""
        return self.status == IN_PROGRESS

    @property
    def has_succeeded(self) -> bool:
        """Whether it has ended well as a whole; single rows may have failed."""
        return self.status == COMPLETED

    @property
    def counters(self) -> Mapping[str, Counter]:
        """What its latest event counts, by the vendor's names: `ingestions_failed` and others."""
        return {
            name: value
            for name, value in self._latest.items()
            if isinstance(value, Counter) and name != "error"
        }

    @property
    def trouble(self) -> str:
        """Why it failed, as far as it says."""
        return text(self._latest, "error") or ""

    @property
    def last_event_at(self) -> datetime | None:
        """When something happened to it last; None where no event says when."""
        return max((event.at for event in self.events if event.at), default=None)

    @property
    def _latest(self) -> Mapping[str, Any]:
        return next((event.attributes for event in reversed(self.events) if event.attributes), {})


def parse_job(fields: Mapping[str, Any]) -> Job:
    """A job from an API object. Raises ValueError without an id or a status."""
    job_id, status = id_of(fields, "a job"), text(fields, "status")
    if status is None:
        raise ValueError("a job without a status")
    events = fields.get("events")
    return Job(
        id=job_id,
        name=text(fields, "name") or job_id,
        status=status,
        started_at=parse_timestamp(fields.get("started_at")),
        url=text(fields, "url"),
        events=tuple(_event(item) for item in events if isinstance(item, dict))
        if isinstance(events, list)
        else (),
        fields=dict(fields),
    )


def newest_first(jobs: Iterable[Job]) -> list[Job]:
    """The jobs by when they started; those that do not say it come last."""
    return sorted(jobs, key=lambda job: job.started_at.timestamp() if job.started_at else 0, reverse=True)


def parse_started_job(body: object) -> StartedJob:
    """The job of a 202 answer, as far as it names one."""
    fields = body if isinstance(body, dict) else {}
    return StartedJob(id=text(fields, "job_id"), url=text(fields, "job_url"), fields=dict(fields))


def _event(fields: Mapping[str, Any]) -> JobEvent:
    return JobEvent(
        name=text(fields, "name") or "",
        at=parse_timestamp(fields.get("timestamp")),
        attributes=mapping(fields, "attributes"),
    )
