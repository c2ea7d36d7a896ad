"""Looks after followed jobs: one list of jobs per account and look, whatever their number."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.crash_points import crash_point
from bot.domain.followed_jobs import (
    FollowedJob,
    after_failed_reading,
    after_listing,
    after_reading,
    after_removal,
    pause_after,
)
from bot.domain.jobs import Job
from bot.errors import ApiError, ApiItemMissing
from bot.services.audit import AuditService
from bot.services.followed_jobs import job_from, move
from bot.services.job_news import JobNews
from bot.services.job_watches import JobWatches
from storage.database import Database
from storage.models.followed_jobs import FollowedJobRow
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

CLAIMED_FOR = timedelta(minutes=1)
"""How long a look may take before another process begins one."""
AFTER_TROUBLE = timedelta(seconds=30)
SEEN_EVERY = timedelta(minutes=1)
MOST_ACCOUNTS_AT_ONCE = 5
MOST_JOBS_AT_ONCE = 5


class JobReader(Protocol):
    """What the follower needs of one account's jobs."""

    async def list(self) -> tuple[Job, ...]:
        """The recent jobs, without their events. Raises ApiError."""
        ...

    async def get(self, id: str) -> Job:
        """One job with its events. Raises ApiItemMissing, ApiError."""
        ...


@dataclass(frozen=True)
class _Look:
    """What one look at an account found, before it is written down."""

    account_id: str
    at: datetime
    listed: Mapping[str, Job]
    moved: Sequence[tuple[FollowedJobRow, FollowedJob]]
    """Jobs that are followed, as they were and as they are."""
    found: Sequence[tuple[FollowedJobRow, FollowedJob]]
    """Jobs that are not followed yet."""


class JobFollower:
    """One of any number of followers over the same database, in this process or another."""

    def __init__(
        self,
        database: Database,
        audit: AuditService,
        reader_of: Callable[[str], Awaitable[JobReader | None]],
        clock: Clock,
        *,
        watches: JobWatches,
        news: JobNews,
        wake_outbox: Callable[[], None],
    ) -> None:
        self._database = database
        self._audit = audit
        self._reader_of = reader_of
        self._clock = clock
        self._watches = watches
        self._news = news
        self._wake_outbox = wake_outbox

    async def look(self) -> int:
        """Looks at the accounts that are due; how many. Safe to run in several processes at once."""
        now = self._clock.now()
        await self._watches.keep_up(now)
        due = await self._database.read(lambda work: work.followed_jobs.due_accounts(now))
        slots = asyncio.Semaphore(MOST_ACCOUNTS_AT_ONCE)

        async def one(account_id: str) -> bool:
            async with slots:
                return await self._look_at(account_id)

        return sum(await asyncio.gather(*map(one, due)))

    async def _look_at(self, account_id: str) -> bool:
        now, reader = self._clock.now(), await self._reader_of(account_id)
        if reader is None:
            return await self._let_go(account_id)
        if not await self._database.transact(
            lambda work: work.followed_jobs.claim_poll(account_id, now, now + CLAIMED_FOR)
        ):
            return False
        try:
            listed = {job.id: job for job in await reader.list()}
        except ApiError as error:
            _LOG.warning("jobs_not_listed", account_id=account_id, reason=error.sentence)
            await self._put_off(account_id)
            return True
        rows, new = await self._database.read(
            lambda work: (
                work.followed_jobs.open(account_id),
                self._watches.found(work, account_id, listed, now),
            )
        )
        moved, found = await self._moved(reader, rows, listed), await self._moved(reader, new, listed)
        crash_point("jobs_read_before_recorded")
        await self._database.transact(
            lambda work: self._record(work, _Look(account_id, now, listed, moved, found))
        )
        crash_point("jobs_recorded_before_posted")
        self._wake_outbox()
        return True

    async def _moved(
        self, reader: JobReader, rows: Sequence[FollowedJobRow], listed: Mapping[str, Job]
    ) -> list[tuple[FollowedJobRow, FollowedJob]]:
        """The jobs as they are by now, beside how they were; those that have ended are read one by one."""
        slots = asyncio.Semaphore(MOST_JOBS_AT_ONCE)

        async def one(row: FollowedJobRow) -> tuple[FollowedJobRow, FollowedJob]:
            job, seen = job_from(row), listed.get(row.job_id)
            after = after_listing(job, seen, self._clock.now())
            if after is None:
                async with slots:
                    after = await self._read(reader, job, seen)
            return row, after

        return await asyncio.gather(*map(one, rows))

    async def _read(self, reader: JobReader, job: FollowedJob, listed: Job | None) -> FollowedJob:
        try:
            read = await reader.get(job.job_id)
        except ApiItemMissing:
            return after_reading(job, None, self._clock.now())
        except ApiError as error:
            _LOG.warning("job_not_read", account_id=job.account_id, job_id=job.job_id, reason=error.sentence)
            return after_failed_reading(job, listed, self._clock.now())
        return after_reading(job, read, self._clock.now())

    def _record(self, work: UnitOfWork, look: _Look) -> None:
        now, account_id, listed = self._clock.now(), look.account_id, look.listed
        work.followed_jobs.lock_poll(account_id)
        running = [
            row.job_id for row, _ in look.moved if row.job_id in listed and listed[row.job_id].is_running
        ]
        work.followed_jobs.note_seen(account_id, running, now, now - SEEN_EVERY)
        for row, job in look.moved:
            if move(work, self._audit, row, job, now):
                self._news.tell(work, job, now)
        self._watches.keep(work, account_id, look.found, look.at, now)
        work.followed_jobs.poll_at(account_id, now + pause_after(work.followed_jobs.newest(account_id), now))

    async def _let_go(self, account_id: str) -> bool:
        """Ends the jobs of an account that was removed; False for one that may come back."""
        if not await self._database.read(lambda work: work.accounts.is_removed(account_id)):
            return False
        now = self._clock.now()

        def end(work: UnitOfWork) -> None:
            rows = work.followed_jobs.open(account_id)
            ended = [(row, after_removal(job_from(row), now)) for row in rows]
            let_go = [job for row, job in ended if move(work, self._audit, row, job, now)]
            self._news.tell_let_go(work, account_id, let_go, now)

        await self._database.transact(end)
        self._wake_outbox()
        return True

    async def _put_off(self, account_id: str) -> None:
        until = self._clock.now() + AFTER_TROUBLE
        await self._database.transact(lambda work: work.followed_jobs.poll_at(account_id, until))
