"""Following a job from its start to its end: what a look makes of it, and when to look again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.jobs import Counter, Job

STUCK_AFTER = timedelta(hours=1)
"""A job that runs for longer is called stuck; it is followed all the same."""
UNLISTED_FOR = timedelta(minutes=1)
"""For how long a job may be missing from the list before it is asked for by itself."""
UNEXPLAINED_FOR = timedelta(minutes=10)
"""For how long the end of a job waits for its counters, if they cannot be read."""
ACCOUNT_REMOVED = "the account was removed"
"""Why a job is not followed to its end."""

_RHYTHM = (
    (timedelta(minutes=2), timedelta(seconds=3)),
    (timedelta(minutes=15), timedelta(seconds=10)),
    (STUCK_AFTER, timedelta(seconds=30)),
)
"""How often to look while the youngest job is younger than that."""
SLOWEST = timedelta(minutes=5)


class JobState(StrEnum):
    """Where a followed job stands.

    queued → running → done | failed | stuck | unknown; stuck → done | failed | unknown
    """

    QUEUED = "queued"
    """Accepted, and not listed yet."""
    RUNNING = "running"
    STUCK = "stuck"
    """Running for longer than jobs do."""
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The vendor does not know it any more, or is not asked any more, so nobody will learn how it ended."""


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.UNKNOWN})


@dataclass(frozen=True)
class FollowedJob:
    """A job as it was last seen."""

    account_id: str
    job_id: str
    team_id: str
    title: str
    asked_by: str
    state: JobState
    started_at: datetime
    followed_at: datetime
    name: str = ""
    request_id: str = ""
    status: str = ""
    counters: Mapping[str, Counter] = field(default_factory=dict)
    trouble: str = ""
    last_seen_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_news(self) -> bool:
        """Whether channels may want to hear how it is by now."""
        return self.state in ENDED or self.state is JobState.STUCK

    @property
    def went_well(self) -> bool:
        """Whether it is done, and all of it got in."""
        return self.state is JobState.DONE and not self.failed_rows

    @property
    def failed_rows(self) -> int:
        """How many rows of an import did not get in, as far as it counts them."""
        count = self.counters.get("ingestions_failed", 0)
        return count if isinstance(count, int) else 0

    def card_key(self, channel: str) -> str:
        """The outbox key of the card that shows it in a channel."""
        return f"job:{self.account_id}:{self.job_id}:{channel}"


def after_listing(job: FollowedJob, listed: Job | None, now: datetime) -> FollowedJob | None:
    """The job after its account was listed; None where it has to be read by itself.

    That is when it has ended, for its counters, and when it is missing for too long.
    """
    if listed is not None:
        return _running(job, listed, now) if listed.is_running else None
    is_missing = now - (job.last_seen_at or job.followed_at) >= UNLISTED_FOR
    return None if is_missing else job


def after_reading(job: FollowedJob, read: Job | None, now: datetime) -> FollowedJob:
    """The job after it was read by itself; `read` is None where the vendor knows no such job."""
    if read is None:
        return replace(job, state=JobState.UNKNOWN, ended_at=now)
    if read.is_running:
        return replace(_running(job, read, now), last_seen_at=now)
    return _ended(job, read, now)


def after_failed_reading(job: FollowedJob, listed: Job | None, now: datetime) -> FollowedJob:
    """The job if it could not be read: its end is told without counters once they have been missing for long."""
    is_due = now - (job.last_seen_at or job.followed_at) >= UNEXPLAINED_FOR
    return _ended(job, listed, now) if listed is not None and not listed.is_running and is_due else job


def after_removal(job: FollowedJob, now: datetime) -> FollowedJob:
    """The job once its account was removed from Callboard."""
    return replace(job, state=JobState.UNKNOWN, trouble=ACCOUNT_REMOVED, ended_at=now)


def pause_after(newest: datetime | None, now: datetime) -> timedelta:
    """How long to wait before the account is listed again: seconds while something young runs, else minutes.

    `newest` is since when the newest of its open jobs is followed; none when none is open.
    """
    age = now - newest if newest else STUCK_AFTER
    return next((pause for younger, pause in _RHYTHM if age < younger), SLOWEST)


def _running(job: FollowedJob, seen: Job, now: datetime) -> FollowedJob:
    started_at = seen.started_at or job.started_at
    state = JobState.STUCK if now - started_at >= STUCK_AFTER else JobState.RUNNING
    return replace(job, state=state, name=seen.name, started_at=started_at)


def _ended(job: FollowedJob, seen: Job, now: datetime) -> FollowedJob:
    started_at = seen.started_at or job.started_at
    return replace(
        job,
        state=JobState.DONE if seen.has_succeeded else JobState.FAILED,
        name=seen.name,
        status=seen.status,
        started_at=started_at,
        counters=dict(seen.counters),
        trouble=seen.trouble,
        ended_at=_end_of(job, seen, started_at, now),
    )


def _end_of(job: FollowedJob, seen: Job, started_at: datetime, now: datetime) -> datetime:
    """When it ended, as the vendor says of what had ended before it was followed; else when that was seen.

    A digest tells the ends that were seen since the last one: an earlier time would fall between two.
    """
    had_ended = job.state is JobState.QUEUED and not job.request_id
    if not had_ended or seen.last_event_at is None:
        return now
    return min(max(started_at, seen.last_event_at), now)
