"""A digest: what needs someone, what changed and what is coming, over the time from one to the next."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.app_statistics import AccountStatistics
from bot.domain.app_warnings import AppWarning
from bot.domain.change_requests import ChangeRequest
from bot.domain.followed_jobs import FollowedJob, JobState
from bot.domain.notices import Notice
from bot.domain.recurrences import Recurrence
from bot.domain.subscriptions import Filters, Topic

CHANGES = (Topic.PUBLISHING, Topic.DRIFT, Topic.KEYS)
"""The topics whose notices are changes, in the order in which they are told."""

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
"""A person in Slack's mark-up, who would be pinged by it."""

LEAST_DAYS, MOST_DAYS = 7, 730
"""Over how many days statistics are compared: one day is unlike the day before because weekdays differ."""

_DAY = timedelta(days=1)
_LONGEST = timedelta(days=20_000)
"""No two due times are further apart: see `patterns.YEARS_AHEAD`."""


@dataclass(frozen=True)
class Period:
    """What a digest looks at: from `since` on and before `until` for what happened, before `ahead` for what comes."""

    since: datetime
    until: datetime
    ahead: datetime

    @property
    def statistics_days(self) -> int:
        """Over how many days statistics are compared: a week, or longer where digests are further apart."""
        return statistics_days(self.until - self.since)


def period_of(recurrence: Recurrence, due_at: datetime, last_done: datetime | None) -> Period:
    """From the due time of the last digest that was done to this one's, and on to the next.

    Due times, not the moments of posting: so that what happens while a digest is late stands in the next one,
    and each fact in one. Before the first digest there is one period.
    """
    ahead = recurrence.next_after(due_at) or due_at + _DAY
    return Period(last_done or due_at - (ahead - due_at), due_at, ahead)


def usual_length(recurrence: Recurrence, now: datetime) -> timedelta:
    """How far apart the due times around a moment are; a day where it does not lie between two."""
    ahead, back = recurrence.next_after(now), _DAY
    while ahead is not None and back < _LONGEST:
        earlier = recurrence.next_after(now - back)
        if earlier is not None and earlier <= now:
            return ahead - recurrence.last_until(now, earlier)
        back *= 2
    return _DAY


def statistics_days(length: timedelta) -> int:
    """Over how many days statistics are compared that come so far apart."""
    return min(max(LEAST_DAYS, round(length / _DAY)), MOST_DAYS)


@dataclass(frozen=True)
class Waiting:
    """A change that waits for approval."""

    request: ChangeRequest
    able: tuple[str, ...] | None = None
    """The names of those who may decide about it; None where they were not looked up."""


@dataclass(frozen=True)
class Slots:
    """The SDK keys of an account, as far as slots go."""

    account: str
    """How people call the account."""
    used: int


@dataclass(frozen=True)
class Digest:
    """What a digest tells, filtered already. Requests and jobs oldest first, changes newest first."""

    period: Period
    filters: Filters
    now: datetime
    waiting: tuple[Waiting, ...] = ()
    jobs: tuple[FollowedJob, ...] = ()
    """Those that have not ended, and those that ended in the period."""
    slots: tuple[Slots, ...] = ()
    """Of accounts that are short of them."""
    warnings: tuple[AppWarning, ...] = ()
    kept_messages: int = 0
    """Messages that cannot be posted where they belong."""
    changes: tuple[Notice, ...] = ()
    forgotten_before: datetime | None = None
    """Before when changes are not kept any more, where that is later than the period begins."""
    has_more_changes: bool = False
    """Whether there were more than could be read."""
    coming: tuple[ChangeRequest, ...] = ()
    statistics: tuple[AccountStatistics, ...] = ()
    troubles: tuple[str, ...] = ()
    """What could not be read, in sentences."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The names of people by their ids."""
    badges: Mapping[str, str] = field(default_factory=dict)
    """How accounts are called, by vendor and id, where there are several of a vendor."""

    @property
    def known_since(self) -> datetime:
        """From when on it can be said whether something changed."""
        return max(self.period.since, self.forgotten_before or self.period.since)

    @property
    def running(self) -> tuple[FollowedJob, ...]:
        """Jobs that run as they should."""
        return self._jobs(JobState.QUEUED, JobState.RUNNING)

    @property
    def stuck(self) -> tuple[FollowedJob, ...]:
        """Jobs that run for longer than jobs do."""
        return self._jobs(JobState.STUCK)

    @property
    def failed(self) -> tuple[FollowedJob, ...]:
        """Jobs that failed, or of which nobody will learn how they ended."""
        return self._jobs(JobState.FAILED, JobState.UNKNOWN)

    @property
    def finished(self) -> tuple[FollowedJob, ...]:
        """Jobs that are done."""
        return self._jobs(JobState.DONE)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell: statistics alone, and jobs that still run, are no news."""
        needs_someone = (self.waiting, self.stuck, self.failed, self.slots, self.warnings, self.kept_messages)
        return not any((*needs_someone, self.changes, self.coming, self.finished, self.troubles))

    @property
    def people(self) -> list[str]:
        """The ids of those it speaks of, each once, those of its first lines first."""
        requests = [*(each.request for each in self.waiting), *self.coming]
        ids = [request.requester_id for request in requests]
        for notice in self.changes:
            ids += [notice.actor_id, *MENTION.findall(notice.line)]
        return [*dict.fromkeys(filter(None, ids))]

    def _jobs(self, *states: JobState) -> tuple[FollowedJob, ...]:
        return tuple(job for job in self.jobs if job.state in states)
