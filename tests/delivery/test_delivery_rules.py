"""The rules of delivery, for whatever Slack may answer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SlackError, SlackOutcomeUnknown, SlackRateLimited, SlackRefused
from bot.outbox.delivery_rules import (
    LONGEST_WAIT,
    PATIENCE,
    Next,
    Step,
    after_failed_lookup,
    after_failure,
    is_mendable,
    may_be_in_slack,
    wait_after,
)
from storage.models.outbox import LastOutcome

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

CODES = st.sampled_from(
    [
        "invalid_blocks",
        "msg_too_long",
        "is_archived",
        "not_in_channel",
        "restricted_action_thread_only_channel",
        "token_revoked",
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "ratelimited",
        "a_code_of_tomorrow",
    ]
)
ERRORS: st.SearchStrategy[SlackError] = st.one_of(
    CODES.map(lambda code: SlackRefused(code, "chat.postMessage")),
    st.floats(0, 3600).map(lambda seconds: SlackRateLimited("chat.postMessage", seconds)),
    st.just(SlackOutcomeUnknown("chat.postMessage", "TimeoutError")),
)
ATTEMPTS = st.integers(1, 10_000)
AGES = st.timedeltas(timedelta(0), timedelta(days=3))


def failure(
    error: SlackError, attempt: int = 1, age: timedelta = timedelta(0), *, is_edit: bool = False
) -> Next:
    return after_failure(error, attempt=attempt, first_try_at=NOW - age, now=NOW, is_edit=is_edit)


@given(ERRORS, ATTEMPTS, AGES, st.booleans())
def test_a_post_that_may_have_arrived_is_never_repeated_without_looking(
    error: SlackError, attempt: int, age: timedelta, is_edit: bool
) -> None:
    step = failure(error, attempt, age, is_edit=is_edit)
    if isinstance(error, SlackOutcomeUnknown):
        assert step.outcome is LastOutcome.UNKNOWN
        if not is_edit:
            assert step.step in {Step.LOOK_UP, Step.PARK}
            assert may_be_in_slack(step.outcome)
    else:
        assert not may_be_in_slack(step.outcome), "a definite no needs no looking"


@given(ERRORS, ATTEMPTS, AGES, st.booleans())
def test_nothing_is_due_in_the_past_or_waits_for_ever(
    error: SlackError, attempt: int, age: timedelta, is_edit: bool
) -> None:
    step = failure(error, attempt, age, is_edit=is_edit)
    asked = timedelta(seconds=error.retry_after) if isinstance(error, SlackRateLimited) else LONGEST_WAIT
    assert NOW <= step.not_before <= NOW + max(asked, LONGEST_WAIT)
    assert step.note


@given(st.floats(0, 3600), ATTEMPTS, AGES, st.booleans())
def test_slacks_wish_to_wait_is_obeyed_and_never_counts(
    seconds: float, attempt: int, age: timedelta, is_edit: bool
) -> None:
    step = failure(SlackRateLimited("chat.postMessage", seconds), attempt, age, is_edit=is_edit)
    assert (step.step, step.counts) == (Step.RETRY, False)
    assert step.not_before == NOW + timedelta(seconds=seconds)


@given(ERRORS, ATTEMPTS, AGES)
def test_without_a_good_look_nothing_is_sent(error: SlackError, attempt: int, age: timedelta) -> None:
    step = after_failed_lookup(error, attempt=attempt, first_try_at=NOW - age, now=NOW)
    assert step.step in {Step.LOOK_UP, Step.PARK}
    assert step.outcome is LastOutcome.UNKNOWN, "the next attempt looks again"


@given(ATTEMPTS, ATTEMPTS)
def test_the_wait_never_shrinks(one: int, other: int) -> None:
    few, many = sorted((one, other))
    assert timedelta(seconds=1) <= wait_after(few) <= wait_after(many) <= LONGEST_WAIT


def test_the_first_waits_are_short() -> None:
    assert [wait_after(attempt).total_seconds() for attempt in range(1, 11)] == [
        1,
        2,
        4,
        8,
        16,
        32,
        64,
        128,
        256,
        300,
    ]


@pytest.mark.parametrize(
    ("code", "is_edit", "step"),
    [
        ("invalid_blocks", False, Step.DEAD),
        ("a_code_of_tomorrow", False, Step.DEAD),
        ("is_archived", False, Step.PARK),
        ("restricted_action_thread_only_channel", False, Step.PARK),
        ("missing_scope", False, Step.PARK),
        ("message_not_found", True, Step.POST_ANEW),
        ("message_not_found", False, Step.DEAD),
        ("cant_update_message", True, Step.DEAD),
        ("ratelimited", False, Step.RETRY),
    ],
)
def test_each_refusal_has_its_consequence(code: str, is_edit: bool, step: Step) -> None:
    assert failure(SlackRefused(code, "chat.postMessage"), is_edit=is_edit).step is step


def test_an_edit_may_be_repeated_without_looking() -> None:
    assert failure(SlackOutcomeUnknown("chat.update", "x"), is_edit=True).step is Step.RETRY


def test_after_a_day_a_person_has_to_look() -> None:
    unknown = SlackOutcomeUnknown("chat.postMessage", "x")
    assert failure(unknown, age=PATIENCE).step is Step.PARK
    assert failure(unknown, age=PATIENCE - timedelta(seconds=1)).step is Step.LOOK_UP


def test_only_the_channel_and_the_token_can_be_mended() -> None:
    assert is_mendable("is_archived")
    assert not is_mendable("invalid_blocks")
