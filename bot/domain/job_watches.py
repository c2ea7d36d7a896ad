"""Jobs that nobody here started: which of those that an account lists are news. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.accounts import Account, Vendor
from bot.domain.followed_jobs import FollowedJob, JobState
from bot.domain.jobs import Job
from bot.domain.subscriptions import Filters, Subscription, Topic

LATE_IN_LIST = timedelta(minutes=2)
"""How long a job may be missing from a list, or the vendor's clock be slow."""


@dataclass(frozen=True)
class JobWatch:
    """One account that one workspace wants to hear of, whoever starts its jobs."""

    team_id: str
    account_id: str
    since: datetime | None = None
    """When it was looked at first."""
    looked_at: datetime | None = None
    """When it was looked at last, with all that was found written down."""

    def may_be_new(self, job: Job) -> bool:
        """Whether a job that nobody knows is news: it runs, or has begun since the last look and ended meanwhile.

        What had ended when the account was looked at first is old.
        """
        if job.is_running:
            return True
        if self.since is None or job.started_at is None:
            return False
        start = self.since.replace(microsecond=0)  # as exact as the vendor tells the time
        if self.looked_at is not None:
            start = max(start, self.looked_at - LATE_IN_LIST)
        return job.started_at >= start

    def begun(self, job: Job, now: datetime) -> FollowedJob:
        """The job as it is followed from now on."""
        return FollowedJob(
            account_id=self.account_id,
            job_id=job.id,
            team_id=self.team_id,
            title=job.name,
            asked_by="",
            state=JobState.QUEUED,
            started_at=job.started_at or now,
            followed_at=now,
        )


def keys_wanted(filters: Filters, keys: Iterable[str]) -> frozenset[str]:
    """The keys of the Appcues accounts that are watched for a subscription with these filters."""
    appcues = (key for key in keys if key.startswith(f"{Vendor.APPCUES}:"))
    return frozenset([filters.account] if filters.account else appcues)


def wanted_accounts(subscriptions: Iterable[Subscription], accounts: Iterable[Account]) -> frozenset[str]:
    """The ids of the Appcues accounts of a workspace of which somebody wants to hear whoever starts the jobs."""
    chosen = {
        each.filters.account for each in subscriptions if each.topic is Topic.JOBS and each.filters.elsewhere
    }
    appcues = (each for each in accounts if each.vendor is Vendor.APPCUES)
    return frozenset(each.id for each in appcues if chosen & {"", each.key})
