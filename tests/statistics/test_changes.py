"""Changes over a period: right in numbers, and in words that say over which period."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.readings import Figure, Reading, are_comparable
from bot.domain.statistics import (
    LEAST_FOR_SHARE,
    MOST_MOVERS,
    Change,
    Mover,
    change_between,
    change_over,
    count_words,
    movers,
    period_words,
)
from tests.statistics.readings import DAY, HOUR, NOW, any_readings, reading


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (1_166, 1_204, "up 38 (3.3 %) in 30 days"),
        (1_204, 1_166, "down 38 (3.2 %) in 30 days"),
        (5, 5, "unchanged in 30 days"),
        (0, 0, "unchanged in 30 days"),
        (0, 38, "up 38 (from none) in 30 days"),
        (38, 0, "down 38 (100 %) in 30 days"),
        (1_000_000, 1_000_001, "up 1 (under 0.1 %) in 30 days"),
        (1, 1_000_001, "up 1,000,000 (100,000,000 %) in 30 days"),
        (1_000, 1_999, "up 999 (99.9 %) in 30 days"),
    ],
)
def test_a_change_is_said_in_words(before: int, after: int, words: str) -> None:
    assert Change(before, after, 30 * DAY).words == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (30 * DAY - 20 * HOUR / 60, "30 days"),
        (DAY, "1 day"),
        (DAY - HOUR / 2, "1 day"),
        (30 * HOUR, "30 hours"),
        (2 * DAY - HOUR / 4, "2 days"),
        (HOUR, "1 hour"),
        (HOUR / 3, "less than an hour"),
        (1_000 * DAY, "1,000 days"),
    ],
)
def test_a_period_is_said_to_what_matters(span: timedelta, words: str) -> None:
    assert period_words(span) == words


def test_counts_are_said_with_their_noun() -> None:
    assert count_words(1_204, Figure.USERS) == "1,204 users"
    assert count_words(1, Figure.EVENTS) == "1 event"
    assert count_words(0, Figure.EVENTS) == "0 events"
    assert count_words(None, Figure.USERS) == "an unknown number of users"


def test_the_period_is_the_one_between_the_counts_and_not_the_one_asked_for() -> None:
    readings = [reading(NOW - 12 * DAY, 10), reading(NOW - 5 * DAY, 15), reading(NOW, 22)]
    change = change_over(readings, 30, Figure.USERS)
    assert change is not None
    assert change.words == "up 12 (120 %) in 12 days"


def test_the_reading_nearest_to_the_beginning_of_the_period_counts() -> None:
    readings = [reading(NOW - days * DAY, 100 - days) for days in range(60, -1, -1)]
    for days in (1, 7, 30, 60):
        change = change_over(readings, days, Figure.USERS)
        assert change == Change(100 - days, 100, days * DAY)


def test_a_reading_from_long_before_the_period_is_not_taken_for_its_beginning() -> None:
    readings = [reading(NOW - 40 * DAY, 1), reading(NOW - 10 * DAY, 5), reading(NOW, 8)]
    assert change_over(readings, 30, Figure.USERS) == Change(5, 8, 10 * DAY)


def test_without_anything_to_compare_with_there_is_no_change() -> None:
    assert change_over([], 30, Figure.USERS) is None
    assert change_over([reading()], 30, Figure.USERS) is None
    old = reading(NOW - 30 * DAY, counted_at=NOW - 40 * DAY)
    assert change_over([old, reading()], 30, Figure.USERS) is None
    assert change_between(reading(), reading(), Figure.USERS) is None


@given(any_readings(), st.integers(1, 730), st.sampled_from(Figure))
def test_a_change_is_always_between_two_readings_that_can_be_compared(
    readings: Sequence[Reading], days: int, figure: Figure
) -> None:
    change = change_over(readings, days, figure)
    partners = [each for each in readings[:-1] if are_comparable(each, readings[-1], figure)]
    if change is None:
        assert not partners or all(each.taken_at < readings[-1].taken_at - days * DAY for each in partners), (
            "there was something to compare with in the period"
        )
        return
    assert change.before in [each.of(figure) for each in partners]
    assert change.after == readings[-1].of(figure)
    assert change.span > timedelta()


@given(st.integers(0, 10**13), st.integers(0, 10**13), st.timedeltas(HOUR, 730 * DAY))
def test_the_words_agree_with_the_numbers(before: int, after: int, span: timedelta) -> None:
    change = Change(before, after, span)
    assert change.difference == after - before
    assert change.words.endswith(f" in {period_words(span)}")
    direction = "up" if after > before else "down" if after < before else "unchanged"
    assert change.words.startswith(direction)
    assert f"{abs(after - before):,}" in change.words or after == before


MOVERS = st.builds(
    Mover,
    app_id=st.uuids().map(str),
    name=st.text(max_size=5),
    change=st.builds(Change, st.integers(0, 100), st.integers(0, 100), st.just(DAY)),
)


def by_number(mover: Mover) -> float:
    return abs(mover.change.difference)


def by_share(mover: Mover) -> float:
    return abs(mover.change.share or 0)


@given(st.lists(MOVERS, max_size=30))
def test_movers_are_those_that_moved_most_and_nobody_who_stood_still(apps: list[Mover]) -> None:
    found = movers(apps)
    large = [mover for mover in apps if mover.change.before >= LEAST_FOR_SHARE]
    for chosen, able, size in ((found.by_number, apps, by_number), (found.by_share, large, by_share)):
        moved = [mover for mover in able if mover.change.difference]
        assert len(chosen) == min(len(moved), MOST_MOVERS)
        assert all(mover in moved for mover in chosen)
        sizes = [size(mover) for mover in chosen]
        assert sizes == sorted(map(size, moved), reverse=True)[:MOST_MOVERS]
    assert movers(reversed(apps)) == found, "the order in which they come does not matter"
