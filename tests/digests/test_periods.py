"""The periods of digests follow one another without a gap and without an overlap, also where clocks change."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.digests import Period, period_of, statistics_days, usual_length
from bot.domain.recurrences import read_recurrence
from tests.statistics.readings import DAY, HOUR

PARIS = "Europe/Paris"
ZONES = ("America/New_York", PARIS, "Asia/Kolkata", "Australia/Lord_Howe")
RHYTHMS = (
    "weekdays 09:00",
    "daily 02:30",
    "daily 02:00",
    "mon,thu 17:30",
    "first of month 09:00",
    "every 6 h",
    "hourly",
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis wants naive bounds


@settings(max_examples=60)
@given(st.sampled_from(RHYTHMS), st.sampled_from(ZONES), MOMENTS)
def test_each_moment_is_in_one_period_in_every_zone_and_season(
    rhythm: str, zone: str, moment: datetime
) -> None:
    recurrence = read_recurrence(rhythm, zone)
    due, last_done = recurrence.next_after(moment), None
    for _ in range(40):
        assert due is not None
        period = period_of(recurrence, due, last_done)
        assert period.since < period.until == due < period.ahead
        assert last_done in {None, period.since}
        last_done, due = due, recurrence.next_after(due)
        assert period.ahead == due


@pytest.mark.parametrize(
    ("rhythm", "day", "until", "ahead"),
    [
        ("daily 02:30", datetime(2027, 3, 27, 12, tzinfo=UTC), "2027-03-28T01:00", "2027-03-29T00:30"),
        ("daily 02:30", datetime(2027, 10, 30, 12, tzinfo=UTC), "2027-10-31T00:30", "2027-11-01T01:30"),
        ("weekdays 09:00", datetime(2027, 3, 26, 7, tzinfo=UTC), "2027-03-26T08:00", "2027-03-29T07:00"),
    ],
    ids=["an hour that is skipped", "an hour that comes twice", "a weekend in which the clocks change"],
)
def test_where_clocks_change_there_is_one_digest_and_its_period_is_as_long_as_the_time_was(
    rhythm: str, day: datetime, until: str, ahead: str
) -> None:
    recurrence = read_recurrence(rhythm, PARIS)
    due = recurrence.next_after(day)
    assert due is not None
    period = period_of(recurrence, due, None)
    assert period.until == datetime.fromisoformat(f"{until}+00:00")
    assert period.ahead == datetime.fromisoformat(f"{ahead}+00:00")


def test_what_was_skipped_or_failed_is_told_in_the_next_one() -> None:
    recurrence = read_recurrence("daily 09:00", PARIS)
    friday = datetime(2026, 11, 27, 8, tzinfo=UTC)
    assert period_of(recurrence, friday, friday - 3 * DAY).since == friday - 3 * DAY


def test_what_comes_once_looks_a_day_back_and_a_day_ahead() -> None:
    due = datetime(2026, 11, 27, 8, tzinfo=UTC)
    recurrence = read_recurrence(f"once {due.isoformat()}", "UTC")
    assert period_of(recurrence, due, None) == Period(due - DAY, due, due + DAY)


@pytest.mark.parametrize(
    ("length", "days"), [(HOUR, 7), (DAY, 7), (7 * DAY, 7), (31 * DAY, 31), (timedelta(days=9_999), 730)]
)
def test_statistics_are_compared_over_a_week_at_least(length: timedelta, days: int) -> None:
    assert statistics_days(length) == days


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        ("daily 09:00", 1),
        ("weekdays 09:00", 3),
        ("mondays 09:00", 7),
        ("first of month 09:00", 31),
        ("0 9 1 1,4,7,10 *", 90),
        ("0 9 29 feb *", 1461),
        ("once 2027-05-01T09:00Z", 1),
        ("once 2020-05-01T09:00Z", 1),
    ],
)
def test_the_usual_length_is_that_between_the_due_times_around_a_moment(rhythm: str, days: int) -> None:
    saturday = datetime(2027, 1, 2, 12, tzinfo=UTC)
    assert usual_length(read_recurrence(rhythm, "UTC"), saturday) == timedelta(days=days)
