"""Keeps what the apps' counts were: takes snapshots when they are due, and thins them out with time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.clients.appizer.apps import Apps
from bot.clock import Clock
from bot.domain.readings import reading_of
from bot.domain.snapshot_times import EVERY_ONE_FOR, ONE_A_DAY_FOR, checked_rhythm, due_time
from bot.errors import ApiError
from bot.services.app_warnings import AppWarningsService
from storage.database import Database
from storage.repositories.snapshots import NewReading, names_to_learn, new_reading, reading_rows
from storage.unit_of_work import UnitOfWork

LEASE = timedelta(minutes=10)
"""Longer than reading ten thousand apps takes; then somebody else may try."""
TRY_AGAIN_AFTER = timedelta(minutes=2)
HOURLY = timedelta(hours=1)
MOST_DROPPED_AT_ONCE = 100

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that was taken: of which time, and of how many apps."""

    taken_at: datetime
    app_count: int


class SnapshotsService:
    """Snapshots of all apps of one account. Any number of workers may call it; each due time is one's."""

    def __init__(
        self,
        apps: Apps,
        database: Database,
        warnings: AppWarningsService,
        clock: Clock,
        *,
        account: str,
        owner: str,
        every: timedelta = HOURLY,
    ) -> None:
        self._apps = apps
        self._database = database
        self._warnings = warnings
        self._clock = clock
        self._account = account
        self._owner = owner
        self._every = checked_rhythm(every)

    async def keep(self) -> None:
        """Everything that is due: a snapshot, what it gives to warn of, and the thinning of old ones.

        Safe to call as often as one likes, by any number of processes at once.
        """
        taken = await self.take()
        await self._warnings.judge()
        if taken is not None:
            await self.thin()

    async def take(self) -> Snapshot | None:
        """Take the snapshot that is due; None when it is taken, somebody is at it, or Appizer fails.

        Counts of a time that has passed cannot be read any more: what was missed stays a gap.
        """
        now = self._clock.now()
        due = due_time(now, self._every)
        claim = partial(_claim, self._account, due, self._owner, now)
        is_free = await self._database.read(lambda work: work.snapshot_takes.is_free(self._account, due, now))
        if not is_free or not await self._database.transact(claim):
            return None
        try:
            names, readings = await self._read(due)
        except ApiError as error:
            _LOG.warning("snapshot_not_taken", due=due.isoformat(), reason=error.sentence)
            again = self._clock.now() + TRY_AGAIN_AFTER
            await self._database.transact(
                lambda work: work.snapshot_takes.release(self._account, due, self._owner, again)
            )
            return None
        return await self._store(due, names, readings)

    async def thin(self) -> int:
        """Delete what is not kept any more: all but one a day after two weeks, everything after two years.

        Take by take, each in a transaction of its own, so that others are not kept waiting; safe to run
        twice, and at once. How many readings were deleted.
        """
        now = self._clock.now()

        def find(work: UnitOfWork) -> list[datetime]:
            takes, most = work.snapshot_takes, MOST_DROPPED_AT_ONCE
            expired = takes.expired(self._account, now - ONE_A_DAY_FOR, most)
            return sorted({*expired, *takes.superseded(self._account, now - EVERY_ONE_FOR, most)})

        dropped = 0
        for taken_at in await self._database.read(find):
            dropped += await self._database.transact(partial(_drop, self._account, taken_at))
        await self._database.transact(partial(_forget, self._account, now - ONE_A_DAY_FOR))
        return dropped

    async def _read(self, due: datetime) -> tuple[Mapping[str, str], list[NewReading]]:
        names: dict[str, str] = {}
        readings: list[NewReading] = []
        async for app in self._apps.list():
            read = reading_of(app, due)
            if not read.is_empty:
                names[app.id] = app.name
                readings.append(
                    new_reading(app.id, read.users, read.events, read.last_event_at, read.counted_at)
                )
        return names, readings

    async def _store(
        self, due: datetime, names: Mapping[str, str], readings: list[NewReading]
    ) -> Snapshot | None:
        known = await self._database.read(lambda work: work.snapshots.known_apps(self._account))
        if news := names_to_learn(names, known):
            known = await self._database.transact(lambda work: work.snapshots.learn(self._account, news))
        rows = reading_rows(due, readings, known)
        now = self._clock.now()

        def store(work: UnitOfWork) -> bool:
            if not work.snapshot_takes.finish(self._account, due, self._owner, now, len(rows)):
                return False  # it took so long that somebody else took over
            work.snapshots.add(rows)
            return True

        return Snapshot(due, len(rows)) if await self._database.transact(store) else None


def _claim(account: str, due: datetime, owner: str, now: datetime, work: UnitOfWork) -> bool:
    return work.snapshot_takes.claim(account, due, owner, now, LEASE)


def _drop(account: str, taken_at: datetime, work: UnitOfWork) -> int:
    return work.snapshot_takes.drop(account, taken_at)


def _forget(account: str, before: datetime, work: UnitOfWork) -> None:
    """Apps that are gone for so long that none of their readings is left, and warnings of that age."""
    latest = work.snapshot_takes.latest(account)
    if latest is not None:
        work.snapshots.note_unread(account, latest)
    work.snapshots.forget_apps(account, before)
    work.raised_warnings.forget(before)
