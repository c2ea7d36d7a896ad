"""Freeze windows and quiet hours follow the clocks of their zone, on the nights of the change as well."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.freezes import Freeze, frozen_until, read_freezes, read_quiet
from bot.errors import BadInput

PARIS = "Europe/Paris"
NOW = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "ends"),
    [
        ("2026-11-27 16:59", None),
        ("2026-11-27 17:00", "2026-11-30 07:00"),
        ("2026-11-29 12:00", "2026-11-30 07:00"),
        ("2026-11-30 07:00", None),
        # The clocks are put forward on the night to Sunday, and the window is an hour shorter.
        ("2027-03-26 17:00", "2027-03-29 06:00"),
        ("2027-03-29 05:59", "2027-03-29 06:00"),
        ("2027-03-29 06:00", None),
    ],
)
def test_a_window_of_every_week_begins_and_ends_by_the_clocks_of_its_zone(
    instant: str, ends: str | None
) -> None:
    freezes = read_freezes("friday 18:00 - monday 8:00", NOW, PARIS)
    assert frozen_until(freezes, at(instant)) == (at(ends) if ends else None)


def test_a_window_whose_end_the_clocks_show_twice_lasts_until_the_second_time() -> None:
    freezes = read_freezes("saturday 20:00 - sunday 2:30", NOW, PARIS)
    assert frozen_until(freezes, at("2026-10-25 01:00")) == at("2026-10-25 01:30")


def test_a_dated_window_has_its_own_zone_and_holds_once() -> None:
    (freeze,) = read_freezes("2026-12-20 18:00 to 2027-01-04 8:00 America/New_York", NOW, PARIS)
    assert freeze.zone == "America/New_York"
    assert freeze.until(at("2026-12-20 22:59")) is None
    assert freeze.until(at("2026-12-20 23:00")) == at("2027-01-04 13:00")
    assert freeze.until(at("2027-12-25 12:00")) is None


def test_of_several_windows_the_one_that_ends_last_counts() -> None:
    freezes = read_freezes("friday 18:00 - monday 8:00; 2026-11-27 - 2026-12-05", NOW, "UTC")
    assert frozen_until(freezes, at("2026-11-28 12:00")) == at("2026-12-05 00:00")


@pytest.mark.parametrize(
    "words",
    ["friday", "friday 18:00", "friday 18:00 - soon", "2026-12-20 - friday 8:00", "2027-01-02 - 2027-01-01"],
)
def test_what_is_no_window_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(BadInput):
        read_freezes(words, NOW, PARIS)


@given(st.text())
def test_any_text_is_read_or_refused(words: str) -> None:
    for read in (lambda: read_freezes(words, NOW, PARIS), lambda: read_quiet(words)):
        with contextlib.suppress(BadInput):
            read()


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - the strategy wants naive ends
def test_whoever_is_in_a_window_is_out_of_it_when_it_ends(instant: datetime) -> None:
    freeze = Freeze("friday 18:00 - monday 8:00", PARIS)
    if end := freeze.until(instant):
        assert end > instant
        assert freeze.until(end) is None


def test_quiet_hours_are_those_of_whoever_is_concerned_or_of_their_own_zone() -> None:
    quiet = read_quiet("20:00-8:00")
    assert quiet.holds(at("2026-11-26 19:30"), PARIS)
    assert not quiet.holds(at("2026-11-26 19:30"), "UTC")
    assert not quiet.holds(at("2026-11-26 07:00"), PARIS)
    fixed = read_quiet("12:00 - 13:00 Europe/Paris")
    assert fixed.holds(at("2026-11-26 11:30"), "Asia/Tokyo")
    assert read_quiet(fixed.words) == fixed
