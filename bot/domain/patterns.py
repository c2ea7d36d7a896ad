"""Which minutes of which days: the set that every recurrence comes down to, and what of it comes next in a zone."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from bot.domain.zones import first_after_gap, instants

EVERY_HOUR = tuple(range(24))
EVERY_MONTH_DAY = frozenset(range(1, 32))
EVERY_MONTH = frozenset(range(1, 13))
EVERY_WEEKDAY = frozenset(range(7))
YEARS_AHEAD = 41
"""The rarest day that comes at all, a 29th of February on one weekday, comes at least so often."""

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_LAST_YEAR = 9998


@dataclass(frozen=True)
class Pattern:
    """Times of day by hour and minute, in order, on the days that fit; weekdays as `date.weekday()` counts."""

    minutes: tuple[int, ...] = (0,)
    hours: tuple[int, ...] = EVERY_HOUR
    month_days: frozenset[int] = EVERY_MONTH_DAY
    months: frozenset[int] = EVERY_MONTH
    weekdays: frozenset[int] = EVERY_WEEKDAY
    either: bool = False
    """Whether a day fits by its number or by its weekday (cron, where both are named), instead of by both."""

    def falls_on(self, day: date) -> bool:
        """Whether that day fits."""
        by_number, by_weekday = day.day in self.month_days, day.weekday() in self.weekdays
        fits = by_number or by_weekday if self.either else by_number and by_weekday
        return fits and day.month in self.months

    def first_day(self, day: date) -> date | None:
        """That day if it fits, else the next that does; None when none does within YEARS_AHEAD."""
        last = min(day.year + YEARS_AHEAD, _LAST_YEAR)
        while day.year <= last:
            if day.month not in self.months:
                day = (day.replace(day=1) + 31 * _DAY).replace(day=1)
            elif self.falls_on(day):
                return day
            else:
                day += _DAY
        return None

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """The first time after that moment, in UTC; None when there is none any more.

        A rule that names hours follows the calendar: each of its times comes once on each day. One that the
        clocks skip comes at the first instant after the gap, one that they show twice comes the first time.
        A rule for every hour follows the clock instead: it comes whenever the clock shows its minutes.
        """
        if self.hours == EVERY_HOUR:
            return self._next_on_the_clock(moment, zone)
        day = self.first_day(moment.astimezone(zone).date())
        while day is not None:
            midnight = datetime.combine(day, time())
            due = partial(_first_instant, midnight, zone)
            times = _times(self.hours, self.minutes)
            place = bisect_right(times, moment, key=due)
            if place < len(times):
                return due(times[place])
            day = self.first_day(day + _DAY)
        return None

    def _next_on_the_clock(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        instant = moment.astimezone(UTC).replace(second=0, microsecond=0) + _MINUTE
        while True:
            wall = instant.astimezone(zone)
            if not self.falls_on(wall.date()):
                day = self.first_day(wall.date() + _DAY)
                if day is None:
                    return None
                instant = _first_instant(datetime.combine(day, time()), zone)
            elif wall.minute in self.minutes:
                return instant
            else:
                following = instant + self._minutes_ahead(wall.minute) * _MINUTE
                # Over a change of the clocks minute by minute: it may be by half an hour.
                in_step = following.astimezone(zone).utcoffset() == wall.utcoffset()
                instant = following if in_step else instant + _MINUTE

    def _minutes_ahead(self, minute: int) -> int:
        place = bisect_right(self.minutes, minute)
        return self.minutes[place] - minute if place < len(self.minutes) else self.minutes[0] + 60 - minute


def in_order(numbers: Iterable[int]) -> tuple[int, ...]:
    """Minutes or hours as a pattern keeps them."""
    return tuple(sorted(set(numbers)))


@lru_cache(maxsize=256)
def _times(hours: tuple[int, ...], minutes: tuple[int, ...]) -> tuple[timedelta, ...]:
    """The times of a day, from midnight on, as the clock shows them."""
    return tuple(timedelta(hours=hour, minutes=minute) for hour in hours for minute in minutes)


def _first_instant(midnight: datetime, zone: ZoneInfo, after: timedelta = timedelta()) -> datetime:
    wall = midnight + after
    found = instants(wall, zone)
    return found[0] if found else first_after_gap(wall, zone)
