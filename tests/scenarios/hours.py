"""Moves a house to a time of day, so that its stories do not depend on when they are run."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.scenarios.playhouse import Playhouse

PARIS = "Europe/Paris"
MONDAY, THURSDAY = 0, 3


def lives_in(house: Playhouse, user: str, zone: str) -> None:
    """Somebody sets their time zone in Slack."""
    house.stand_in.workspace.people[user].tz = zone


async def move_to(house: Playhouse, target: datetime) -> None:
    """Moves the clock; nothing scheduled is run."""
    await house.later((target - house.clock.now()).total_seconds())


async def run_at(house: Playhouse, target: datetime) -> None:
    """Moves the clock, then runs what is scheduled."""
    await house.time_passes((target - house.clock.now()).total_seconds())


def next_weekday(house: Playhouse, weekday: int, hour: int, zone: str = PARIS) -> datetime:
    """The next time that the clocks of a zone show this, not today."""
    here = house.clock.now().astimezone(ZoneInfo(zone))
    days = (weekday - here.weekday() - 1) % 7 + 1
    day = here.date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def spring_sunday(house: Playhouse) -> datetime:
    """The instant at which the clocks of Paris are put forward next: the last Sunday of March, 01:00 UTC."""
    now = house.clock.now()
    for year in (now.year, now.year + 1):
        last = datetime(year, 3, 31, 1, tzinfo=UTC)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday - timedelta(days=2) > now:
            return sunday
    raise AssertionError("Every year has a March.")
