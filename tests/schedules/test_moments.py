"""What people type for a moment: understood in their zone, or refused with a sentence that helps."""

import contextlib
import re
import string
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.moments import read_duration, read_moment
from bot.errors import BadInput
from tests.pace import processor_seconds

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"
NOW = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
"""A Thursday; 21:00 in Paris, 15:00 in New York."""

ZONES = (PARIS, NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana", "UTC")
LONGEST = 8_000


def paris(text: str, now: datetime = NOW) -> str:
    """What it is read as, as the clocks of Paris show it."""
    return read_moment(text, now, PARIS).astimezone(ZoneInfo(PARIS)).strftime("%a %Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("monday 9:00", "Mon 2026-11-30 09:00:00"),
        ("mon 9am", "Mon 2026-11-30 09:00:00"),
        ("On Monday, at 9:30 PM", "Mon 2026-11-30 21:30:00"),
        ("9am monday", "Mon 2026-11-30 09:00:00"),
        ("thursday 21:30", "Thu 2026-11-26 21:30:00"),
        ("thurs 21:00", "Thu 2026-12-03 21:00:00"),
        ("thu 20:59", "Thu 2026-12-03 20:59:00"),
        ("tomorrow 14:30", "Fri 2026-11-27 14:30:00"),
        ("today 17:00", "Thu 2026-11-26 17:00:00"),
        ("2026-12-01 09:00", "Tue 2026-12-01 09:00:00"),
        ("2026-12-01", "Tue 2026-12-01 00:00:00"),
        ("2026-12-01T09:00Z", "Tue 2026-12-01 10:00:00"),
        ("2026-12-01T09:00:30-05:00", "Tue 2026-12-01 15:00:30"),
        ("2026-12-01 09:00 +0530", "Tue 2026-12-01 04:30:00"),
        ("2026-12-01 09:00 UTC", "Tue 2026-12-01 10:00:00"),
        ("9:00", "Fri 2026-11-27 09:00:00"),
        ("21:00", "Fri 2026-11-27 21:00:00"),
        ("21:01", "Thu 2026-11-26 21:01:00"),
        ("12am", "Fri 2026-11-27 00:00:00"),
        ("12:15 pm", "Fri 2026-11-27 12:15:00"),
        ("in 2h", "Thu 2026-11-26 23:00:00"),
        ("in 90 min", "Thu 2026-11-26 22:30:00"),
        ("in 3 days", "Sun 2026-11-29 21:00:00"),
        ("in 1d 2h", "Fri 2026-11-27 23:00:00"),
        ("now", "Thu 2026-11-26 21:00:00"),
        ("  NOW ", "Thu 2026-11-26 21:00:00"),
    ],
)
def test_it_is_understood_in_the_zone_of_the_person(text: str, meant: str) -> None:
    assert paris(text) == meant


def test_a_day_that_is_named_is_the_day_of_the_person() -> None:
    just_after_midnight_in_paris = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    assert paris("today 8:00", just_after_midnight_in_paris) == "Fri 2026-11-27 08:00:00"
    assert paris("friday 8:00", just_after_midnight_in_paris) == "Fri 2026-11-27 08:00:00"
    in_new_york = read_moment("friday 8:00", just_after_midnight_in_paris, NEW_YORK)
    assert in_new_york == datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
    assert read_moment("tomorrow 8:00", just_after_midnight_in_paris, NEW_YORK) == in_new_york


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "9",
        "25:00",
        "9:60",
        "13pm",
        "0am",
        "02-03-2027",
        "2026-12-01x09:00",
        "20261201",
        "2026-12-01T",
        "next monday 9:00",
        "monday 9:00 or so",
        "tomorrow9:00",
        "at",
        "２０２６-12-01",
    ],
)
def test_what_is_not_clear_is_refused_with_examples_that_are_understood(text: str) -> None:
    with pytest.raises(BadInput, match="is not a time that I understand") as refused:
        read_moment(text, NOW, PARIS)
    examples = re.findall("`(.+?)`", refused.value.sentence)
    assert len(examples) > 5
    for example in examples:
        read_moment(example, NOW, PARIS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("monday", "Say at what time, too: `monday 9:00`"),
        ("tomorrow", "Say at what time, too: `tomorrow 9:00`"),
        ("2027-02-29 9:00", "There is no day 2027-02-29"),
        ("2026-12-01 09:00+15:00", "No place is"),
        ("in a while", "“in a while” is not a length of time"),
        ("in 0 min", "no time at all"),
    ],
)
def test_what_is_nearly_a_moment_is_refused_with_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(BadInput, match=re.escape(reason)):
        read_moment(text, NOW, PARIS)


@pytest.mark.parametrize(
    "text", ["1999-12-31", "2100-01-02", "9999-12-31 23:59-12:00", "0001-01-01", "in 99999w"]
)
def test_a_year_that_must_be_a_slip_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="too far away"):
        read_moment(text, NOW, PARIS)


def test_a_zone_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="“Europe/Pariss” is not a time zone") as refused:
        read_moment("now", NOW, "Europe/Pariss")
    assert "Europe/Paris" in refused.value.hint
    assert read_moment("9:00", NOW, "europe/PARIS") == read_moment("9:00", NOW, PARIS)


@pytest.mark.parametrize(
    "zone", ["", "Europe", "../etc/passwd", "/etc/localtime", "localtime", "a\0b", "\ud800", "E" * 9_999]
)
def test_no_zone_whatever_its_name_does_more_than_being_refused(zone: str) -> None:
    with pytest.raises(BadInput, match="is not a time zone"):
        read_moment("now", NOW, zone)


# Nights on which the clocks change


@pytest.mark.parametrize(
    ("zone", "text", "now", "before", "after"),
    [
        (PARIS, "2027-03-28 02:30", NOW, "2027-03-28 01:30", "2027-03-28 03:30"),
        (PARIS, "sunday 2:30", datetime(2027, 3, 27, 12, tzinfo=UTC), "2027-03-28 01:30", "2027-03-28 03:30"),
        (PARIS, "2:30", datetime(2027, 3, 28, 0, tzinfo=UTC), "2027-03-28 01:30", "2027-03-28 03:30"),
        (
            PARIS,
            "in 2 days",
            datetime(2027, 3, 26, 1, 30, tzinfo=UTC),
            "2027-03-28 01:30",
            "2027-03-28 03:30",
        ),
        (NEW_YORK, "2027-03-14 02:00:30", NOW, "2027-03-14 01:00:30", "2027-03-14 03:00:30"),
        ("Australia/Lord_Howe", "2027-10-03 02:15", NOW, "2027-10-03 01:45", "2027-10-03 02:45"),
        ("Pacific/Apia", "2011-12-30 09:00", NOW, "2011-12-29 09:00", "2011-12-31 09:00"),
    ],
)
def test_a_time_that_is_skipped_is_refused_and_both_sides_of_it_are_offered(
    zone: str, text: str, now: datetime, before: str, after: str
) -> None:
    with pytest.raises(BadInput, match=f"does not exist on .* in {zone}: say `{before}` or `{after}`"):
        read_moment(text, now, zone)
    assert read_moment(before, now, zone) < read_moment(after, now, zone)


@pytest.mark.parametrize(
    ("zone", "text", "first", "second"),
    [
        (PARIS, "2026-10-25 02:30", "2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00"),
        (NEW_YORK, "2026-11-01 1:30am", "2026-11-01 01:30-04:00", "2026-11-01 01:30-05:00"),
        ("Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-04 01:45+11:00", "2027-04-04 01:45+10:30"),
        ("America/Havana", "2026-11-01 00:30", "2026-11-01 00:30-04:00", "2026-11-01 00:30-05:00"),
    ],
)
def test_a_time_that_comes_twice_is_refused_and_both_are_offered(
    zone: str, text: str, first: str, second: str
) -> None:
    with pytest.raises(
        BadInput, match=re.escape(f"happens twice on {text[:10]} in {zone}: say `{first}` or `{second}`")
    ):
        read_moment(text, NOW, zone)
    apart = read_moment(second, NOW, zone) - read_moment(first, NOW, zone)
    assert apart in {timedelta(hours=1), timedelta(minutes=30)}


def test_a_clock_with_an_offset_is_enough_on_such_a_night() -> None:
    evening_before = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
    for text in ("02:30+02:00", "sunday 2:30+02:00", "tomorrow 02:30 +02"):
        assert read_moment(text, evening_before, PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for text in ("02:30+01:00", "sunday 2:30+01:00"):
        assert read_moment(text, evening_before, PARIS) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_between_the_two_the_time_without_a_day_is_still_not_clear() -> None:
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    with pytest.raises(BadInput, match="happens twice"):
        read_moment("2:30", between, PARIS)
    after_both = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert paris("2:30", after_both) == "Mon 2026-10-26 02:30:00"


def test_a_day_begins_with_its_first_instant_also_where_midnight_is_skipped_or_comes_twice() -> None:
    cuba = ZoneInfo("America/Havana")
    skipped = read_moment("2026-03-08", NOW, cuba.key)
    assert skipped.astimezone(cuba).isoformat() == "2026-03-08T01:00:00-04:00"
    twice = read_moment("2026-11-01", NOW, cuba.key)
    assert twice.astimezone(cuba).isoformat() == "2026-11-01T00:00:00-04:00"


def test_days_keep_the_time_of_day_and_hours_are_hours() -> None:
    day_before_spring = datetime(2027, 3, 27, 11, 0, tzinfo=UTC)
    assert paris("in 1 day", day_before_spring) == "Sun 2027-03-28 12:00:00"
    assert paris("in 24h", day_before_spring) == "Sun 2027-03-28 13:00:00"


# The past


def test_a_moment_in_the_past_is_read_and_told_apart() -> None:
    assert read_moment("today 17:00", NOW, PARIS) < NOW
    assert read_moment("2026-01-01", NOW, PARIS) < NOW
    assert read_moment("now", NOW, PARIS) == NOW
    assert read_moment("monday 9:00", NOW, PARIS) > NOW


# Lengths of time


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1d", timedelta(days=1)),
        ("2h", timedelta(hours=2)),
        ("45 min", timedelta(minutes=45)),
        ("1w", timedelta(weeks=1)),
        ("1h30m", timedelta(minutes=90)),
        ("1 hour, 30 minutes", timedelta(minutes=90)),
        ("2 Weeks 1 day", timedelta(days=15)),
        ("90 sec", timedelta(seconds=90)),
    ],
)
def test_lengths_of_time_are_understood(text: str, length: timedelta) -> None:
    assert read_duration(text) == length


@pytest.mark.parametrize("text", ["", "1", "d", "1x", "-1d", "1.5h", "1d and 2h", "0d", "1 1 d", "1d2"])
def test_what_is_no_length_of_time_is_refused_with_examples_that_are(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_duration(text)
    for example in re.findall("`(.+?)`", refused.value.sentence):
        assert read_duration(example)


# Whatever is typed

PIECES = st.sampled_from(
    ["monday", "tomorrow", "in", "at", "9:00", "9", "am", "2026-12-01", "T", "Z", "+02:00", "now", "3 days",
     "0" * 4_400, " ", ",", ":", "-", "\u00a0", "\u0660", "ß", "\ud800", "\0"]
)  # fmt: skip
TYPED = st.one_of(
    st.text(max_size=200),
    st.text(string.digits + " :-+tzamphdwin,.", max_size=200),
    st.lists(PIECES, max_size=8).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
    st.tuples(st.text(min_size=1, max_size=8), st.integers(1, LONGEST)).map(lambda pair: pair[0] * pair[1]),
).map(lambda text: text[:LONGEST])
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 20), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside it


def tried(text: str, now: datetime, zone: str) -> datetime | BadInput:
    """What it is read as, or how it is refused; anything else is not caught."""
    try:
        return read_moment(text, now, zone)
    except BadInput as refused:
        return refused


@given(text=TYPED, now=MOMENTS, zone=st.sampled_from(ZONES))
def test_any_text_is_read_or_refused_within_50_milliseconds(text: str, now: datetime, zone: str) -> None:
    assert processor_seconds(lambda: tried(text, now, zone), enough=0.05) < 0.05
    result = tried(text, now, zone)
    if isinstance(result, BadInput):
        assert len(result.sentence) < 400
    else:
        assert result.tzinfo is UTC


@given(text=TYPED)
def test_any_text_is_a_length_of_time_or_refused(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert read_duration(text) > timedelta()


@given(moment=MOMENTS, zone=st.sampled_from(ZONES), shown_in=st.sampled_from(ZONES))
def test_a_moment_written_in_iso_is_read_as_itself(moment: datetime, zone: str, shown_in: str) -> None:
    assert read_moment(moment.isoformat(), moment, zone) == moment
    assert read_moment(moment.astimezone(ZoneInfo(shown_in)).isoformat(" "), moment, zone) == moment


@given(
    now=MOMENTS,
    zone=st.sampled_from(ZONES),
    day=st.sampled_from(["", "mon ", "saturday "]),
    minutes=st.integers(0, 1439),
)
def test_the_next_time_of_a_clock_is_ahead_and_shows_that_time(
    now: datetime, zone: str, day: str, minutes: int
) -> None:
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    result = tried(day + clock, now, zone)
    if isinstance(result, BadInput):
        assert re.search("happens twice|does not exist", result.sentence)
        return
    assert f"{result.astimezone(ZoneInfo(zone)):%H:%M}" == clock
    assert now < result <= now + timedelta(days=9 if day else 2)
