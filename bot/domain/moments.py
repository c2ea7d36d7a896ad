"""Reads the moments and lengths of time that people type, in their own zone; what is not clear is refused.

By hand, since the libraries for it guess: dateparser takes 02-03-2016 for a day of either month, knows neither
skipped nor repeated hours, takes a third of a second to import and a tenth to say no.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.domain.clock_times import CLOCK, WEEKDAY_OF, clock_from, length_of, with_numbers
from bot.domain.zones import around_gap, first_after_gap, instants, zone_named
from bot.errors import BadInput

UNDERSTOOD = "`monday 9:00`, `tomorrow 14:30`, `9am`, `2026-12-01 09:00`, `2026-12-01T09:00Z`, `in 2h`, `now`"
"""Examples of every kind of moment."""

EARLIEST, LATEST = 2000, 2100
"""The years of moments; what lies outside was mistyped."""

_MOST_QUOTED = 60
_LONGEST = 200
_FILLERS = {"at", "on"}
_UNTIL = re.compile(r"(?:until|till|til) (?P<moment>.+)", re.IGNORECASE | re.DOTALL)
_LARGEST_OFFSET = timedelta(hours=14)
_DAYS = "|".join(("today", "tomorrow", *sorted(WEEKDAY_OF, key=len, reverse=True)))
_DAY = rf"(?:(?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})|(?P<day>{_DAYS}))"
_POINT = rf"{CLOCK}(?: ?(?P<offset>z|utc|[+-][0-9]{{2}}(?::?[0-9]{{2}})?))?"
_FORMS = tuple(
    re.compile(form)
    for form in (_DAY, _POINT, rf"{_DAY} {_POINT}", rf"{_DAY}(?<=[0-9])t{_POINT}", rf"{_POINT} {_DAY}")
)


def read_moment(text: str, now: datetime, zone: str) -> datetime:
    """The moment that a person in this zone means, aware and in UTC; it may be in the past.

    A weekday or a time of day without a date is the next one to come. `in 3 days` is the same time of day in
    three days, `in 72h` is so many hours. A date alone is its first instant.

    Raises BadInput for what is not understood, and for times that the clocks of the zone skip or show twice
    on that day, with what to say instead.
    """
    spoken = _parse(text)
    here = zone_named(zone)
    try:
        moment = spoken.at(now, here)
    except OverflowError:
        raise _out_of_range() from None
    if not EARLIEST <= moment.year < LATEST:
        raise _out_of_range()
    return moment


def read_end(text: str, now: datetime, zone: str) -> datetime:
    """When it is over, from now on: after a length of time, or `until` a moment.

    A day by itself is the next one to come, and its first instant: `until monday`. Raises BadInput.
    """
    said = _UNTIL.fullmatch(text.strip())
    if said is None:
        return now + read_duration(text)
    words = with_numbers(_words(said["moment"]))
    if words == "tomorrow" or words in WEEKDAY_OF:
        today = now.astimezone(zone_named(zone)).date()
        weekday = WEEKDAY_OF.get(words, (today.weekday() + 1) % 7)
        words = str(today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1))
    return read_moment(words, now, zone)


def read_duration(text: str) -> timedelta:
    """A length of time: `1d`, `2h`, `45 min`, `1h 30m`, `1w`; days have 24 hours. Raises BadInput."""
    days, rest = _length(_words(text), text)
    return days + rest


class _Moment(Protocol):
    """A moment as it was said, before anybody looked at a clock."""

    def at(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The moment, in UTC, when it is said now in this zone. Raises BadInput, OverflowError."""
        ...


@dataclass(frozen=True)
class _Ahead:
    """`in 3 days`: days by the calendar, the rest by the clock. Nothing ahead is `now`."""

    days: timedelta = timedelta()
    rest: timedelta = timedelta()

    def at(self, now: datetime, zone: ZoneInfo) -> datetime:
        if not self.days:
            return now.astimezone(UTC) + self.rest
        wall = now.astimezone(zone).replace(tzinfo=None, fold=0) + self.days
        return _only_instant(wall, zone) + self.rest


@dataclass(frozen=True)
class _WholeDay:
    """`2026-12-01`: its first instant, which in some zones is not always midnight."""

    day: date

    def at(self, _now: datetime, zone: ZoneInfo) -> datetime:
        midnight = datetime.combine(self.day, time())
        found = instants(midnight, zone)
        return found[0] if found else first_after_gap(midnight, zone)


@dataclass(frozen=True)
class _TimeOfDay:
    """`9:00`, `monday 9:00`, `2026-12-01 09:00+01:00`."""

    clock: time
    day: date | str
    """A date, or how a day is called; empty for the next time the clock shows this."""
    offset: timezone | None

    def at(self, now: datetime, zone: ZoneInfo) -> datetime:
        first, *later = self._days(now, zone)
        return self._on(later[0] if later and self._is_over(first, now, zone) else first, zone)

    def _days(self, now: datetime, zone: ZoneInfo) -> list[date]:
        """The day that is meant; where it may be over, also the next one that could be."""
        if isinstance(self.day, date):
            return [self.day]
        if not self.day:
            today = now.astimezone(self.offset or zone).date()
            return [today, today + timedelta(days=1)]
        today = now.astimezone(zone).date()
        if self.day not in WEEKDAY_OF:
            return [today + timedelta(days=self.day == "tomorrow")]
        named = today + timedelta(days=(WEEKDAY_OF[self.day] - today.weekday()) % 7)
        return [named, named + timedelta(days=7)]

    def _is_over(self, day: date, now: datetime, zone: ZoneInfo) -> bool:
        wall = datetime.combine(day, self.clock)
        if self.offset:
            return wall.replace(tzinfo=self.offset) <= now
        found = instants(wall, zone)
        return (found[-1] if found else first_after_gap(wall, zone)) <= now

    def _on(self, day: date, zone: ZoneInfo) -> datetime:
        wall = datetime.combine(day, self.clock)
        return wall.replace(tzinfo=self.offset).astimezone(UTC) if self.offset else _only_instant(wall, zone)


def _only_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks show this. Raises BadInput if there is none, or more than one."""
    found = instants(wall, zone)
    if len(found) == 1:
        return found[0]
    clock, day = _shown(wall).split(" ")[1], wall.date()
    if found:
        first, second = (_shown(instant.astimezone(zone)) for instant in found)
        raise BadInput(f"{clock} happens twice on {day} in {zone.key}: say `{first}` or `{second}`.")
    before, after = map(_shown, around_gap(wall, zone))
    raise BadInput(f"{clock} does not exist on {day} in {zone.key}: say `{before}` or `{after}`.")


def _shown(moment: datetime) -> str:
    return moment.isoformat(" ", "seconds" if moment.second or moment.microsecond else "minutes")


def _parse(text: str) -> _Moment:
    words = _words(text)
    if words == "now":
        return _Ahead()
    if words.startswith("in "):
        return _Ahead(*_length(words.removeprefix("in "), text))
    found = next(filter(None, (form.fullmatch(words) for form in _FORMS)), None)
    if found is None:
        raise _not_understood(text)
    parts = found.groupdict()
    day = _date(parts["date"]) if parts.get("date") else parts.get("day") or ""
    if parts.get("hour"):
        clock = clock_from(found)
        if clock is None:
            raise _not_understood(text)
        return _TimeOfDay(clock, day, _offset(parts["offset"]))
    if isinstance(day, date):
        return _WholeDay(day)
    raise BadInput(f"Say at what time, too: `{day} 9:00`.")


def _words(text: str) -> str:
    """The text as it is compared: in lower case, one space between words, without words that say nothing."""
    return " ".join(word for word in text.lower().replace(",", " ").split() if word not in _FILLERS)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"There is no day {text}.") from None


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in {"z", "utc"}:
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if length > _LARGEST_OFFSET:
        raise BadInput(f"No place is {text} from UTC.")
    return timezone(-length if text.startswith("-") else length)


def _length(words: str, text: str) -> tuple[timedelta, timedelta]:
    found = length_of(words) if len(words) <= _LONGEST else None
    if found is None:
        raise BadInput(
            f"{_quoted(text)} is not a length of time. Say for example `45 min`, `2h`, `1d` or `1w`."
        )
    if not any(found):
        raise BadInput("That is no time at all. Say for example `45 min`, `2h`, `1d` or `1w`.")
    return found


def _not_understood(text: str) -> BadInput:
    return BadInput(f"{_quoted(text)} is not a time that I understand. Say for example {UNDERSTOOD}.")


def _out_of_range() -> BadInput:
    return BadInput(f"That is too far away: times lie between {EARLIEST} and {LATEST}.")


def _quoted(text: str) -> str:
    words = " ".join(text[: 2 * _MOST_QUOTED].split())
    return f"“{words}”" if len(words) <= _MOST_QUOTED else f"“{words[: _MOST_QUOTED - 1]}…”"
