"""Reads when something was, as people say it: `yesterday`, `monday 9:00`, `2 days ago`, `3h`, `2026-11-02`.

What is said of the past is put as a date, and then read as any moment is (`moments.py`).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.clock_times import CLOCK, WEEKDAY_OF, length_of
from bot.domain.moments import read_moment
from bot.domain.zones import zone_named
from bot.errors import BadInput

UNDERSTOOD = "`yesterday`, `monday 9:00`, `3 days ago`, `2h`, `2026-11-02`, `2026-11-02 14:30`"
"""Examples of every kind of moment in the past."""

_MOST_QUOTED = 60
_WEEK = 7
_DAYS = "|".join(("today", "yesterday", *sorted(WEEKDAY_OF, key=len, reverse=True)))
_SAID = re.compile(rf"(?:last )?(?P<day>{_DAYS})(?: (?P<clock>{CLOCK}))?")
_CLOCK_ALONE = re.compile(CLOCK)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Span:
    """From when until when, the end left out; a moment by itself begins and ends at once."""

    start: datetime
    end: datetime


def read_past(text: str, now: datetime, zone: str) -> Span:
    """The day or the moment that a person in this zone means, aware and in UTC.

    A weekday is the last one that has begun, a time of day the last time that clocks showed it. A length of time is
    so long ago. A day by itself is all of it, up to the first instant of the next. Raises BadInput.
    """
    words = " ".join(text.lower().replace(",", " ").split())
    length = timedelta() if words == "now" else _length(words)
    if length is not None:
        return _moment(now - length)
    today = now.astimezone(zone_named(zone)).date()
    if said := _SAID.fullmatch(words):
        day = _day(said["day"], today)
        return _last(said["clock"], day, _WEEK, now, zone) if said["clock"] else _whole(day, now, zone)
    if _CLOCK_ALONE.fullmatch(words):
        return _last(words, today, 1, now, zone)
    if _DATE.fullmatch(words):
        read_moment(words, now, zone)  # refuses a day that does not exist, and years that were mistyped
        return _whole(date.fromisoformat(words), now, zone)
    return _any(text, words, now, zone)


def _last(clock: str, day: date, every: int, now: datetime, zone: str) -> Span:
    """The time of day on that day; so many days earlier where it is still to come."""
    moment = read_moment(f"{day} {clock}", now, zone)
    return _moment(moment if moment <= now else read_moment(f"{day - timedelta(every)} {clock}", now, zone))


def _any(text: str, words: str, now: datetime, zone: str) -> Span:
    if not words[:4].isdigit():
        shown = words if len(words) <= _MOST_QUOTED else f"{words[: _MOST_QUOTED - 1]}…"
        raise BadInput(f"“{shown}” is not a time that has been. Say for example {UNDERSTOOD}.")
    return _moment(read_moment(text, now, zone))


def _length(words: str) -> timedelta | None:
    found = length_of(words.removesuffix(" ago"))
    return sum(found, timedelta()) if found and any(found) else None


def _day(said: str, today: date) -> date:
    if said in WEEKDAY_OF:
        return today - timedelta((today.weekday() - WEEKDAY_OF[said]) % _WEEK)
    return today - timedelta(said == "yesterday")


def _whole(day: date, now: datetime, zone: str) -> Span:
    return Span(read_moment(str(day), now, zone), read_moment(str(day + timedelta(1)), now, zone))


def _moment(moment: datetime) -> Span:
    return Span(moment, moment)
