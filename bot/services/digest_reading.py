"""Gathers what a digest tells: the database and all accounts at once, filtered as the channel wants it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock
from bot.domain.accounts import Account, account_key, badges
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.digests import CHANGES, Digest, Period, Waiting
from bot.domain.followed_jobs import FollowedJob, JobState
from bot.domain.subscriptions import Filters, Severity
from bot.errors import SlackError
from bot.services.account_readings import AccountReadings
from bot.services.decisions import DecisionsService
from bot.services.followed_jobs import MOST_LISTED as MOST_JOBS
from bot.services.followed_jobs import job_from
from bot.services.notices import KEPT_FOR, MOST_READ, notice_from
from bot.services.people import PeopleService
from bot.services.request_rows import request_from
from storage.database import Database
from storage.unit_of_work import UnitOfWork

GONE = "The account that this digest is about is not connected any more."
MOST_REQUESTS = 1000
"""More than people read anywhere else: those that are meant by filters may be few among them."""
MOST_WITH_APPROVERS = 10
MOST_NAMED = 50
"""Slack is asked for the name of each."""

LAST_WRITES = timedelta(seconds=5)
"""What happens so shortly before the end of a period may still be on its way into the database: it is told in the
next one."""


class DigestReader:
    """Reads digests; what a vendor or Slack cannot tell is said in the digest, and stops nothing."""

    def __init__(
        self,
        database: Database,
        decisions: DecisionsService,
        people: PeopleService,
        account_readings: AccountReadings,
        clock: Clock,
    ) -> None:
        self._database = database
        self._decisions = decisions
        self._people = people
        self._account_readings = account_readings
        self._clock = clock

    async def read(self, team_id: str, filters: Filters, period: Period) -> Digest:
        """The digest of a period, with what needs someone as it is now."""
        readings = self._account_readings
        accounts = await readings.all(team_id)
        slots, statistics, stored = await asyncio.gather(
            readings.short_of_slots(team_id, accounts, filters),
            readings.statistics(team_id, accounts, filters, period.statistics_days),
            self._database.read(lambda work: self._stored(work, team_id, filters, period)),
        )
        warnings = [warning for each in statistics.read for warning in each.read.warnings]
        is_news_meant = filters.least == Severity.NEWS
        digest = replace(
            stored,
            slots=slots.read,
            statistics=statistics.read if is_news_meant else (),
            warnings=tuple(warnings) if filters.least <= Severity.WARNING else (),
            troubles=(*_gone(filters, accounts), *slots.troubles, *statistics.troubles),
            badges=badges(accounts),
        )
        waiting, names = await asyncio.gather(
            self._with_approvers(digest.waiting),
            self._people.names(team_id, digest.people[:MOST_NAMED]),
        )
        return replace(digest, waiting=waiting, names=names)

    def _stored(self, work: UnitOfWork, team_id: str, filters: Filters, period: Period) -> Digest:
        """What the database knows."""
        since, until = period.since - LAST_WRITES, period.until - LAST_WRITES
        requests, jobs = work.change_requests, work.followed_jobs
        waiting = map(request_from, requests.list(team_id, states=[State.WAITING], limit=MOST_REQUESTS))
        upcoming = map(request_from, requests.upcoming(team_id, limit=MOST_REQUESTS))
        ended = jobs.ended_between(team_id, since, until, limit=MOST_JOBS)
        notices = work.notices.between(team_id, since, until, topics=CHANGES, limit=MOST_READ)
        changes = map(notice_from, reversed(notices))
        # How many messages cannot be posted is of no interest to whoever wants to hear about some things only.
        kept = work.outbox_readings.parked(team_id) if filters == Filters() else 0
        forgotten = self._clock.now() - KEPT_FOR
        coming = (each for each in upcoming if each.not_before and each.not_before <= period.ahead)
        followed = map(job_from, [*jobs.open_of(team_id, limit=MOST_JOBS), *ended])
        return Digest(
            period=period,
            filters=filters,
            now=self._clock.now(),
            waiting=tuple(Waiting(each) for each in waiting if _is_meant(filters, each, Severity.WARNING)),
            jobs=tuple(each for each in followed if _is_job_meant(filters, each)),
            kept_messages=kept,
            changes=tuple(filter(filters.let_through, changes)),
            forgotten_before=forgotten if since < forgotten else None,
            has_more_changes=len(notices) >= MOST_READ,
            coming=tuple(each for each in coming if _is_meant(filters, each, Severity.NEWS)),
        )

    async def _with_approvers(self, waiting: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
        """The first of them with the names of those who may decide."""
        some = await asyncio.gather(*map(self._with_approvers_of, waiting[:MOST_WITH_APPROVERS]))
        return (*some, *waiting[MOST_WITH_APPROVERS:])

    async def _with_approvers_of(self, waiting: Waiting) -> Waiting:
        try:
            able = await self._decisions.may_approve(waiting.request)
        except SlackError:
            return waiting
        return replace(waiting, able=tuple(person.member.name for person in able))


def _gone(filters: Filters, accounts: Sequence[Account]) -> tuple[str, ...]:
    """Said each time: else a digest of an account that was removed would be silent for ever."""
    is_there = not filters.account or any(each.key == filters.account for each in accounts)
    return () if is_there else (GONE,)


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
