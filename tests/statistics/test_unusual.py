"""What is unusual is decided by an app's own history, and silence of the readings is no news."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.readings import Reading
from bot.domain.unusual import Finding, Judgement, Kind, judge
from tests.statistics.readings import DAY, HOUR, NOW, TODAY, WEEK, any_readings, ends_of_days, reading

STOPPED = Kind.EVENTS_STOPPED


def kinds(readings: Sequence[Reading]) -> set[Kind]:
    return {finding.kind for finding in judge(readings).unusual}


def steadily(per_day: int) -> Callable[[datetime], int]:
    return lambda at: 10_000 + int(per_day * ((at - TODAY) / DAY + 100))


def on_workdays(per_day: int) -> Callable[[datetime], int]:
    """Grows from Monday to Friday alone."""

    def count(at: datetime) -> int:
        days = (at - (TODAY - 100 * DAY)) // DAY
        worked = sum((TODAY - number * DAY).weekday() < 5 for number in range(100, 100 - days - 1, -1))
        return 10_000 + per_day * worked

    return count


def until(end: datetime, growth: Callable[[datetime], int]) -> Callable[[datetime], int]:
    return lambda at: growth(min(at, end))


def test_a_busy_app_that_was_quiet_for_more_than_a_day_has_stopped() -> None:
    assert kinds(ends_of_days(40, until(TODAY - 2 * HOUR, steadily(500)))) == set()
    gone = judge(ends_of_days(40, until(NOW - 2 * DAY, steadily(500))))
    (finding,) = gone.unusual
    assert finding.kind is STOPPED
    assert finding.facts["limit_hours"] == 24
    assert 24 < finding.facts["quiet_hours"] < 48
    assert STOPPED not in gone.usual


def test_what_an_app_is_used_to_decides_what_is_too_long() -> None:
    office = on_workdays(500)
    sunday = TODAY - 3 * DAY
    assert STOPPED not in kinds([r for r in ends_of_days(40, office) if r.taken_at < sunday + DAY])
    week = ends_of_days(40, until(TODAY - 5 * DAY, office))
    assert STOPPED not in kinds(week), "two days of rest are usual, so five days are not long enough"
    assert STOPPED in kinds(ends_of_days(40, until(TODAY - 8 * DAY, office)))


def test_the_last_event_tells_when_it_was_to_the_minute() -> None:
    last = NOW - 26 * HOUR
    readings = ends_of_days(40, until(NOW - 1.2 * DAY, steadily(500)))
    told = [replace(each, last_event_at=min(each.taken_at - HOUR, last)) for each in readings]
    (finding,) = judge(told).unusual
    assert finding.facts["since"] == last.isoformat()
    assert finding.occasion == f"{last:%Y-%m-%dT%H:%M}"


def test_old_events_that_are_deleted_do_not_hide_new_ones() -> None:
    even = [replace(each, events=5_000) for each in ends_of_days(40, steadily(1))]
    alive = [replace(each, last_event_at=each.taken_at - HOUR) for each in even]
    assert kinds(alive) == set()
    assert STOPPED in judge(alive).usual
    assert STOPPED not in judge(even).usual, "an app without any sign of life is not judged"


def test_an_earlier_outage_does_not_make_us_deaf() -> None:
    outage = (TODAY - 16 * DAY, TODAY - 6 * DAY)

    def growth(at: datetime) -> int:
        lost = max(timedelta(), min(at, outage[1]) - outage[0])
        return steadily(500)(min(at, NOW - 2 * DAY) - lost)

    assert STOPPED in kinds(ends_of_days(56, growth))
    assert STOPPED not in kinds(ends_of_days(27, growth)), "with so little history it may be usual"


@pytest.mark.parametrize("days", [1, 5, 14])
def test_an_app_with_little_history_is_not_judged(days: int) -> None:
    assert judge(ends_of_days(days, until(NOW - 2 * DAY, steadily(500)))).unusual == ()
    assert judge([]).usual == frozenset()


def test_an_app_that_has_rare_events_is_not_judged() -> None:
    monthly = lambda at: 7 + (at - (TODAY - 105 * DAY)) // (20 * DAY)  # noqa: E731 - one formula
    assert STOPPED not in judge(ends_of_days(58, monthly)).usual
    assert kinds(ends_of_days(58, monthly)) == set()


def test_one_that_showed_life_today_has_not_stopped_however_long_it_was_silent_before() -> None:
    back = lambda at: 7 + (at >= TODAY)  # noqa: E731 - one formula
    assert STOPPED in judge(ends_of_days(58, back)).usual


@given(st.integers(30, 10**6), st.lists(st.integers(0, 57), max_size=30))
def test_a_steady_app_is_never_warned_of_however_many_readings_are_missing(
    per_day: int, missing: list[int]
) -> None:
    for growth in (steadily(per_day), on_workdays(per_day)):
        readings = ends_of_days(58, growth, users=growth)
        left = [each for number, each in enumerate(readings) if number not in missing]
        assert kinds(left) == set()


@given(st.integers(2, 12), st.integers(100, 10**6))
def test_an_app_that_stops_is_warned_of_and_not_again_once_it_goes_on(days: int, per_day: int) -> None:
    growth = until(NOW - days * DAY, steadily(per_day))
    silent = ends_of_days(58, growth)
    assert STOPPED in kinds(silent)
    assert Kind.EVENTS_FELL not in kinds(silent), "the same trouble is said once"
    occasions = {judge(silent[:-1]).unusual[0].occasion, judge(silent).unusual[0].occasion}
    assert len(occasions) == 1 or days == 2
    again = [*silent, reading(NOW + HOUR, events=growth(NOW) + 1)]
    assert STOPPED in judge(again).usual


def with_yesterday(added: int, usual: int, users: bool = False) -> list[Reading]:
    """Grew evenly, and yesterday by something else."""
    normal = steadily(usual)
    start = TODAY - DAY - HOUR

    def growth(at: datetime) -> int:
        if at <= start:
            return normal(at)
        return normal(start) + int(added * min(1.0, (at - start) / DAY)) + (at > TODAY) * usual // 3

    still = steadily(20)
    return ends_of_days(58, still, users=growth) if users else ends_of_days(58, growth)


@pytest.mark.parametrize(
    ("usual", "added", "kind"),
    [
        (1_000, 1_000, None),
        (1_000, 1_450, None),
        (1_000, 1_600, Kind.EVENTS_JUMPED),
        (1_000, 550, None),
        (1_000, 450, Kind.EVENTS_FELL),
        (100, 155, Kind.EVENTS_JUMPED),
        (10, 25, None),
        (10, 0, None),
        (10, 40, Kind.EVENTS_JUMPED),
        (1_000_000, 400_000, Kind.EVENTS_FELL),
    ],
)
def test_a_day_is_unusual_when_it_is_far_from_the_same_weekdays(
    usual: int, added: int, kind: Kind | None
) -> None:
    assert kinds(with_yesterday(added, usual)) == ({kind} if kind else set())


def test_users_are_judged_like_events() -> None:
    assert kinds(with_yesterday(900, 20, users=True)) == {Kind.USERS_JUMPED}
    assert kinds(with_yesterday(-5_000, 20, users=True)) == {Kind.USERS_FELL}


def test_the_facts_say_what_was_expected() -> None:
    (finding,) = judge(with_yesterday(1_600, 1_000)).unusual
    assert finding.occasion == (TODAY - DAY).date().isoformat()
    assert finding.facts == {
        "day": "2026-11-24",
        "gained": 1_600,
        "usual": 1_000,
        "least": 500,
        "most": 1_500,
        "weeks": 8,
    }


def test_a_spread_that_is_usual_is_allowed_for() -> None:
    wild = [300, 1_900, 700, 1_500, 400, 1_700, 900, 1_100]

    def growth(at: datetime) -> int:
        weeks = (TODAY - DAY - HOUR - at) // WEEK
        total = sum(wild[number % 8] for number in range(100, max(weeks, 0), -1))
        return 10_000 + total + (1_600 if at > TODAY - DAY else 0)

    assert Kind.EVENTS_JUMPED not in kinds(ends_of_days(58, growth))


def test_fewer_than_four_such_weekdays_are_not_enough() -> None:
    readings = with_yesterday(9_000, 1_000)
    assert kinds(readings[-31:]) == {Kind.EVENTS_JUMPED}
    assert kinds(readings[-29:]) == set()
    assert Kind.EVENTS_JUMPED not in judge(readings[-29:]).usual


def test_a_day_that_was_not_counted_to_its_end_is_not_judged() -> None:
    readings = with_yesterday(9_000, 1_000)
    yesterday = readings[-2]
    early = replace(yesterday, taken_at=yesterday.taken_at - 8 * HOUR, counted_at=TODAY - 9 * HOUR)
    stale = replace(yesterday, counted_at=TODAY - 3 * DAY)
    for odd in (early, stale):
        judged = judge([*readings[:-2], odd, readings[-1]])
        assert judged.unusual == ()
        assert Kind.EVENTS_JUMPED not in judged.usual


@given(any_readings())
def test_nothing_is_both_unusual_and_as_usual(readings: Sequence[Reading]) -> None:
    judged = judge(readings)
    found = [finding.kind for finding in judged.unusual]
    assert len(found) == len(set(found))
    assert not set(found) & judged.usual
    assert all(finding.occasion and finding.facts for finding in judged.unusual)


@given(any_readings(), st.data())
def test_a_stale_reading_is_no_news_of_events(readings: Sequence[Reading], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, max(0, len(readings) - 1)))
    stale = [replace(each, events=10**9, counted_at=None) for each in readings[place : place + 1]]
    before = [replace(each, taken_at=each.taken_at - HOUR / 1000) for each in stale]
    assert _of_quiet(judge([*readings[:place], *before, *readings[place:]])) == _of_quiet(judge(readings))


def _of_quiet(judged: Judgement) -> tuple[bool, list[Finding]]:
    found = [finding for finding in judged.unusual if finding.kind is STOPPED]
    return STOPPED in judged.usual, found
