"""What the API says of counts becomes a reading; what is missing stays missing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.apps import parse_app
from bot.domain.readings import Figure, are_comparable, reading_of
from tests.statistics.readings import DAY, HOUR, NOW, any_readings, reading


def of(**fields: Any) -> tuple[int | None, int | None]:
    read = reading_of(parse_app({"id": "a", "cached_user_count": 3, "cached_event_count": 7, **fields}), NOW)
    return read.users, read.events


def test_counts_are_read_as_they_are() -> None:
    assert of() == (3, 7)
    assert of(cached_user_count=0) == (0, 7)
    assert of(cached_user_count=12.0) == (12, 7)


@pytest.mark.parametrize(
    "value", [None, "12", -1, True, [], {}, 10**13 + 1, 1e300, float("nan"), float("inf")]
)
def test_what_is_no_count_is_missing_and_not_zero(value: Any) -> None:
    fields = {"id": "a", "cached_event_count": 7}
    app = parse_app(fields)
    odd = type(app)(**{**vars(app), "fields": {**fields, "cached_user_count": value}})
    assert reading_of(odd, NOW).users is None
    assert reading_of(app, NOW).users is None
    assert reading_of(app, NOW).events == 7


@pytest.mark.parametrize("when", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", 0, "yesterday", None, True])
def test_a_time_that_cannot_be_is_missing(when: Any) -> None:
    fields = {"id": "a", "cached_user_count": 1, "cached_last_event": when, "stats_last_updated": when}
    read = reading_of(parse_app(fields), NOW)
    assert (read.last_event_at, read.counted_at, read.is_fresh) == (None, None, False)
    ahead = reading_of(parse_app({"id": "a", "stats_last_updated": (NOW + HOUR).isoformat()}), NOW)
    assert ahead.counted_at == NOW + HOUR


def test_an_app_without_counts_says_nothing() -> None:
    assert reading_of(parse_app({"id": "a"}), NOW).is_empty
    assert not reading_of(parse_app({"id": "a", "cached_user_count": 0}), NOW).is_empty


def test_the_age_of_counts_is_told_from_when_appizer_counted() -> None:
    assert reading(counted_at=NOW - DAY).is_fresh
    assert not reading(counted_at=NOW - DAY - HOUR).is_fresh
    assert reading(counted_at=NOW + HOUR).is_fresh, "their clock may be ahead of ours"
    assert not reading(counted_at=NOW + 2 * DAY).is_fresh
    assert not reading(counted_at=None).is_fresh


def test_only_fresh_counts_that_were_counted_anew_are_compared() -> None:
    before, now = reading(NOW - DAY), reading(NOW)
    assert are_comparable(before, now, Figure.USERS)
    assert not are_comparable(now, before, Figure.USERS), "the other way round"
    assert not are_comparable(before, reading(counted_at=before.counted_at), Figure.USERS)
    assert not are_comparable(reading(NOW - DAY, counted_at=NOW - 3 * DAY), now, Figure.USERS)
    assert not are_comparable(reading(NOW - DAY, counted_at=None), now, Figure.USERS)
    missing = reading(NOW - DAY, users=None)
    assert not are_comparable(missing, now, Figure.USERS)
    assert are_comparable(missing, now, Figure.EVENTS)


@given(any_readings(), st.sampled_from(Figure))
def test_of_two_readings_at_most_one_is_the_earlier(readings: Any, figure: Figure) -> None:
    for one in readings:
        for other in readings:
            assert not (are_comparable(one, other, figure) and are_comparable(other, one, figure))
