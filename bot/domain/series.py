"""A count over time, in few enough steps for a chart. A step without a reading is a gap, never a zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.readings import Figure, Reading

MOST_POINTS = 20
"""Slack's charts take no more (Slack 3.2)."""

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_STEPS = (
    *(hours * _HOUR for hours in (1, 2, 3, 4, 6, 8, 12)),
    *(days * _DAY for days in (1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 40)),
)
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Grid:
    """Steps of equal length, in UTC on full hours or days; the last one is still running."""

    since: datetime
    step: timedelta
    count: int

    @property
    def until(self) -> datetime:
        """The end of the last step."""
        return self.since + self.count * self.step

    @property
    def is_daily(self) -> bool:
        """Whether the steps are days or more."""
        return self.step >= _DAY

    def begins(self) -> tuple[datetime, ...]:
        """When each step begins, the oldest first."""
        return tuple(self.since + number * self.step for number in range(self.count))

    def last_of_each(self, times: Sequence[datetime]) -> tuple[datetime | None, ...]:
        """For each step the last of these times that lies within it; None where none does."""
        last: list[datetime | None] = [None] * self.count
        for each in sorted(times):
            if self.since <= each < self.until:
                last[(each - self.since) // self.step] = each
        return tuple(last)


@dataclass(frozen=True)
class Point:
    """One step: its last fresh reading, or None for a gap."""

    begins_at: datetime
    reading: Reading | None

    def value(self, figure: Figure) -> int | None:
        """The count, None for a gap."""
        return self.reading.of(figure) if self.reading else None


@dataclass(frozen=True)
class Gap:
    """Steps in a row without a count, with a count before them; `until` is the end of the last."""

    since: datetime
    until: datetime


def grid_for(now: datetime, days: int, rhythm: timedelta) -> Grid:
    """The finest steps that show so many days in at most 20, and of which each can have a reading."""
    span = days * _DAY
    fitting = [step for step in _STEPS if step >= rhythm and _steps_in(span, step) <= MOST_POINTS]
    step = fitting[0] if fitting else _steps_in(span, MOST_POINTS * _DAY) * _DAY
    count = max(1, _steps_in(span, step))
    unit = min(step, _DAY)
    until = _START + ((now - _START) // unit + 1) * unit
    return Grid(until - count * step, step, count)


def resample(readings: Sequence[Reading], grid: Grid) -> tuple[Point, ...]:
    """The last fresh reading of each step. What was counted long before says nothing, and is left out."""
    fresh = {each.taken_at: each for each in readings if each.is_fresh and not each.is_empty}
    last = grid.last_of_each([*fresh])
    return tuple(
        Point(begins, fresh[at] if at else None) for begins, at in zip(grid.begins(), last, strict=True)
    )


def gaps_in(points: Sequence[Point], grid: Grid, figure: Figure) -> tuple[Gap, ...]:
    """Where counts are missing after the first one; before it nothing was counted, which is no gap."""
    gaps: list[Gap] = []
    is_counted = False
    for point in points:
        end = point.begins_at + grid.step
        if point.value(figure) is not None:
            is_counted = True
        elif is_counted and gaps and gaps[-1].until == point.begins_at:
            gaps[-1] = Gap(gaps[-1].since, end)
        elif is_counted:
            gaps.append(Gap(point.begins_at, end))
    return tuple(gaps)


def _steps_in(span: timedelta, step: timedelta) -> int:
    return -(-span // step)
