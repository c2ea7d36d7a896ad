"""Jobs that were started elsewhere: which accounts are watched for them, and following those that are found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from bot.domain.accounts import Vendor
from bot.domain.followed_jobs import FollowedJob, JobState
from bot.domain.job_watches import JobWatch, wanted_accounts
from bot.domain.jobs import Job, newest_first
from bot.domain.subscriptions import Topic
from bot.services.audit import AuditService
from bot.services.followed_jobs import move, row_from
from bot.services.job_news import AccountsOf, JobNews
from bot.services.subscription_rows import subscription_from
from storage.database import Database
from storage.models.followed_jobs import FollowedJobRow
from storage.unit_of_work import UnitOfWork

MOST_ENDED_AT_ONCE = 100
"""Each job that has ended is read for its counters, and a look has its time: after a long pause the rest waits."""


class JobWatches:
    """Accounts are watched as long as a subscription of their workspace wants all jobs; from then on, not before."""

    def __init__(
        self, database: Database, audit: AuditService, accounts_of: AccountsOf, news: JobNews
    ) -> None:
        self._database = database
        self._audit = audit
        self._accounts_of = accounts_of
        self._news = news

    async def keep_up(self, now: datetime) -> None:
        """Watches what is wanted by now, and lets go of what is not any more."""
        if await self._database.read(lambda work: self._wanted(work) != _watched(work)):
            await self._database.transact(lambda work: self._change(work, now))

    def of(self, work: UnitOfWork, account_id: str) -> list[JobWatch]:
        """The watches of an account, one for each workspace that wants them."""
        return [
            JobWatch(row.team_id, row.account_id, row.since, row.looked_at)
            for row in work.job_watches.list(account_id)
        ]

    def found(
        self, work: UnitOfWork, account_id: str, listed: Mapping[str, Job], now: datetime
    ) -> list[FollowedJobRow]:
        """Jobs that are news to a workspace, as rows that are not kept yet."""
        rows = []
        for watch in self.of(work, account_id):
            candidates = [job for job in listed.values() if watch.may_be_new(job)]
            known = work.followed_jobs.known(account_id, watch.team_id, [job.id for job in candidates])
            new = [job for job in candidates if job.id not in known]
            ended = newest_first(job for job in new if not job.is_running)[::-1]
            chosen = [*(job for job in new if job.is_running), *ended[:MOST_ENDED_AT_ONCE]]
            rows += [row_from(watch.begun(job, now)) for job in chosen]
        return rows

    def keep(
        self,
        work: UnitOfWork,
        account_id: str,
        found: Sequence[tuple[FollowedJobRow, FollowedJob]],
        listed_at: datetime,
        now: datetime,
    ) -> None:
        """Follows what was found from now on, and tells what has ended meanwhile, or is stuck already.

        While a change of the account is being made, nobody knows whether a job is its own: then all of it is left
        to the next look.
        """
        teams = {watch.team_id for watch in self.of(work, account_id)}
        if not teams:
            return
        is_clear = not work.change_requests.is_being_made(account_id)
        ended = [job for _, job in found if job.state not in {JobState.RUNNING, JobState.STUCK}]
        is_complete = is_clear and len(ended) < MOST_ENDED_AT_ONCE
        for row, job in found if is_clear else ():
            if row.team_id in teams:
                self._keep_one(work, row, job, now)
        for team_id in teams:
            work.job_watches.looked(team_id, account_id, listed_at, is_complete=is_complete)

    def _keep_one(self, work: UnitOfWork, row: FollowedJobRow, job: FollowedJob, now: datetime) -> None:
        if not job.is_news:
            work.followed_jobs.add(row_from(job))
        elif work.followed_jobs.add(row) and move(work, self._audit, row, job, now):
            self._news.tell(work, job, now)

    def _change(self, work: UnitOfWork, now: datetime) -> None:
        wanted, watched = self._wanted(work), _watched(work)
        for team_id, account_id in watched - wanted:
            work.job_watches.remove(team_id, account_id)
        for team_id, account_id in wanted - watched:
            work.job_watches.add(team_id, account_id)
            work.followed_jobs.poll_by(account_id, now)

    def _wanted(self, work: UnitOfWork) -> set[tuple[str, str]]:
        rows = sorted(work.subscriptions.of_topic(Topic.JOBS), key=attrgetter("team_id"))
        wanted: set[tuple[str, str]] = set()
        for team_id, own in groupby(map(subscription_from, rows), key=attrgetter("team_id")):
            wide = [each for each in own if each.filters.elsewhere]
            if wide:
                accounts = self._accounts_of(work, team_id, Vendor.APPCUES)
                wanted |= {(team_id, id) for id in wanted_accounts(wide, accounts)}
        return wanted


def _watched(work: UnitOfWork) -> set[tuple[str, str]]:
    return {(row.team_id, row.account_id) for row in work.job_watches.list()}
