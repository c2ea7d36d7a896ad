"""The sentences of statistics: counts with their change, gaps, ages, and the labels of steps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.readings import Figure, Reading
from bot.domain.series import Gap, Grid, Point
from bot.domain.statistics import Change, Mover, count_words
from bot.views.charts import Values
from bot.views.rendering import safe
from bot.views.times import local, moment

MOST_IN_NAME = 60
_LONG = timedelta(days=300)
_MOST_GAPS = 3


def count_with_change(count: int | None, figure: Figure, change: Change | None, days: int) -> str:
    """`*1,204 users*, up 38 (3.3 %) in 30 days`, in mrkdwn."""
    compared = change.words if change else f"with nothing to compare from {_days(days)} ago"
    return f"*{count_words(count, figure)}*, {compared}"


def age_words(reading: Reading) -> str:
    """When Appizer had counted, and whether that is long ago, in mrkdwn."""
    if reading.counted_at is None:
        return "Appizer does not say when it counted: the counts are compared with nothing"
    counted = f"Counted by Appizer {moment(reading.counted_at)}"
    if reading.is_fresh:
        return counted
    return f":warning: {counted}, more than a day before: these are old counts, compared with nothing"


def mover_line(mover: Mover) -> str:
    """One app that moved, in mrkdwn."""
    return f"{safe(mover.name, MOST_IN_NAME)}: {mover.change.amount}, now {mover.change.after:,}"


def gap_words(gaps: Mapping[Figure, Sequence[Gap]], grid: Grid, zone: str) -> str:
    """Where counts are missing, as a sentence; empty where none are."""
    spans = sorted({(gap.since, gap.until) for each in gaps.values() for gap in each})
    if not spans:
        return ""
    named = [_span_words(since, until, grid, zone) for since, until in spans]
    shown = ", ".join(named[:_MOST_GAPS])
    more = f" and {len(named) - _MOST_GAPS} more times" if len(named) > _MOST_GAPS else ""
    return (
        f"No fresh counts: {shown}{more}. The line leaves that out: the first point after it is called “gap”."
    )


def labelled(points: Iterable[Point], figure: Figure, grid: Grid, zone: str) -> Values:
    """Each step's label and its count."""
    return [(step_label(point, grid, zone), point.value(figure)) for point in points]


def step_label(point: Point, grid: Grid, zone: str) -> str:
    """The day (UTC) or the local time of a step's reading; of a gap, of the step's end or beginning."""
    if point.reading is not None:
        return _time_label(point.reading.taken_at, grid, zone)
    shown = point.begins_at + grid.step - timedelta(days=1) if grid.is_daily else point.begins_at
    return _time_label(shown, grid, zone)


def unmarked(text: str) -> str:
    """The words without the marks that only say how they look."""
    return text.replace("*", "").replace(":warning: ", "Warning: ")


def _time_label(when: datetime, grid: Grid, zone: str) -> str:
    if not grid.is_daily:
        there = local(when, zone)
        return f"{there.day} {there:%b %H:%M}"
    day = when.astimezone(UTC)
    return f"{day.day} {day:%b %Y}" if grid.step * grid.count >= _LONG else f"{day.day} {day:%b}"


def _span_words(since: datetime, until: datetime, grid: Grid, zone: str) -> str:
    last = until - timedelta(days=1) if grid.is_daily else until
    first_label, last_label = _time_label(since, grid, zone), _time_label(last, grid, zone)
    return first_label if first_label == last_label else f"{first_label} to {last_label}"


def _days(days: int) -> str:
    return "a day" if days == 1 else f"{days} days"
