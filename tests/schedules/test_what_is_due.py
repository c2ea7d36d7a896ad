"""What becomes of due times: done on time, caught up once within the grace, else left out with a note."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clock_times import length_in_words
from bot.domain.recurrences import Recurrence, once, read_recurrence
from bot.domain.schedules import ON_TIME, LateRule, Schedule, first_due, what_is_due

PARIS = "Europe/Paris"
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""09:00 in Paris."""
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEKDAYS = read_recurrence("weekdays 09:00", PARIS)


def schedule(
    late_rule: LateRule = LateRule.LATEST, grace: timedelta = 3 * HOUR, recurrence: Recurrence = WEEKDAYS
) -> Schedule:
    return Schedule(
        id="s1",
        team_id="T1",
        kind="digest",
        subject="C1",
        recurrence=recurrence,
        late_rule=late_rule,
        grace=grace,
        next_due_at=MONDAY,
        revision=1,
        created_by="U1",
        created_at=MONDAY - DAY,
    )


@pytest.mark.parametrize("late_rule", LateRule)
def test_on_time_it_is_done_whatever_the_rule(late_rule: LateRule) -> None:
    for late in (timedelta(), SECOND, ON_TIME):
        due = what_is_due(schedule(late_rule), MONDAY, MONDAY + late)
        assert (due.at, due.following, due.is_too_late, due.note) == (MONDAY, MONDAY + DAY, False, "")


@pytest.mark.parametrize(
    ("late_rule", "late", "is_too_late", "note"),
    [
        (
            LateRule.SKIP,
            61 * SECOND,
            True,
            "skipped, because it would have begun more than 1 min late",
        ),
        (LateRule.LATEST, 61 * SECOND, False, "1 min 1 s late"),
        (LateRule.LATEST, 3 * HOUR, False, "3 h late"),
        (
            LateRule.LATEST,
            3 * HOUR + SECOND,
            True,
            "skipped, because it would have begun more than 3 h late",
        ),
        (LateRule.ALL, 3 * HOUR, False, "3 h late"),
        (LateRule.ALL, 5 * HOUR, True, "skipped, because it would have begun more than 3 h late"),
    ],
)
def test_one_that_was_missed_follows_the_rule(
    late_rule: LateRule, late: timedelta, is_too_late: bool, note: str
) -> None:
    due = what_is_due(schedule(late_rule), MONDAY, MONDAY + late)
    assert (due.at, due.following) == (MONDAY, MONDAY + DAY)
    assert (due.is_too_late, due.note) == (is_too_late, note)


def test_of_several_that_were_missed_the_latest_is_caught_up_once() -> None:
    thursday = MONDAY + 3 * DAY
    due = what_is_due(schedule(), MONDAY, thursday + HOUR)
    assert (due.at, due.is_too_late, due.following) == (thursday, False, thursday + DAY)
    assert due.note == "1 h late; earlier ones were left out"


def test_or_left_out_when_it_is_too_late_for_that_one_too() -> None:
    thursday = MONDAY + 3 * DAY
    due = what_is_due(schedule(), MONDAY, thursday + 5 * HOUR)
    assert (due.at, due.is_too_late, due.following) == (thursday, True, thursday + DAY)
    assert due.note.endswith("more than 3 h late; earlier ones were left out")


def test_all_are_caught_up_in_order_from_the_first_that_is_not_too_old() -> None:
    hourly = schedule(LateRule.ALL, 3 * HOUR, read_recurrence("hourly", PARIS))
    now = MONDAY + 10 * HOUR + 30 * MINUTE
    told, due_at = [], MONDAY
    while due_at <= now:
        due = what_is_due(hourly, due_at, now)
        told.append(((due.at - MONDAY) // HOUR, due.is_too_late))
        assert due.following is not None
        due_at = due.following
    assert told == [(7, True), (8, False), (9, False), (10, False)]


def test_what_happens_once_is_late_or_skipped_like_the_rest() -> None:
    single = schedule(recurrence=once(MONDAY, PARIS))
    due = what_is_due(single, MONDAY, MONDAY + HOUR)
    assert (due.at, due.following, due.is_too_late) == (MONDAY, None, False)
    assert what_is_due(single, MONDAY, MONDAY + DAY).is_too_late


def test_the_first_due_time_may_be_this_instant() -> None:
    assert first_due(WEEKDAYS, MONDAY) == MONDAY
    assert first_due(WEEKDAYS, MONDAY + timedelta(microseconds=1)) == MONDAY + DAY
    assert first_due(once(MONDAY, PARIS), MONDAY) == MONDAY
    assert first_due(once(MONDAY, PARIS), MONDAY + SECOND) is None


def test_what_is_coming_is_told_from_the_next_on() -> None:
    friday = MONDAY + 4 * DAY
    assert schedule().upcoming(6) == (*(MONDAY + n * DAY for n in range(5)), friday + 3 * DAY)
    assert schedule(recurrence=once(MONDAY, PARIS)).upcoming(6) == (MONDAY,)


@given(
    text=st.sampled_from(["weekdays 09:00", "hourly", "every 5 min", "0 9,17 * * *", "first of month 09:00"]),
    late_rule=st.sampled_from(LateRule),
    grace=st.timedeltas(MINUTE, 2 * DAY),
    away=st.timedeltas(timedelta(), 9 * DAY),
)
def test_whatever_was_missed_each_due_time_has_one_turn_and_none_runs_beyond_its_grace(
    text: str, late_rule: LateRule, grace: timedelta, away: timedelta
) -> None:
    recurrence = read_recurrence(text, PARIS)
    of_it = schedule(late_rule, grace, recurrence)
    due_at = recurrence.next_after(MONDAY)
    assert due_at is not None
    now, turns = due_at + away, []
    while due_at is not None and due_at <= now:
        due = what_is_due(of_it, due_at, now)
        assert due.at >= due_at
        assert due.is_too_late == (now - due.at > (ON_TIME if late_rule is LateRule.SKIP else grace))
        turns.append(due)
        due_at = due.following
    assert [turn.at for turn in turns] == sorted({turn.at for turn in turns})
    done = [turn for turn in turns if not turn.is_too_late]
    if late_rule is LateRule.ALL:
        within = recurrence.next_after(now - grace - timedelta(microseconds=1))
        expected = []
        while within is not None and within <= now:
            expected.append(within)
            within = recurrence.next_after(within)
        assert [turn.at for turn in done] == [each for each in expected if each > MONDAY]
    else:
        assert len(turns) == 1


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "0 s"),
        (59 * SECOND, "59 s"),
        (HOUR, "1 h"),
        (HOUR + 5 * SECOND, "1 h"),
        (27 * HOUR, "1 d 3 h"),
    ],
)
def test_lengths_of_time_are_told_by_their_two_largest_units(length: timedelta, words: str) -> None:
    assert length_in_words(length) == words
