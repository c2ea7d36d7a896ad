"""The key of a delivery: the same when Slack repeats itself, another for another gesture."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox.delivery import key_for

PAYLOADS = st.dictionaries(st.text(), st.text() | st.integers(), max_size=4)


@pytest.mark.parametrize(
    ("kind", "payload", "key"),
    [
        ("event", {"event_id": "Ev1", "event": {"type": "app_home_opened"}}, "Ev1"),
        ("command", {"team_id": "T1", "trigger_id": "1.2.a"}, "cmd:T1:1.2.a"),
        ("action", {"trigger_id": "1.2.a", "team": {"id": "T1"}}, "act:1.2.a"),
        ("shortcut", {"trigger_id": "1.2.a"}, "act:1.2.a"),
        ("view", {"view": {"id": "V1", "hash": "h1"}, "trigger_id": "1.2.a"}, "view:V1:h1"),
    ],
)
def test_each_kind_is_known_by_what_slack_gives_it(kind: str, payload: dict[str, Any], key: str) -> None:
    assert key_for(kind, payload) == key


def test_a_form_sent_twice_in_a_hurry_is_one_delivery() -> None:
    view = {"id": "V1", "hash": "h1"}
    assert key_for("view", {"view": view, "trigger_id": "1"}) == key_for(
        "view", {"view": view, "trigger_id": "2"}
    )


@pytest.mark.parametrize("kind", ["event", "command", "action", "view"])
@given(one=PAYLOADS, other=PAYLOADS)
def test_without_an_id_the_whole_payload_is_the_key(
    kind: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert key_for(kind, one) == key_for(kind, dict(reversed(one.items())))
    assert (key_for(kind, one) == key_for(kind, other)) == (one == other)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("event", {"event_id": ""}), ("view", {"view": {"id": "V1"}}), ("action", {"trigger_id": None})],
)
def test_half_an_id_is_none(kind: str, payload: dict[str, Any]) -> None:
    assert ":sha256:" in key_for(kind, payload)
