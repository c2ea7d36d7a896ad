"""Gathers what a digest tells: the database and all accounts at once, filtered as the channel wants it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.clock import Clock
from bot.domain.accounts import account_key, badges
from bot.domain.change_requests import ChangeRequest
from bot.domain.digests import CHANGES, Digest, Period, Waiting
from bot.domain.followed_jobs import FollowedJob, JobState
from bot.domain.subscriptions import Filters, Severity
from bot.errors import SlackError
from bot.services.account_readings import AccountReadings
from bot.services.approvals import ApprovalsService
from bot.services.decisions import DecisionsService
from bot.services.followed_jobs import FollowedJobsService
from bot.services.notices import MOST_READ, NoticesService
from bot.services.outbox_health import OutboxHealthService
from bot.services.people import PeopleService

MOST_WITH_APPROVERS = 10
MOST_NAMED = 50
"""Slack is asked for the name of each."""

LAST_WRITES = timedelta(seconds=5)
"""What happens so shortly before the end of a period may still be on its way into the database: it is told in the
next one."""


@dataclass(frozen=True)
class Sources:
    """The services that a digest is read from."""

    notices: NoticesService
    approvals: ApprovalsService
    decisions: DecisionsService
    followed_jobs: FollowedJobsService
    outbox_health: OutboxHealthService
    people: PeopleService
    account_readings: AccountReadings


class DigestReader:
    """Reads digests; what a vendor or Slack cannot tell is said in the digest, and stops nothing."""

    def __init__(self, sources: Sources, clock: Clock) -> None:
        self._sources = sources
        self._clock = clock

    async def read(self, team_id: str, filters: Filters, period: Period) -> Digest:
        """The digest of a period, with what needs someone as it is now."""
        sources, readings = self._sources, self._sources.account_readings
        accounts = await readings.all(team_id)
        slots, statistics, stored = await asyncio.gather(
            readings.short_of_slots(team_id, accounts, filters),
            readings.statistics(team_id, accounts, filters, period.statistics_days),
            self._stored(team_id, filters, period),
        )
        warnings = [warning for each in statistics.read for warning in each.read.warnings]
        is_news_meant = filters.least == Severity.NEWS
        digest = replace(
            stored,
            slots=slots.read,
            statistics=statistics.read if is_news_meant else (),
            warnings=tuple(warnings) if filters.least <= Severity.WARNING else (),
            troubles=(*slots.troubles, *statistics.troubles),
            badges=badges(accounts),
        )
        waiting, names = await asyncio.gather(
            self._with_approvers(digest.waiting),
            sources.people.names(team_id, digest.people[:MOST_NAMED]),
        )
        return replace(digest, waiting=waiting, names=names)

    async def _stored(self, team_id: str, filters: Filters, period: Period) -> Digest:
        """What the database knows."""
        sources, since, until = self._sources, period.since - LAST_WRITES, period.until - LAST_WRITES
        waiting, upcoming, jobs, notices, kept = await asyncio.gather(
            sources.approvals.waiting(team_id),
            sources.approvals.upcoming(team_id),
            sources.followed_jobs.lately(team_id, since, until),
            sources.notices.between(team_id, since, until, CHANGES),
            self._kept_messages(team_id, filters),
        )
        coming = [each for each in upcoming if each.not_before and each.not_before <= period.ahead]
        return Digest(
            period=period,
            filters=filters,
            now=self._clock.now(),
            waiting=tuple(Waiting(each) for each in waiting if _is_meant(filters, each, Severity.WARNING)),
            jobs=tuple(each for each in jobs if _is_job_meant(filters, each)),
            kept_messages=kept,
            changes=tuple(each for each in reversed(notices) if filters.let_through(each)),
            has_more_changes=len(notices) >= MOST_READ,
            coming=tuple(each for each in coming if _is_meant(filters, each, Severity.NEWS)),
        )

    async def _kept_messages(self, team_id: str, filters: Filters) -> int:
        """How many messages cannot be posted; of no interest to whoever wants to hear about some things only."""
        return await self._sources.outbox_health.parked(team_id) if filters == Filters() else 0

    async def _with_approvers(self, waiting: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
        """The first of them with the names of those who may decide."""
        some = await asyncio.gather(*map(self._with_approvers_of, waiting[:MOST_WITH_APPROVERS]))
        return (*some, *waiting[MOST_WITH_APPROVERS:])

    async def _with_approvers_of(self, waiting: Waiting) -> Waiting:
        try:
            able = await self._sources.decisions.may_approve(waiting.request)
        except SlackError:
            return waiting
        return replace(waiting, able=tuple(person.member.name for person in able))


def _is_meant(filters: Filters, request: ChangeRequest, severity: Severity) -> bool:
    vendor = request.command_path.partition(" ")[0]
    return filters.mean(
        account=account_key(vendor, request.account_id),
        kind=request.item_kind,
        tags=request.tags,
        app=request.item_id if request.item_kind == "apps" else "",
        severity=severity,
    )


def _is_job_meant(filters: Filters, job: FollowedJob) -> bool:
    is_fine = job.state in {JobState.QUEUED, JobState.RUNNING, JobState.DONE}
    return filters.mean(
        account=account_key("appcues", job.account_id),
        kind="jobs",
        severity=Severity.NEWS if is_fine else Severity.WARNING,
    )
