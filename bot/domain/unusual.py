"""What is unusual in the counts of an app, by its own history. Two rules.

*Events have stopped.* An app shows a sign of life whenever its events increase or its last event moves on.
Its quiet is how long readings showed none. It has stopped when the quiet lasts longer than three times its
usual longest quiet, and at least a day. The usual longest quiet is the longest of the last eight weeks; once
there are four weeks of history, the longest but one, so that an earlier outage does not make us deaf. An app
with less than five signs of life, or two weeks between the first and the last of them, is not judged; one that
showed life within a day has not stopped, whatever its history: it may be back after a silence of months.

*A day was unlike other days.* What a day (UTC) added is compared with the same weekday of up to eight weeks
before, of which at least four must be known. It is unusual when it is further from their median than five
times their spread: 1.4826 times the median absolute deviation, and at least a tenth of the median, its square
root, and one. It counts as known when the day and the one before ended with comparable readings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from statistics import median
from typing import Any

from bot.domain.readings import Figure, Reading, are_comparable

HISTORY = timedelta(days=58)
"""How far back is looked: eight weeks, the day that is judged, and the end of the day before."""

TIMES_THE_USUAL_QUIET = 3
LEAST_QUIET = timedelta(days=1)
LEAST_SIGNS = 5
LEAST_LIFE = timedelta(days=14)
LIFE_FOR_AN_OUTAGE = timedelta(days=28)

WEEKS_COMPARED = 8
LEAST_WEEKS = 4
TIMES_THE_SPREAD = 5
_DEVIATION_OF_NORMAL = 1.4826
_LEAST_SPREAD = 0.1

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_NEARLY_A_DAY = (timedelta(hours=20), timedelta(hours=28))


class Kind(StrEnum):
    """What can be unusual of an app."""

    EVENTS_STOPPED = "events_stopped"
    EVENTS_JUMPED = "events_jumped"
    EVENTS_FELL = "events_fell"
    USERS_JUMPED = "users_jumped"
    USERS_FELL = "users_fell"


@dataclass(frozen=True)
class Finding:
    """Something unusual. `occasion` is the same however often it is found; `facts` are JSON."""

    kind: Kind
    occasion: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Judgement:
    """What is unusual, and what is as usual. What is in neither cannot be judged: no news is no news."""

    unusual: tuple[Finding, ...] = ()
    usual: frozenset[Kind] = frozenset()


def judge(readings: Sequence[Reading]) -> Judgement:
    """Judge an app by the last reading of each day and the newest one, oldest first."""
    ends = {_date(each): each for each in readings}
    judged = [_judge_quiet(readings), *(_judge_day(ends, figure) for figure in Figure)]
    unusual = {finding.kind: finding for each in judged for finding in each.unusual}
    if Kind.EVENTS_STOPPED in unusual:
        unusual.pop(Kind.EVENTS_FELL, None)  # the same trouble, said better
    return Judgement(tuple(unusual.values()), frozenset(kind for each in judged for kind in each.usual))


def _judge_quiet(readings: Sequence[Reading]) -> Judgement:
    told = _that_tell(readings)
    signs = [place for place in range(1, len(told)) if _shows_life(told[place - 1], told[place])]
    if not signs:
        return Judgement()
    life = _counted(told[signs[-1]]) - _counted(told[signs[0]])
    since = _last_life(told, signs[-1])
    quiet = _counted(told[-1]) - since
    if len(signs) < LEAST_SIGNS or life < LEAST_LIFE:
        return Judgement(usual=frozenset({Kind.EVENTS_STOPPED} if quiet <= LEAST_QUIET else ()))
    quiets = sorted(_counted(told[later - 1]) - _counted(told[sign]) for sign, later in pairwise(signs))
    usual = quiets[-2] if life >= LIFE_FOR_AN_OUTAGE else quiets[-1]
    limit = max(LEAST_QUIET, TIMES_THE_USUAL_QUIET * usual)
    if quiet <= limit:
        return Judgement(usual=frozenset({Kind.EVENTS_STOPPED}))
    facts = {
        "since": since.isoformat(),
        "quiet_hours": quiet / timedelta(hours=1),
        "usual_hours": usual / timedelta(hours=1),
        "limit_hours": limit / timedelta(hours=1),
    }
    return Judgement((Finding(Kind.EVENTS_STOPPED, f"{since:%Y-%m-%dT%H:%M}", facts),))


def _that_tell(readings: Sequence[Reading]) -> list[Reading]:
    """The readings that can be compared, each with the one before it."""
    told: list[Reading] = []
    for each in readings:
        can_begin = each.is_fresh and each.events is not None
        if are_comparable(told[-1], each, Figure.EVENTS) if told else can_begin:
            told.append(each)
    return told


def _shows_life(earlier: Reading, later: Reading) -> bool:
    """Events that grow old are deleted, so the count alone may stand still while there are new ones."""
    moved_on = later.last_event_at is not None and (
        earlier.last_event_at is None or later.last_event_at > earlier.last_event_at
    )
    return moved_on or (later.events or 0) > (earlier.events or 0)


def _last_life(told: Sequence[Reading], sign: int) -> datetime:
    """When the last event was: as Appizer says it, if that is when the readings show it."""
    last = told[-1].last_event_at
    shown = _counted(told[sign])
    return last if last is not None and _counted(told[sign - 1]) <= last <= shown else shown


def _judge_day(ends: Mapping[date, Reading], figure: Figure) -> Judgement:
    """Judge what the day before the last one added."""
    jumped, fell = (
        (Kind.EVENTS_JUMPED, Kind.EVENTS_FELL)
        if figure is Figure.EVENTS
        else (Kind.USERS_JUMPED, Kind.USERS_FELL)
    )
    if not ends:
        return Judgement()
    day = max(ends) - _DAY
    gained = _gain(ends, day, figure)
    weeks = (_gain(ends, day - number * _WEEK, figure) for number in range(1, WEEKS_COMPARED + 1))
    known = [gain for gain in weeks if gain is not None]
    if gained is None or len(known) < LEAST_WEEKS:
        return Judgement()
    middle, room = _usual(known)
    if abs(gained - middle) <= room:
        return Judgement(usual=frozenset({jumped, fell}))
    kind, other = (jumped, fell) if gained > middle else (fell, jumped)
    facts = {
        "day": day.isoformat(),
        "gained": round(gained),
        "usual": round(middle),
        "least": round(middle - room),
        "most": round(middle + room),
        "weeks": len(known),
    }
    return Judgement((Finding(kind, day.isoformat(), facts),), frozenset({other}))


def _usual(known: Sequence[float]) -> tuple[float, float]:
    """The median, and how far from it is still usual."""
    middle = median(known)
    deviation = median(abs(each - middle) for each in known)
    size = abs(middle)
    spread = max(_DEVIATION_OF_NORMAL * deviation, _LEAST_SPREAD * size, sqrt(size), 1.0)
    return middle, TIMES_THE_SPREAD * spread


def _gain(ends: Mapping[date, Reading], day: date, figure: Figure) -> float | None:
    """What a day added, as if all days were 24 hours long; None where it is not known."""
    before, end = ends.get(day - _DAY), ends.get(day)
    if before is None or end is None or not are_comparable(before, end, figure):
        return None
    span = _counted(end) - _counted(before)
    if not _NEARLY_A_DAY[0] <= span <= _NEARLY_A_DAY[1]:
        return None
    return ((end.of(figure) or 0) - (before.of(figure) or 0)) * (_DAY / span)


def _date(reading: Reading) -> date:
    return reading.taken_at.astimezone(UTC).date()


def _counted(reading: Reading) -> datetime:
    return reading.counted_at or reading.taken_at
