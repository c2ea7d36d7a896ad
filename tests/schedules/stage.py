"""What the tests of schedules play on: workers over one database, whose handlers do as they are told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.domain.recurrences import read_recurrence
from bot.domain.schedules import LateRule, Schedule, Work
from bot.redaction import Redactor
from bot.schedule.ticker import CONCURRENCY, LONGEST, Ticker
from bot.services.audit import AuditService
from bot.services.occurrences import OccurrencesService
from bot.services.schedules import NewSchedule, SchedulesService, schedule_from
from storage.database import Database
from storage.models.occurrences import OccurrenceRow
from storage.repositories.change_requests import request_id_from

TEAM, PARIS = "T1", "Europe/Paris"
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""09:00 in Paris."""
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class MovableClock:
    """Stands still until it is moved."""

    moment: datetime = MONDAY - HOUR

    def now(self) -> datetime:
        return self.moment

    def advance(self, length: timedelta) -> None:
        self.moment += length


@dataclass
class Handler:
    """Writes down what it is given. `faults` are used up one per call: an error, or an event to wait for first."""

    faults: list[BaseException | asyncio.Event] = field(default_factory=list)
    begun: list[Work] = field(default_factory=list)
    done: list[Work] = field(default_factory=list)
    note: str = ""

    async def __call__(self, work: Work) -> str:
        self.begun.append(work)
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, asyncio.Event):
            await fault.wait()
        elif fault is not None:
            raise fault
        self.done.append(work)
        return self.note


@dataclass
class Worker:
    """One process, as far as schedules go."""

    ticker: Ticker

    async def looks(self) -> int:
        """Looks once, and waits until what it began is finished; how much it began."""
        begun = await self.ticker.tick()
        await self.ticker.idle()
        return begun


def worker(
    database: Database,
    clock: Clock,
    handler: Handler,
    owner: str = "w1",
    *,
    kinds: Sequence[str] = ("digest",),
    concurrency: int = CONCURRENCY,
    longest: timedelta = LONGEST,
) -> Worker:
    """A worker that does all kinds by one handler."""
    occurrences = OccurrencesService(database, AuditService(database, Redactor(), clock), clock, owner=owner)
    handlers = dict.fromkeys(kinds, handler)
    return Worker(Ticker(occurrences, handlers, clock, concurrency=concurrency, longest=longest))


@dataclass(frozen=True)
class Schedules:
    """Schedules as the service makes them, each act in a transaction of its own."""

    database: Database
    service: SchedulesService

    async def create(self, new: NewSchedule, key: str) -> Schedule:
        return await self.database.transact(lambda work: self.service.create_in(work, new, key))

    async def pause(self, schedule: Schedule, until: datetime) -> Schedule:
        return await self.database.transact(lambda work: self.service.pause_in(work, schedule, until))

    async def resume(self, schedule: Schedule) -> Schedule:
        return await self.database.transact(lambda work: self.service.resume_in(work, schedule))

    async def delete(self, schedule: Schedule) -> bool:
        return await self.database.transact(lambda work: work.schedules.delete(TEAM, schedule.id))

    async def get(self, id: str) -> Schedule:
        row = await self.database.read(lambda work: work.schedules.get(TEAM, id))
        assert row
        return schedule_from(row)

    async def list(self) -> Sequence[Schedule]:
        rows = await self.database.read(lambda work: work.schedules.list(TEAM))
        return [schedule_from(row) for row in rows]

    async def history(self, id: str) -> Sequence[OccurrenceRow]:
        """Its due times, in order."""
        rows = await self.database.read(lambda work: work.occurrences.list(id, limit=400))
        return [*reversed(rows)]


def schedules_on(database: Database, clock: Clock) -> Schedules:
    return Schedules(database, SchedulesService(clock, id_from=request_id_from))


async def scheduled(
    schedules: Schedules,
    text: str = "weekdays 09:00",
    *,
    key: str = "k1",
    zone: str = PARIS,
    late_rule: LateRule = LateRule.LATEST,
    grace: timedelta = 3 * HOUR,
    kind: str = "digest",
    **fields: Any,
) -> Schedule:
    """A schedule that was made."""
    new = NewSchedule(
        team_id=TEAM,
        kind=kind,
        recurrence=read_recurrence(text, zone),
        created_by="U1",
        grace=grace,
        late_rule=late_rule,
        **fields,
    )
    return await schedules.create(new, key)
