"""A recurrence as it is told to people."""

from collections.abc import Sequence
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

from bot.domain.clock_times import DAYS
from bot.domain.patterns import EVERY_HOUR, EVERY_MONTH, EVERY_MONTH_DAY, EVERY_WEEKDAY, Pattern

_MOST_NAMED = 4
_WORKDAYS = frozenset(range(5))


def in_words(text: str, rule: Pattern | datetime, zone: str) -> str:
    """The rule as a phrase: `every weekday at 09:00 (Europe/Paris)`; cron that has no plain words as it is."""
    if isinstance(rule, datetime):
        return f"once, on {rule.astimezone(ZoneInfo(zone)):%Y-%m-%d at %H:%M} ({zone})"
    phrase = _phrase(rule) or f"by the cron rule `{text}`"
    return f"{phrase} ({zone})"


def _phrase(rule: Pattern) -> str:
    days = _days(rule)
    if not days:
        return ""
    if rhythm := _rhythm(rule):
        return rhythm if days == "every day" else f"{rhythm}, {days}"
    times = [f"{hour:02}:{minute:02}" for hour, minute in product(rule.hours, rule.minutes)]
    return f"{days} at {_listed(times)}" if len(times) <= _MOST_NAMED else ""


def _rhythm(rule: Pattern) -> str:
    """`every 15 minutes`, where there is an even one."""
    if rule.hours == EVERY_HOUR and rule.minutes == (0,):
        return "every hour"
    if rule.hours == EVERY_HOUR and (step := _step(rule.minutes, 60)):
        return "every minute" if step == 1 else f"every {step} minutes"
    if rule.hours == EVERY_HOUR and len(rule.minutes) <= _MOST_NAMED:
        return f"at {_listed([str(minute) for minute in rule.minutes])} minutes past every hour"
    if rule.minutes == (0,) and (step := _step(rule.hours, 24)):
        return f"every {step} hours"
    return ""


def _step(numbers: Sequence[int], end: int) -> int:
    """How far apart they are, if they begin with 0 and come evenly until the end; else 0."""
    step = numbers[1] if len(numbers) > 1 else end
    return step if step < end and end % step == 0 and list(numbers) == list(range(0, end, step)) else 0


def _days(rule: Pattern) -> str:
    """`every weekday`, `on the 1st of each month`; empty for what would need more words."""
    if rule.months != EVERY_MONTH:
        return ""
    if rule.month_days == EVERY_MONTH_DAY:
        if rule.weekdays == EVERY_WEEKDAY:
            return "every day"
        if rule.weekdays == _WORKDAYS:
            return "every weekday"
        return f"every {_listed([DAYS[number].capitalize() for number in sorted(rule.weekdays)])}"
    if rule.weekdays == EVERY_WEEKDAY and len(rule.month_days) <= _MOST_NAMED:
        return f"on the {_listed([_ordinal(number) for number in sorted(rule.month_days)])} of each month"
    return ""


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 != 1 else "th"
    return f"{number}{ending}"


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
