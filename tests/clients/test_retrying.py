"""Whether to repeat, and when: decided from values alone."""

from datetime import UTC, datetime

import pytest
from aiolimiter import AsyncLimiter
from hypothesis import given
from hypothesis import strategies as st

from bot.clients.retrying import MOST_WAITING, Attempt, Outcome, asked_pause, pause_before_repeating
from bot.clients.transport import _pace

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FLOATS = st.floats(0, 1e6)


@given(st.sampled_from(Outcome), st.integers(1, 50), FLOATS, st.none() | FLOATS, st.floats(0, 0.999))
def test_what_is_not_repeatable_is_never_repeated_after_an_unknown_outcome(
    outcome: Outcome, number: int, waited: float, asked: float | None, jitter: float
) -> None:
    pause = pause_before_repeating(Attempt(outcome, number, False, waited, asked), jitter)
    if outcome in {Outcome.UNKNOWN, Outcome.SETTLED}:
        assert pause is None


@given(st.sampled_from(Outcome), st.booleans(), st.lists(st.none() | FLOATS, min_size=9, max_size=9))
def test_every_call_ends_within_the_most_waiting(
    outcome: Outcome, repeatable: bool, asked: list[float | None]
) -> None:
    waited = 0.0
    for number, pause_asked in enumerate(asked, start=1):
        pause = pause_before_repeating(Attempt(outcome, number, repeatable, waited, pause_asked), 0.9)
        if pause is None:
            break
        assert pause_asked is None or pause >= pause_asked
        waited += pause
    else:
        pytest.fail("it goes on for ever")
    assert waited <= MOST_WAITING


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, None, None),
        ({"retry-after": "3"}, {"details": {"retry_after": 9}}, 3),
        ({"retry-after": "Mon, 23 Nov 2026 09:00:07 GMT"}, None, 7),
        ({"retry-after": "Mon, 23 Nov 2026 08:00:00 GMT"}, None, 0),
        ({"retry-after": "soon"}, {"details": {"retry_after": 2.5}}, 2.5),
        ({"retry-after": "-1"}, None, None),
        ({"retry-after": "nan"}, {"details": {"retry_after": True}}, None),
        ({}, {"details": {"retry_after": "4"}}, 4),
        ({}, {"details": "no"}, None),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 5)}, [], 5),
        ({"x-ratelimit-reset": "0"}, None, 0),
    ],
)
def test_the_asked_pause_is_read_from_header_body_or_reset_time(
    headers: dict[str, str], body: object, seconds: float | None
) -> None:
    assert asked_pause(headers, body, NOW) == seconds


@given(st.text(), st.recursive(st.none() | st.text() | st.floats(), lambda s: st.dictionaries(st.text(), s)))
def test_no_header_or_body_breaks_the_reading(text: str, body: object) -> None:
    seconds = asked_pause({"retry-after": text, "x-ratelimit-reset": text}, {"details": body}, NOW)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize("limit", [1, 2, 5, 60, 100])
def test_no_second_sees_more_requests_than_the_limit(limit: int) -> None:
    pace = _pace(limit)
    assert isinstance(pace, AsyncLimiter)
    # A leaky bucket lets through its size at once and its rate afterwards.
    assert pace.max_rate + pace.max_rate / pace.time_period <= max(limit, 2)


def test_an_api_without_a_limit_is_not_paced() -> None:
    assert _pace(None) is None
