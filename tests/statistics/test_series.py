"""A series in at most 20 steps: each step has its own last reading, or is a gap."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.readings import Figure, Reading
from bot.domain.series import MOST_POINTS, Gap, gaps_in, grid_for, resample
from bot.domain.snapshot_times import EVERY_ONE_FOR, checked_rhythm, due_time, ends_of_days
from tests.statistics.readings import DAY, HOUR, MOMENTS, NOW, TODAY, any_readings, reading

RHYTHMS = st.sampled_from([HOUR / 60, HOUR / 4, HOUR, 2 * HOUR, 6 * HOUR, DAY])


@pytest.mark.parametrize(
    ("days", "step", "count"),
    [
        (1, 2 * HOUR, 12),
        (7, 12 * HOUR, 14),
        (10, 12 * HOUR, 20),
        (11, DAY, 11),
        (30, 2 * DAY, 15),
        (90, 5 * DAY, 18),
        (365, 21 * DAY, 18),
        (730, 40 * DAY, 19),
    ],
)
def test_the_steps_are_the_finest_that_fit(days: int, step: timedelta, count: int) -> None:
    grid = grid_for(NOW, days, HOUR)
    assert (grid.step, grid.count) == (step, count)


def test_steps_are_not_finer_than_the_rhythm_of_the_readings() -> None:
    assert grid_for(NOW, 1, 6 * HOUR).step == 6 * HOUR
    assert grid_for(NOW, 7, DAY).step == DAY


def test_days_begin_at_midnight_and_hours_on_the_hour() -> None:
    daily = grid_for(NOW, 30, HOUR)
    assert daily.until == TODAY + DAY
    assert daily.begins()[-1] == TODAY - DAY
    hourly = grid_for(NOW + HOUR / 2, 1, HOUR)
    assert hourly.until == NOW + HOUR
    assert hourly.begins()[-1] == NOW - HOUR


@given(MOMENTS, st.integers(1, 2_000), RHYTHMS)
def test_a_grid_fits_a_chart_holds_now_and_reaches_as_far_as_asked(
    now: datetime, days: int, rhythm: timedelta
) -> None:
    grid = grid_for(now, days, rhythm)
    assert 1 <= grid.count <= MOST_POINTS
    assert grid.until - grid.step <= now < grid.until
    assert grid.count * grid.step >= days * DAY
    assert grid.step >= rhythm
    assert grid.is_daily or days * DAY < EVERY_ONE_FOR, "older readings are a day apart"


@given(any_readings(), MOMENTS, st.integers(1, 400), RHYTHMS)
def test_each_step_has_its_own_last_fresh_reading_or_is_a_gap(
    readings: Sequence[Reading], now: datetime, days: int, rhythm: timedelta
) -> None:
    grid = grid_for(now, days, rhythm)
    points = resample(readings, grid)
    assert [point.begins_at for point in points] == list(grid.begins())
    for point in points:
        own = [
            each
            for each in readings
            if point.begins_at <= each.taken_at < point.begins_at + grid.step
            and each.is_fresh
            and not each.is_empty
        ]
        assert point.reading == (own[-1] if own else None)


@given(any_readings(), st.data())
def test_a_reading_that_is_missing_never_becomes_a_number(
    readings: Sequence[Reading], data: st.DataObject
) -> None:
    grid = grid_for(NOW, 60, HOUR)
    left = data.draw(st.lists(st.sampled_from(readings), unique_by=id)) if readings else []
    known = {figure: {each.of(figure) for each in readings} | {None} for figure in Figure}
    for figure in Figure:
        assert {point.value(figure) for point in resample(left, grid)} <= known[figure]


@given(any_readings(), st.sampled_from(Figure), st.integers(1, 90))
def test_gaps_and_counts_fill_the_time_since_the_first_count(
    readings: Sequence[Reading], figure: Figure, days: int
) -> None:
    grid = grid_for(NOW, days, HOUR)
    points = resample(readings, grid)
    gaps = gaps_in(points, grid, figure)
    counted = [point.begins_at for point in points if point.value(figure) is not None]
    missing = [
        point.begins_at
        for point in points
        if point.value(figure) is None and counted and point.begins_at > counted[0]
    ]
    assert sum((gap.until - gap.since for gap in gaps), timedelta()) == len(missing) * grid.step
    assert all(any(gap.since <= at < gap.until for gap in gaps) for at in missing)
    assert not any(gap.since <= at < gap.until for gap in gaps for at in counted)
    assert all(one.until < other.since for one, other in pairwise(gaps))


def test_a_gap_lasts_from_the_first_missing_step_to_the_end_of_the_last() -> None:
    grid = grid_for(NOW, 10, DAY)
    readings = [reading(TODAY - days * DAY, events=5) for days in (7, 6, 3, 0)]
    stale = reading(TODAY - 4 * DAY, events=9, counted_at=TODAY - 6 * DAY)
    points = resample([*readings, stale], grid)
    assert [point.value(Figure.EVENTS) for point in points] == [
        None,
        None,
        5,
        5,
        None,
        None,
        5,
        None,
        None,
        5,
    ]
    assert gaps_in(points, grid, Figure.EVENTS) == (
        Gap(TODAY - 5 * DAY, TODAY - 3 * DAY),
        Gap(TODAY - 2 * DAY, TODAY),
    )


@given(MOMENTS, RHYTHMS)
def test_a_due_time_is_the_last_one_and_the_same_for_all_until_the_next(
    now: datetime, every: timedelta
) -> None:
    due = due_time(now, every)
    assert due <= now < due + every
    assert due_time(due, every) == due
    assert (due - TODAY) % every == timedelta()


@pytest.mark.parametrize("every", [timedelta(seconds=30), 5 * HOUR, 2 * DAY, timedelta(), -HOUR])
def test_a_rhythm_that_does_not_fill_a_day_is_refused(every: timedelta) -> None:
    with pytest.raises(ValueError, match="divide a day"):
        checked_rhythm(every)


@given(st.lists(MOMENTS))
def test_the_last_take_of_a_day_stands_for_it(takes: list[datetime]) -> None:
    ends = ends_of_days(takes)
    assert {take.date() for take in takes} == set(ends)
    assert all(take <= ends[take.date()] for take in takes)
    assert set(ends.values()) <= set(takes)
