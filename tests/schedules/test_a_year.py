"""A whole year of weekday 09:00 in four zones, by two workers that die and start anew: each day once, at nine."""

import asyncio
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from sqlalchemy import select, update
from sqlmodel import col
from structlog.typing import EventDict

from bot.clock import SystemClock
from bot.domain.notices import Notice
from bot.domain.schedules import Work
from bot.domain.subscriptions import Topic
from bot.services.digests import KIND, DigestsService
from bot.services.notices import NoticesService
from storage.database import Database
from storage.models import OccurrenceRow, OccurrenceState, OutboxRow, OutboxState, ScheduleRow
from storage.models.subscriptions import SubscriptionRow
from storage.unit_of_work import UnitOfWork
from tests.delivery.stage import Killed
from tests.digests.house import digests_over
from tests.schedules.stage import (
    DAY,
    MINUTE,
    SECOND,
    TEAM,
    Handler,
    Worker,
    scheduled,
    schedules_on,
    worker,
)

ZONES = ("America/New_York", "Europe/Paris", "Asia/Kolkata", "Australia/Lord_Howe")
WHOLE_YEAR = (date(2026, 12, 1), date(2027, 11, 30))
CHANGES_OF_SPRING, CHANGES_OF_AUTUMN = (
    (date(2027, 3, 10), date(2027, 4, 8)),
    (date(2027, 9, 29), date(2027, 11, 9)),
)
"""The weeks in which the clocks change in one zone after the other; in the south it is the other way round."""
EVENING = timedelta(hours=18)
"""In UTC: every nine o'clock of the day is over, and none of the next has come."""
SOON, LONG_AWAY = 40 * SECOND, 150 * MINUTE
"""How late the workers look as a rule, and the longest for which none of them is there."""


def nine_o_clocks(zone: str, first: date, last: date) -> list[datetime]:
    """09:00 of every weekday of those days, by the clocks of the zone."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    nines = (datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(zone)) for day in days)
    return [nine.astimezone(UTC) for nine in nines if nine.weekday() < 5]


NIGHT = re.compile(r"night of (\S+)")


def nights_between(first: datetime, last: datetime) -> list[datetime]:
    """Midnight of each day, in UTC, from the one before the first digests on."""
    return [first - EVENING + n * DAY for n in range(-1, (last - first).days + 1)]


async def tell_of_each_night(database: Database, first: datetime, last: datetime) -> None:
    """Something happens every night, also before days without a digest."""
    notices = NoticesService(database, SystemClock())

    def tell(work: UnitOfWork) -> None:
        for night in nights_between(first, last):
            line = f"*Flow* went live in the night of {night:%Y-%m-%d}"
            notices.post(work, Notice(line, TEAM, Topic.PUBLISHING, night, line, line, kind="flows"), night)

    await database.transact(tell)


async def has_a_digest(database: Database, channel: str, schedule_id: str, now: datetime) -> None:
    """A channel has a digest by this schedule, silent where there is nothing to tell."""
    row = SubscriptionRow(
        id=channel,
        team_id=TEAM,
        channel_id=channel,
        topic=KIND,
        filters={"kind": "flows"},
        fingerprint="",
        zone=channel,
        schedule_id=schedule_id,
        created_by="U1",
        created_by_name="Maya",
        created_at=now,
    )
    await database.transact(lambda work: work.subscriptions.add(row))


@dataclass
class Digest(Handler):
    """Posts by the outbox, as every handler does, and now and then the process ends before or after that."""

    digests: DigestsService = field(kw_only=True)
    luck: random.Random = field(kw_only=True)

    async def __call__(self, work: Work) -> str:
        self.begun.append(work)
        fate = self.luck.random()
        if fate < 0.03:
            raise Killed
        note = await self.digests.post(work)
        if fate > 0.97:
            raise Killed
        self.done.append(work)
        return note


class Year:
    """Lets the time pass from one moment at which something is due to the next."""

    def __init__(self, seed: int, frozen: FrozenDateTimeFactory, database: Database) -> None:
        self.luck = random.Random(seed)
        self.frozen = frozen
        self.database = database
        self.clock = SystemClock()
        self.schedules = schedules_on(database, self.clock)
        self.digest = Digest(digests=digests_over(database, self.clock), luck=self.luck)
        self.lives = 0
        self.workers = [self.begin_to_work(), self.begin_to_work()]

    def begin_to_work(self) -> Worker:
        self.lives += 1
        return worker(self.database, self.clock, self.digest, f"w{self.lives}", kinds=[KIND])

    async def passes(self, end: datetime) -> None:
        while (moment := await self.database.read(next_moment)) is not None and moment < end:
            away = self.luck.random() < 0.05
            late = (LONG_AWAY if away else SOON) * self.luck.random()
            self.frozen.move_to(max(moment + late, self.clock.now()))
            if self.luck.random() < 0.1:
                self.workers[self.luck.randrange(2)] = self.begin_to_work()
            there = self.workers if self.luck.random() < 0.3 else [self.luck.choice(self.workers)]
            await asyncio.gather(*(each.looks() for each in there))
            await self.database.transact(arrive)


def arrive(work: UnitOfWork) -> None:
    """What was written stands in Slack."""
    work._session.execute(update(OutboxRow).values(state=OutboxState.SENT, ts="1"))


def next_moment(work: UnitOfWork) -> datetime | None:
    """When something is due next, or may be taken over."""
    is_open = col(OccurrenceRow.state) == OccurrenceState.CLAIMED
    moments = [
        *work._session.execute(select(col(ScheduleRow.next_due_at))).scalars(),
        *work._session.execute(select(col(OccurrenceRow.lease_until)).where(is_open)).scalars(),
    ]
    return min((moment for moment in moments if moment is not None), default=None)


@pytest.mark.parametrize(
    ("database_url", "days"),
    [("sqlite", WHOLE_YEAR), ("postgresql", CHANGES_OF_SPRING), ("postgresql", CHANGES_OF_AUTUMN)],
    ids=["the year on SQLite", "spring on PostgreSQL", "autumn on PostgreSQL"],
    indirect=["database_url"],
)
async def test_each_weekday_has_its_digest_at_nine_once(
    database: Database, log: list[EventDict], days: tuple[date, date]
) -> None:
    first, last = (datetime.combine(day, time(), UTC) + EVENING for day in days)
    with freeze_time(first - DAY, real_asyncio=True) as frozen:
        assert isinstance(frozen, FrozenDateTimeFactory)
        year = Year(20_270_328, frozen, database)
        for zone in ZONES:
            made = await scheduled(year.schedules, key=zone, zone=zone, subject=zone)
            await has_a_digest(database, zone, made.id, year.clock.now())
        await tell_of_each_night(database, first, last)
        await year.passes(last)

    expected = {zone: nine_o_clocks(zone, *days) for zone in ZONES}
    for schedule in await year.schedules.list():
        zone = schedule.recurrence.zone
        history = await year.schedules.history(schedule.id)
        assert [each.due_at for each in history] == expected[zone]
        assert {each.state for each in history} == {"done"}
        lateness = [each.claimed_at - each.due_at for each in history]
        assert timedelta() <= min(lateness)
        assert max(lateness) <= LONG_AWAY
        assert sum(late <= SOON for late in lateness) > 0.8 * len(lateness)
    posted = await database.read(lambda work: [*work._session.scalars(select(OutboxRow))])
    assert len(posted) == sum(map(len, expected.values()))
    assert {row.dedupe_key for row in posted} == {work.key for work in year.digest.begun}
    for zone in ZONES:
        shown = "\n".join(row.text for row in posted if row.channel == zone)
        nights = NIGHT.findall(shown)
        assert len(nights) == len(set(nights)), "a fact stands in two digests"
        assert set(nights) >= {f"{day:%Y-%m-%d}" for day in nights_between(first, last - 3 * DAY)[1:]}
    # They did die in the middle, before and after the message was written, and were replaced.
    deaths = [line for line in log if line["event"] == "occurrence_not_recorded"]
    assert len(year.digest.begun) - len(year.digest.done) == len(deaths) > 2
    assert {line["event"] for line in log} == {"occurrence_not_recorded"}
    assert year.lives > 10
