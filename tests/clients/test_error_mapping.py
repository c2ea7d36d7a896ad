"""From status and body to one error with a sentence: no sockets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clients.error_mapping import (
    Call,
    Lost,
    Reply,
    error_for,
    final_error_for,
    outcome_of,
    stated_reason,
)
from bot.clients.retrying import Outcome
from bot.errors import ApiError, ApiOutcomeUnknown, ApiRateLimited, ApiUnavailable

READ = Call("Appizer", "GET", "/v1/apps", "ours", "APPIZER_API_KEY")
WRITE = Call("Appizer", "PATCH", "/v1/apps/1", "ours", "APPIZER_API_KEY", "app with the id 1")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("error"), inner),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": True, "status": 400, "title": "Bad Request", "detail": "no `id`"}, "Bad Request: no `id`"),
        ({"status": 400, "title": "Bad Request", "detail": "no `id`"}, "Bad Request: no `id`"),
        ({"title": "Bad Request"}, "Bad Request"),
        ({"error": "App not found"}, "App not found"),
        ({"error": "Bad Request", "message": "name is too long", "code": "X"}, "name is too long"),
        ({"error": True}, ""),
        ("plain\n words", "plain words"),
        ([1], ""),
        (None, ""),
    ],
)
def test_the_reason_is_read_from_either_vendors_form(body: object, reason: str) -> None:
    assert stated_reason(body) == reason


def test_a_refusal_without_a_reason_says_so_and_points_to_the_log() -> None:
    error = error_for(WRITE, Reply(409, None, "an HTML page", "<html>", "theirs"))
    assert error is not None
    assert error.sentence == "Appizer refused the request: status 409, without saying why."
    assert error.hint == "An admin finds the answer in the log under theirs."


def test_a_404_on_a_list_points_at_the_settings() -> None:
    error = error_for(READ, Reply(404, {"error": "Not found"}))
    assert error is not None
    assert error.hint == "An admin should check APPIZER_API_KEY."


@given(
    st.booleans(), st.integers(200, 599), JSON, st.sampled_from(["", "broken JSON"]), st.none() | st.floats(0)
)
def test_every_answer_is_a_success_or_one_error_with_a_sentence(
    is_read: bool, status: int, body: object, problem: str, pause: float | None
) -> None:
    call = READ if is_read else WRITE
    error = error_for(call, Reply(status, body, problem, "", "theirs", pause))
    if error is None:
        assert 200 <= status < 300
        assert not (is_read and problem)
        return
    assert error.service == "Appizer"
    assert error.status == status
    assert error.request_id == "theirs"
    assert error.sentence.startswith("Appizer ")
    assert error.sentence.endswith(".")
    assert "\n" not in error.sentence
    assert len(error.sentence) < 500
    assert isinstance(error, ApiRateLimited) == (status == 429)


@given(st.integers(300, 599), st.booleans())
def test_a_write_whose_earlier_attempt_is_unknown_never_ends_as_unavailable(status: int, sent: bool) -> None:
    for result in (Reply(status), Lost(sent, "cut")):
        error = final_error_for(WRITE, result, may_have_happened=True)
        assert isinstance(error, ApiError)
        assert not isinstance(error, ApiUnavailable | ApiRateLimited)
        if outcome_of(result) is not Outcome.SETTLED:
            assert isinstance(error, ApiOutcomeUnknown)
