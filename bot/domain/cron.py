"""Reads the five fields of cron as every cron does: 0 and 7 are Sunday, 1 is Monday.

APScheduler's own reading counts weekdays from Monday as 0, and wants both the day and the weekday to fit where
cron is content with either; so it is not used for this.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.clock_times import DAYS
from bot.domain.patterns import Pattern, in_order
from bot.errors import BadInput

FIELDS = 5
_SUNDAY = 7
_MOST_DIGITS = 4
_MOST_QUOTED = 20
_PART = re.compile(r"(?:(?P<all>\*)|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>[0-9]+))?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class _Field:
    """What one field may hold, and how to call it."""

    noun: str
    lowest: int
    highest: int
    names: Mapping[str, int] = field(default_factory=dict)


_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_MONTH_DAY = _Field("day of the month", 1, 31)
_MONTH = _Field("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)})
_WEEKDAY = _Field("day of the week", 0, _SUNDAY, {day[:3]: n for n, day in enumerate(DAYS, 1)})


def looks_like_cron(words: list[str]) -> bool:
    """Whether somebody seems to have meant cron, rightly or wrongly."""
    return len(words) == FIELDS and all(word[0] in "*0123456789" for word in words[:2])


def read_cron(words: list[str]) -> Pattern:
    """The pattern of five fields in lower case. Raises BadInput that names the field and what is wrong."""
    fields = (_MINUTE, _HOUR, _MONTH_DAY, _MONTH, _WEEKDAY)
    minutes, hours, month_days, months, weekdays = map(_read, words, fields)
    return Pattern(
        minutes=in_order(minutes),
        hours=in_order(hours),
        month_days=frozenset(month_days),
        months=frozenset(months),
        weekdays=frozenset((number - 1) % 7 for number in weekdays),
        either=not any(word.startswith("*") for word in (words[2], words[4])),
    )


def _read(text: str, field: _Field) -> set[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        found = _PART.fullmatch(part)
        if found is None:
            raise _unreadable(part, field)
        numbers |= _read_part(found, field)
    return numbers


def _read_part(found: re.Match[str], field: _Field) -> set[int]:
    step = int(found["step"] or 1) if len(found["step"] or "") <= _MOST_DIGITS else 0
    if found["all"]:
        first, last = field.lowest, field.highest
    else:
        first = _number(found["first"], field)
        last = _number(found["last"], field) if found["last"] else first
        if field is _WEEKDAY and first == _SUNDAY:
            first, last = 0, last % _SUNDAY  # `sun-tue`, where `sat-sun` is 6 to 7
    if step < 1 or first > last or (found["step"] and not (found["all"] or found["last"])):
        raise _unreadable(found[0], field)
    return set(range(first, last + 1, step))


def _number(text: str, field: _Field) -> int:
    number = field.names.get(text)
    if number is None and text.isdecimal() and len(text) <= _MOST_DIGITS:
        number = int(text)
    if number is None or not field.lowest <= number <= field.highest:
        raise _unreadable(text, field)
    return number


def _unreadable(part: str, field: _Field) -> BadInput:
    return BadInput(
        f"“{part[:_MOST_QUOTED]}” is no {field.noun} of a cron rule: it goes from {field.lowest} to {field.highest}, "
        "with `*`, `1,15`, `9-17` and `*/5`."
    )
