"""Times of day, days of the week and lengths of time, as people type them; shared by moments and recurrences."""

import re
from collections.abc import Mapping
from datetime import time, timedelta

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order of `date.weekday()`."""

WEEKDAY_OF: Mapping[str, int] = {
    name: number
    for number, day in enumerate(DAYS)
    for name in (day, day[:3], *({"tuesday": ["tues"], "thursday": ["thu", "thur", "thurs"]}.get(day, [])))
}
"""The number of a day by each name that it is called by, in lower case."""

CLOCK = (
    r"(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?)?"
    r"(?: ?(?P<half>am|pm))?"
)
"""A time of day: `9:00`, `09:00`, `9am`, `9:30 pm`, `14:30:15.5`; in lower case."""

_CLOCK = re.compile(CLOCK)
_CALLED = {"noon": "12:00", "midnight": "00:00"}
"""Times of day by name. Midnight is the one with which the day begins."""
_NAME = re.compile(r"\b(?:12 )?(noon|midnight)\b")
_NOON = 12
_LAST_HOUR = 23
_LENGTH = re.compile(r"([0-9]{1,6}) ?([a-z]+)(?: (?=[0-9])|(?=[0-9])|$)")
_UNITS: Mapping[str, timedelta] = {
    name: unit
    for names, unit in (
        ("s sec secs second seconds", timedelta(seconds=1)),
        ("m min mins minute minutes", timedelta(minutes=1)),
        ("h hr hrs hour hours", timedelta(hours=1)),
        ("d day days", timedelta(days=1)),
        ("w week weeks", timedelta(weeks=1)),
    )
    for name in names.split()
}


def clock_time(words: str) -> time | None:
    """The time of day, if these words are one that there is."""
    found = _CLOCK.fullmatch(words)
    return clock_from(found) if found else None


def with_numbers(words: str) -> str:
    """The words, in lower case, with `12:00` for noon and `00:00` for midnight."""
    return _NAME.sub(lambda found: _CALLED[found[1]], words)


def clock_from(found: re.Match[str]) -> time | None:
    """The time of day of a match of `CLOCK`, if there is such a time. A bare number is none."""
    hour, half = int(found["hour"]), found["half"]
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    elif found["minute"] is None:
        return None
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    micro = int((found["fraction"] or "").ljust(6, "0")[:6])
    return time(hour, minute, second, micro) if hour <= _LAST_HOUR and max(minute, second) < 60 else None  # noqa: PLR2004 - the clock's own numbers


def length_of(words: str) -> tuple[timedelta, timedelta] | None:
    """The days of a length of time and the rest of it, such as `1d 12h`; None if these words are none.

    They are apart because a day is not always 24 hours long.
    """
    days = rest = timedelta()
    at = 0
    while at < len(words):
        part = _LENGTH.match(words, at)
        unit = _UNITS.get(part[2]) if part else None
        if part is None or unit is None:
            return None
        if unit >= timedelta(days=1):
            days += int(part[1]) * unit
        else:
            rest += int(part[1]) * unit
        at = part.end()
    return (days, rest) if words else None


def length_in_words(length: timedelta) -> str:
    """A length of time by its two largest units: `2 d 3 h`, `45 min`, `20 s`."""
    left = int(length.total_seconds())
    counts: list[tuple[int, str]] = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count or counts:
            counts.append((count, unit))
    return " ".join(f"{count} {unit}" for count, unit in counts[:2] if count) or "0 s"
