"""Rhythms: read as they are meant, and due at the right instants on every night of the year."""

import contextlib
import re
import string
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.patterns import EVERY_HOUR, EVERY_MONTH_DAY, EVERY_WEEKDAY, Pattern
from bot.domain.recurrences import Recurrence, is_recurrence, once, read_recurrence
from bot.errors import BadInput
from tests.pace import processor_seconds

PARIS, NEW_YORK, KOLKATA, LORD_HOWE = (
    "Europe/Paris",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
)
ZONES = (PARIS, NEW_YORK, KOLKATA, LORD_HOWE)
NOW = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
"""A Thursday; 21:00 in Paris."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def wall(instant: datetime | None, zone: str) -> str:
    assert instant is not None
    assert instant.tzinfo is UTC
    return instant.astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


def due(text: str, zone: str, after: datetime, count: int) -> list[datetime]:
    """The next due times."""
    recurrence = read_recurrence(text, zone)
    found = []
    for _ in range(count):
        following = recurrence.next_after(after)
        assert following is not None
        found.append(following)
        after = following
    return found


def table(text: str) -> list[list[str]]:
    """The cells of each line."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


RHYTHMS = """
daily 09:00             | daily 09:00        | every day at 09:00                 | Fri 2026-11-27 09:00
Every day at 9am        | daily 09:00        | every day at 09:00                 | Fri 2026-11-27 09:00
weekdays 09:00          | weekdays 09:00     | every weekday at 09:00             | Fri 2026-11-27 09:00
weekend 10:00           | weekends 10:00     | every Saturday and Sunday at 10:00 | Sat 2026-11-28 10:00
monday 09:00            | monday 09:00       | every Monday at 09:00              | Mon 2026-11-30 09:00
on Mondays at 9:00      | monday 09:00       | every Monday at 09:00              | Mon 2026-11-30 09:00
mon,thu 17:30           | mon,thu 17:30      | every Monday and Thursday at 17:30 | Mon 2026-11-30 17:30
thurs, tues and fri 9pm | tue,thu,fri 21:00  | every Tuesday, Thursday and Friday at 21:00 | Fri 2026-11-27 21:00
first of month 09:00    | first of month 09:00 | on the 1st of each month at 09:00 | Tue 2026-12-01 09:00
1st of the month 9 am   | first of month 09:00 | on the 1st of each month at 09:00 | Tue 2026-12-01 09:00
every 15 min            | every 15 min       | every 15 minutes                   | Thu 2026-11-26 21:15
every minute            | every 1 min        | every minute                       | Thu 2026-11-26 21:01
mon-fri 9:00            | weekdays 09:00     | every weekday at 09:00             | Fri 2026-11-27 09:00
Monday to Friday at 9   am | weekdays 09:00  | every weekday at 09:00             | Fri 2026-11-27 09:00
sat – mon 9:00 | mon,sat,sun 09:00 | every Monday, Saturday and Sunday at 09:00 | Sat 2026-11-28 09:00
tue-wed, sat 9:00 | tue,wed,sat 09:00 | every Tuesday, Wednesday and Saturday at 09:00 | Sat 2026-11-28 09:00
monday wednesday friday 9:00 | mon,wed,fri 09:00 | every Monday, Wednesday and Friday at 09:00 | Fri 2026-11-27 09:00
weekdays 09h            | weekdays 09:00     | every weekday at 09:00             | Fri 2026-11-27 09:00
weekdays 9h30           | weekdays 09:30     | every weekday at 09:30             | Fri 2026-11-27 09:30
weekdays 9.30           | weekdays 09:30     | every weekday at 09:30             | Fri 2026-11-27 09:30
9:00 on weekdays        | weekdays 09:00     | every weekday at 09:00             | Fri 2026-11-27 09:00
9am every day           | daily 09:00        | every day at 09:00                 | Fri 2026-11-27 09:00
everyday 9:00           | daily 09:00        | every day at 09:00                 | Fri 2026-11-27 09:00
each monday at 9:00     | monday 09:00       | every Monday at 09:00              | Mon 2026-11-30 09:00
weekly monday 9:00      | monday 09:00       | every Monday at 09:00              | Mon 2026-11-30 09:00
every 6h                | every 6 h          | every 6 hours                      | Fri 2026-11-27 00:00
hourly                  | hourly             | every hour                         | Thu 2026-11-26 22:00
every hour              | hourly             | every hour                         | Thu 2026-11-26 22:00
every 6 hours           | every 6 h          | every 6 hours                      | Fri 2026-11-27 00:00
0 9 * * 1-5             | 0 9 * * 1-5        | every weekday at 09:00             | Fri 2026-11-27 09:00
30 8,17 1,22 * * | 30 8,17 1,22 * * | on the 1st and 22nd of each month at 08:30 and 17:30 | Tue 2026-12-01 08:30
5,35 * * * *            | 5,35 * * * *       | at 5 and 35 minutes past every hour | Thu 2026-11-26 21:05
*/20 * * * SAT          | */20 * * * sat     | every 20 minutes, every Saturday   | Sat 2026-11-28 00:00
*/20 9-17 * * *         | */20 9-17 * * *    | by the cron rule `*/20 9-17 * * *` | Fri 2026-11-27 09:00
0 9 29 feb *            | 0 9 29 feb *       | by the cron rule `0 9 29 feb *`    | Tue 2028-02-29 09:00
0 9 13 * fri            | 0 9 13 * fri       | by the cron rule `0 9 13 * fri`    | Fri 2026-11-27 09:00
once 2026-12-01 09:00   | once 2026-12-01T08:00:00+00:00 | once, on 2026-12-01 at 09:00 | Tue 2026-12-01 09:00
"""


@pytest.mark.parametrize(("typed", "text", "words", "following"), table(RHYTHMS))
def test_a_rhythm_is_understood_told_and_due(typed: str, text: str, words: str, following: str) -> None:
    recurrence = read_recurrence(typed, PARIS)
    assert is_recurrence(typed)
    assert recurrence.text == text
    assert recurrence.words == f"{words} (Europe/Paris)"
    assert wall(recurrence.next_after(NOW), PARIS) == following
    assert read_recurrence(recurrence.text, PARIS) == recurrence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a rhythm that I understand"),
        ("digest", "not a rhythm that I understand"),
        ("weekdays 25:00", "not a rhythm that I understand"),
        ("weekdays 9", "Say the time with its minutes: `weekdays 09:00`."),
        ("every friday 17", "Say the time with its minutes: `friday 17:00`."),
        ("weekdays 24", "not a rhythm that I understand"),
        ("weekdays 09:00:30", "not a rhythm that I understand"),
        ("mon,someday 9:00", "not a rhythm that I understand"),
        ("0 9 * *", "not a rhythm that I understand"),
        ("once in 2h", "not a rhythm that I understand"),
        ("weekdays", "Say at what time, too: `weekdays 09:00`"),
        ("9:00", "Say on which days, too: `weekdays 09:00`"),
        ("weekly", "Say on which day and at what time: `monday 09:00`"),
        ("every month 9:00", "Say on which day and at what time: `first of month 09:00`"),
        ("quarterly", "Say on which day and at what time: `0 9 1 1,4,7,10 *`"),
        ("mon-wed-fri 9:00", "not a rhythm that I understand"),
        ("first of month", "Say at what time, too: `first of month 09:00`"),
        ("every 45 min", "does not fit evenly"),
        ("every 90 min", "does not fit evenly"),
        ("every 24 h", "does not fit evenly"),
        ("every 30 sec", "does not fit evenly"),
        ("60 9 * * *", "“60” is no minute"),
        ("0 24 * * *", "“24” is no hour"),
        ("0 9 0 * *", "“0” is no day of the month"),
        ("0 9 * 13 *", "“13” is no month"),
        ("0 9 * * 8", "“8” is no day of the week"),
        ("0 9 * * mon-someday", "“someday” is no day of the week"),
        ("0 9 * * fri-mon", "“fri-mon” is no day of the week"),
        ("*/0 9 * * *", "“*/0” is no minute"),
        ("1/5 9 * * *", "“1/5” is no minute"),
        ("0,,5 9 * * *", "“” is no minute"),
        ("0 9 L * *", "“l” is no day of the month"),
        ("0 9 30 feb *", "never comes"),
        ("once 2026-03-29 02:30", "does not exist"),
    ],
)
def test_what_is_no_rhythm_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadInput, match=re.escape(reason)):
        read_recurrence(text, PARIS)


def test_each_example_of_the_refusal_is_understood() -> None:
    with pytest.raises(BadInput) as refused:
        read_recurrence("now and then", PARIS)
    examples = re.findall("`(.+?)`", refused.value.sentence)
    assert len(examples) > 5
    for example in examples:
        assert is_recurrence(example)


def test_a_zone_is_kept_by_its_proper_name() -> None:
    assert read_recurrence("hourly", "europe/paris").zone == PARIS
    with pytest.raises(BadInput, match="is not a time zone"):
        read_recurrence("hourly", "Europe/Nowhere")


# Cron


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("0", "Sun"),
        ("1", "Mon"),
        ("2", "Tue"),
        ("3", "Wed"),
        ("4", "Thu"),
        ("5", "Fri"),
        ("6", "Sat"),
        ("7", "Sun"),
    ],
)
def test_cron_counts_the_days_of_the_week_from_sunday(field: str, day: str) -> None:
    for instant in due(f"0 9 * * {field}", PARIS, NOW, 3):
        assert wall(instant, PARIS).startswith(day)


CRON_DAYS = """
1-5     | Mon Tue Wed Thu Fri
5-7     | Fri Sat Sun
sat-sun | Sat Sun
sun-tue | Mon Tue Sun
*/2     | Tue Thu Sat Sun
1,3     | Mon Wed
"""


@pytest.mark.parametrize(("field", "days"), table(CRON_DAYS))
def test_cron_ranges_steps_and_lists_of_days(field: str, days: str) -> None:
    found = {wall(instant, PARIS)[:3] for instant in due(f"0 9 * * {field}", PARIS, NOW, 14)}
    assert found == set(days.split())


def test_cron_takes_either_day_where_both_are_named_and_both_where_one_is_a_star() -> None:
    either = due("0 9 13 * fri", "UTC", datetime(2026, 12, 1, tzinfo=UTC), 5)
    assert [instant.day for instant in either] == [4, 11, 13, 18, 25]
    both = due("0 9 */13 * fri", "UTC", datetime(2026, 12, 1, tzinfo=UTC), 3)
    assert all(instant.day in {1, 14, 27} and instant.weekday() == 4 for instant in both)


NUMBERS = {
    "minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12), "weekday": (0, 6),
}  # fmt: skip


@st.composite
def cron_fields(draw: st.DrawFn) -> list[str]:
    """Five fields, of which day and weekday are not both named: there APScheduler differs from cron."""
    fields = []
    for low, high in NUMBERS.values():
        first = draw(st.integers(low, high - 1))
        last = draw(st.integers(first + 1, high))
        step = draw(st.integers(1, last - first))
        forms = ["*", f"*/{step}", str(first), f"{first}-{last}", f"{first}-{last}/{step}", f"{first},{last}"]
        fields.append(draw(st.sampled_from(forms)))
    return fields if "*" in {fields[2], fields[4]} else [*fields[:2], "*", *fields[3:]]


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside it


@given(fields=cron_fields(), moment=MOMENTS)
def test_cron_agrees_with_apscheduler_once_its_weekdays_are_named(
    fields: list[str], moment: datetime
) -> None:
    *rest, weekdays = fields
    names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    numbers = read_days(weekdays)
    trigger = CronTrigger.from_crontab(" ".join([*rest, ",".join(names[n] for n in numbers)]), UTC)
    recurrence = read_recurrence(" ".join(fields), "UTC")
    assert recurrence.next_after(moment) == trigger.get_next_fire_time(
        None, moment + timedelta(microseconds=1)
    )


def read_days(field: str) -> list[int]:
    """The numbers of a field of weekdays, read apart from the code under test."""
    span, _, step = field.partition("/")
    if "," in span:
        return [int(number) for number in span.split(",")]
    first, _, last = ("0-6" if span == "*" else span).partition("-")
    return list(range(int(first), int(last or first) + 1, int(step or 1)))


# Nights on which the clocks change


# Skipped: at the first instant after the gap; several that are skipped together are one.
# Twice: the first time only. What comes every hour comes in each hour that there is.
CHANGES = """
Europe/Paris        | daily 02:30     | 2027-03-27T12:00Z | Sun 2027-03-28 03:00, Mon 2027-03-29 02:30
America/New_York    | daily 02:00     | 2027-03-13T12:00Z | Sun 2027-03-14 03:00, Mon 2027-03-15 02:00
Australia/Lord_Howe | daily 02:15     | 2027-10-02T02:00Z | Sun 2027-10-03 02:30, Mon 2027-10-04 02:15
America/Havana      | daily 00:00     | 2027-03-13T12:00Z | Sun 2027-03-14 01:00, Mon 2027-03-15 00:00
Pacific/Apia        | daily 09:00     | 2011-12-29T20:00Z | Sat 2011-12-31 00:00, Sat 2011-12-31 09:00
Europe/Paris        | 0,30 2,3 * * *  | 2027-03-27T12:00Z | Sun 2027-03-28 03:00, Sun 2027-03-28 03:30
Europe/Paris        | daily 02:30     | 2026-10-24T12:00Z | Sun 2026-10-25 02:30, Mon 2026-10-26 02:30
America/New_York    | daily 01:00     | 2026-10-31T12:00Z | Sun 2026-11-01 01:00, Mon 2026-11-02 01:00
Australia/Lord_Howe | daily 01:45     | 2027-04-03T02:00Z | Sun 2027-04-04 01:45, Mon 2027-04-05 01:45
Europe/Paris        | hourly          | 2027-03-28T00:00Z | Sun 2027-03-28 03:00, Sun 2027-03-28 04:00
Europe/Paris        | hourly          | 2026-10-24T23:30Z | Sun 2026-10-25 02:00, Sun 2026-10-25 02:00
Europe/Paris        | every 30 min    | 2026-10-25T00:15Z | Sun 2026-10-25 02:30, Sun 2026-10-25 02:00
Australia/Lord_Howe | 15,35 * * * *   | 2027-10-02T15:20Z | Sun 2027-10-03 02:35, Sun 2027-10-03 03:15
Asia/Kolkata        | hourly          | 2026-11-26T20:00Z | Fri 2026-11-27 02:00, Fri 2026-11-27 03:00
"""


@pytest.mark.parametrize(("zone", "text", "after", "expected"), table(CHANGES))
def test_a_night_of_change_follows_the_rule(zone: str, text: str, after: str, expected: str) -> None:
    found = due(text, zone, datetime.fromisoformat(after), 2)
    assert [wall(instant, zone) for instant in found] == expected.split(", ")


def test_the_first_of_two_is_the_earlier_instant() -> None:
    assert due("daily 02:30", PARIS, datetime(2026, 10, 24, 12, tzinfo=UTC), 1) == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    ]
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert wall(due("daily 02:30", PARIS, between, 1)[0], PARIS) == "Mon 2026-10-26 02:30"


@pytest.mark.parametrize("zone", ZONES)
def test_weekdays_at_nine_are_every_weekday_of_ten_years_at_nine(zone: str) -> None:
    recurrence, here = read_recurrence("weekdays 09:00", zone), ZoneInfo(zone)
    day, moment = date(2026, 1, 1), datetime(2025, 12, 31, 18, tzinfo=UTC)
    while day < date(2036, 1, 1):
        if day.weekday() < 5:
            following = recurrence.next_after(moment)
            assert following == datetime(day.year, day.month, day.day, 9, tzinfo=here)
            assert following is not None
            moment = following
        day += DAY


# Whatever the rule: the definition, looked for minute by minute

NIGHTS = {
    PARIS: (date(2027, 3, 28), date(2026, 10, 25)),
    NEW_YORK: (date(2027, 3, 14), date(2026, 11, 1)),
    LORD_HOWE: (date(2027, 10, 3), date(2027, 4, 4)),
    "America/Havana": (date(2027, 3, 14), date(2026, 11, 1)),
    "America/Santiago": (date(2026, 9, 6), date(2027, 4, 4)),
    "Africa/Casablanca": (date(2026, 3, 22), date(2026, 2, 15)),
    "Pacific/Apia": (date(2011, 12, 30), date(2011, 9, 24)),
    KOLKATA: (date(2026, 11, 26), date(2027, 1, 1)),
}
SETS = st.one_of(st.sets(st.integers(0, 59), min_size=1, max_size=4), st.just({0, 15, 30, 45}))
HOURS = st.one_of(
    st.sets(st.integers(0, 23), min_size=1, max_size=6), st.just({0, 1, 2, 3}), st.just(set(EVERY_HOUR))
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Recurrence, datetime]:
    """A rule in a zone, and a moment around a night on which its clocks change."""
    zone = draw(st.sampled_from(sorted(NIGHTS)))
    night = draw(st.sampled_from(NIGHTS[zone]))
    pattern = Pattern(
        minutes=tuple(sorted(draw(SETS))),
        hours=tuple(sorted(draw(HOURS))),
        month_days=draw(
            st.sampled_from([EVERY_MONTH_DAY, frozenset({night.day}), frozenset({night.day - 1, 5})])
        ),
        weekdays=draw(st.sampled_from([EVERY_WEEKDAY, frozenset({night.weekday()}), frozenset({0, 6})])),
        either=draw(st.booleans()),
    )
    midnight = datetime(night.year, night.month, night.day, tzinfo=UTC)
    moment = (
        midnight + draw(st.integers(-36 * 60, 36 * 60)) * MINUTE + timedelta(seconds=draw(st.integers(0, 59)))
    )
    return Recurrence("by hand", zone, pattern), moment


def by_looking(recurrence: Recurrence, moment: datetime, end: datetime) -> datetime | None:
    """The next due time by the definition: minutes are gone through one by one, with what the clock shows."""
    pattern, zone = recurrence.rule, ZoneInfo(recurrence.zone)
    assert isinstance(pattern, Pattern)
    start = moment.replace(second=0, microsecond=0) - 2 * DAY
    instants = [start + n * MINUTE for n in range((end - start) // MINUTE)]
    shown = [instant.astimezone(zone).replace(tzinfo=None) for instant in instants]
    if pattern.hours == EVERY_HOUR:
        found = [
            instant
            for instant, clock in zip(instants, shown, strict=True)
            if clock.minute in pattern.minutes and pattern.falls_on(clock.date())
        ]
    else:
        days = [day for day in (shown[0].date() + n * DAY for n in range(1, 8)) if pattern.falls_on(day)]
        times = [time(hour, minute) for hour in pattern.hours for minute in pattern.minutes]
        walls = [datetime.combine(day, each) for day in days for each in times]
        # Due at the first instant at which the clock shows the time, or has left it behind.
        found = [
            next(instant for instant, clock in zip(instants, shown, strict=True) if clock >= each)
            for each in walls
            if each <= shown[-1]
        ]
    return min((instant for instant in found if instant > moment), default=None)


@settings(max_examples=100)
@given(situation=situations())
def test_the_next_time_is_the_one_that_looking_at_the_clock_finds(
    situation: tuple[Recurrence, datetime],
) -> None:
    recurrence, moment = situation
    end = moment + 3 * DAY
    expected = by_looking(recurrence, moment, end)
    found = recurrence.next_after(moment)
    if expected is None:
        assert found is None or found >= end - DAY
    else:
        assert found == expected


@given(situation=situations(), steps=st.integers(2, 40))
def test_due_times_go_on_and_none_comes_twice(situation: tuple[Recurrence, datetime], steps: int) -> None:
    recurrence, moment = situation
    found: list[datetime] = []
    for _ in range(steps):
        following = recurrence.next_after(moment)
        if following is None:
            break
        assert following > moment
        found.append(following)
        moment = following
    assert found == sorted(set(found))
    for earlier, later in pairwise(found):
        between = earlier + (later - earlier) / 2
        assert recurrence.next_after(between) == later
        assert recurrence.last_until(later, found[0]) == later
        assert recurrence.last_until(later - timedelta(microseconds=1), found[0]) == earlier


@pytest.mark.parametrize("text", ["every 1 min", "* 9-17 * * *", "weekdays 09:00", "0 9 29 2 *"])
def test_the_last_of_ten_years_is_found_at_once(text: str) -> None:
    recurrence = read_recurrence(text, PARIS)
    since = recurrence.next_after(NOW - 3_650 * DAY)
    assert since is not None
    assert processor_seconds(lambda: recurrence.last_until(NOW, since), enough=0.3) < 0.3
    last = recurrence.last_until(NOW, since)
    assert last <= NOW
    following = recurrence.next_after(last)
    assert following is not None
    assert following > NOW


def test_what_happens_once_happens_once() -> None:
    at = datetime(2026, 12, 1, 8, tzinfo=UTC)
    recurrence = once(at.astimezone(ZoneInfo(KOLKATA)), PARIS)
    assert recurrence == read_recurrence("once 2026-12-01 09:00", PARIS)
    assert recurrence.next_after(NOW) == at
    assert recurrence.next_after(at) is None
    assert recurrence.last_until(at + DAY, at) == at


PIECES = st.sampled_from(
    ["every", "15", "min", "hourly", "weekdays", "mon", "thurs", ",", "and", "9:00", "am", "first", "of month", "*",
     "*/5", "0", "1-5", "once", "2026-12-01", "T09:00Z", "\ud800", "\0", "٣"]
)  # fmt: skip
TYPED = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=9).map(" ".join),
    st.lists(PIECES, max_size=60).map("".join),
    st.text(string.digits + "*/-, ", max_size=200),
    st.tuples(st.text(min_size=1, max_size=8), st.integers(1, 8_000)).map(lambda pair: pair[0] * pair[1]),
).map(lambda text: text[:8_000])


@given(text=TYPED, zone=st.sampled_from(ZONES))
def test_any_text_is_read_or_refused_within_50_milliseconds(text: str, zone: str) -> None:
    found: list[Recurrence] = []

    def read() -> None:
        with contextlib.suppress(BadInput):
            found.append(read_recurrence(text, zone))

    assert processor_seconds(read, enough=0.05) < 0.05
    for recurrence in found:
        assert read_recurrence(recurrence.text, zone) == recurrence
        assert recurrence.words.endswith(f"({zone})")
