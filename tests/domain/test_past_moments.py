"""What people say of the past is read as it is meant, in their own zone."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clock_times import DAYS
from bot.domain.past_moments import Span, read_past
from bot.errors import BadInput

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)  # a Friday, 11:30 in Paris
moments = st.integers(0, 5_000_000).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
zones = st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])


def here(*clock: int) -> datetime:
    return datetime(*clock, tzinfo=PARIS).astimezone(UTC)  # type: ignore[misc,arg-type] # as many as it takes


def at(*clock: int) -> Span:
    return Span(here(*clock), here(*clock))


def day(number: int, month: int = 11) -> Span:
    start = datetime(2026, month, number, tzinfo=PARIS)
    return Span(start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("now", Span(NOW, NOW)),
        ("today", day(27)),
        ("Yesterday", day(26)),
        ("yesterday 14:30", at(2026, 11, 26, 14, 30)),
        ("friday", day(27)),
        ("monday", day(23)),
        ("last monday", day(23)),
        ("friday 9:00", at(2026, 11, 27, 9, 0)),
        ("friday 18:00", at(2026, 11, 20, 18, 0)),
        ("9am", at(2026, 11, 27, 9, 0)),
        ("18:00", at(2026, 11, 26, 18, 0)),
        ("2h", Span(NOW - timedelta(hours=2), NOW - timedelta(hours=2))),
        ("3 days ago", Span(NOW - timedelta(days=3), NOW - timedelta(days=3))),
        ("2026-10-25", day(25, 10)),  # of 25 hours
        ("2026-11-02 09:00", at(2026, 11, 2, 9, 0)),
        (
            "2026-11-02T09:00Z",
            Span(datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ),
    ],
)
def test_a_moment_is_read_as_it_is_meant(said: str, meant: Span) -> None:
    assert read_past(said, NOW, "Europe/Paris") == meant


@pytest.mark.parametrize(
    "said", ["", "fortnight", "tomorrow", "in 2h", "2026-02-30", "1999-01-01", "x" * 200]
)
def test_what_is_no_moment_of_the_past_is_refused(said: str) -> None:
    with pytest.raises(BadInput):
        read_past(said, NOW, "Europe/Paris")


@given(st.sampled_from(["today", "yesterday", *DAYS]), moments, zones)
def test_a_day_is_the_last_one_that_has_begun(said: str, now: datetime, zone: str) -> None:
    span = read_past(said, now, zone)
    assert span.start <= now
    assert timedelta(hours=22) < span.end - span.start < timedelta(hours=26)
    assert now - span.start < timedelta(days=8)


@given(st.integers(0, 23), st.sampled_from(["", *DAYS]), moments)
def test_a_time_of_day_is_the_last_one_that_has_been(hour: int, said: str, now: datetime) -> None:
    span = read_past(f"{said} {hour}:00".strip(), now, "UTC")
    assert span.start == span.end
    assert timedelta() <= now - span.start < timedelta(days=7 if said else 1)


@given(st.text(max_size=40), moments, zones)
def test_anything_is_read_or_refused_in_a_sentence(said: str, now: datetime, zone: str) -> None:
    with suppress(BadInput):
        span = read_past(said, now, zone)
        assert span.start <= span.end
