"""What is checked before it is sent: rows, ids, attributes, settings; and what a secret shows."""

import copy
import dataclasses
import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.app_secrets import parse_app_secrets
from bot.domain.app_settings import AppSettings, checked_settings
from bot.domain.apps import parse_app
from bot.domain.bulk_rows import EventRow, GroupRow, ProfileRow, Row, rows_bytes
from bot.domain.events import NewEvent
from bot.domain.ingestion_rules import RuleNames, rules_bytes
from bot.domain.json_values import json_bytes
from bot.domain.sdk_keys import parse_sdk_key
from bot.domain.secret_values import Secret
from bot.domain.segments import SegmentChanges, checked_changes
from bot.domain.uploads import Format
from bot.domain.user_ids import user_ids_bytes
from bot.errors import BadInput

from .values import EVENT_ROWS, GROUP_ROWS, IDS, JSON, PROFILE_ROWS

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CANARY = "canary-0123456789abcdef"


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "nan is not a number that can be sent"),
        ({"a": [float("inf")]}, "The request, “a”: inf is not a number"),
        (2**64, "a number is too large"),
        ("\ud800", "half a character"),
        ({"\ud800": 1}, "half a character"),
        ({1: 2}, "the name 1 is not a text"),
        ({"a": object()}, "object is not a kind of value"),
        ({"at": NOW}, "datetime is not a kind of value"),
        (nested(65), "nested more than 64 levels"),
        (nested(100_000), "nested more than 64 levels"),
    ],
)
def test_what_json_would_bend_is_refused_with_a_sentence(value: Any, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        json_bytes(value, "the request")


def test_a_giant_number_is_refused_without_being_written_out() -> None:
    with pytest.raises(BadInput, match="a number is too large"):
        json_bytes(10**5000, "the request")


@given(JSON)
def test_any_json_value_can_be_sent(value: Any) -> None:
    assert json.dumps(json.loads(json_bytes(value, "the request"))) == json.dumps(value)


@given(st.lists(PROFILE_ROWS | GROUP_ROWS | EVENT_ROWS, min_size=1, max_size=5))
def test_rows_are_sent_as_csv_or_refused_and_always_as_ndjson(rows: list[Row]) -> None:
    assert rows_bytes(rows, Format.NDJSON).count(b"\n") == len(rows)
    try:
        content = rows_bytes(rows, Format.CSV)
    except BadInput as error:
        content, hint = b"", error.hint
    else:
        hint = ""
    assert content.startswith(b'"') or "NDJSON" in hint


def test_csv_has_one_column_per_attribute_and_quotes_texts() -> None:
    rows = [
        ProfileRow("a,1", {"seat": 'B "2"', "row": 7, "member": True}),
        ProfileRow("-b", {"note": "two\nlines", "rating": 4.5, "seat": None}),
    ]
    assert rows_bytes(rows, Format.CSV).decode() == (
        '"user_id","seat","row","member","note","rating"\r\n'
        '"a,1","B ""2""",7,true,,\r\n'
        '"-b",null,,,"two\nlines",4.5\r\n'
    )
    events = [EventRow(NewEvent("Bought", NOW, {"price": 12}, group_id="stalls"), "harriet")]
    assert rows_bytes(events, Format.CSV).decode() == (
        '"user_id","name","timestamp","group_id","price"\r\n'
        '"harriet","Bought","2026-11-23T09:00:00+00:00","stalls",12\r\n'
    )


@pytest.mark.parametrize(
    "value", ["", "12", " 7 ", "-1.5e3", "+49", "true", "NULL", [], {"a": 1}, 0.1234567890123456, 10**15]
)
def test_csv_refuses_values_that_would_arrive_as_others(value: Any) -> None:
    with pytest.raises(BadInput, match="CSV cannot carry the value of “phone” unchanged"):
        rows_bytes([ProfileRow("a", {"phone": value})], Format.CSV)
    assert rows_bytes([ProfileRow("a", {"phone": value})], Format.NDJSON)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "no row"),
        ([ProfileRow("", {})], "no user_id"),
        ([GroupRow("", {})], "no group_id"),
        ([ProfileRow("a", {"userId": "b"})], "cannot be called “userId”"),
        ([GroupRow("a", {"group_id": "b"})], "cannot be called “group_id”"),
        ([EventRow(NewEvent("x", NOW))], "neither a user nor a group"),
        ([ProfileRow("a", {"x": float("nan")})], "The row of “a”, “x”: nan"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(rows: list[Row], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        rows_bytes(rows, Format.NDJSON)


def test_rows_are_no_json_array_and_csv_has_no_place_for_some_events() -> None:
    with pytest.raises(BadInput, match="NDJSON or CSV"):
        rows_bytes([ProfileRow("a", {})], Format.JSON)
    with pytest.raises(BadInput, match="attribute called “name”"):
        rows_bytes([EventRow(NewEvent("x", NOW, {"name": "y"}), "a")], Format.CSV)
    with pytest.raises(BadInput, match="“context”"):
        rows_bytes([EventRow(NewEvent("x", NOW, context={"url": "u"}), "a")], Format.CSV)


@given(st.lists(IDS, min_size=1, max_size=5))
def test_user_ids_are_written_in_the_documented_forms(user_ids: list[str]) -> None:
    assert json.loads(user_ids_bytes(user_ids, Format.JSON)) == {"user_ids": user_ids}
    lines = user_ids_bytes(user_ids, Format.NDJSON).splitlines()
    assert [json.loads(line) for line in lines] == user_ids
    assert user_ids_bytes(user_ids, Format.CSV).startswith(b'"user_id"\r\n"')


@pytest.mark.parametrize("user_ids", [[], "abc", [""], ["a", 7], ["\ud800"]])
def test_what_is_no_list_of_user_ids_is_refused(user_ids: Any) -> None:
    for format in Format:
        with pytest.raises(BadInput):
            user_ids_bytes(user_ids, format)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": ""}, "needs a name"),
        ({"at": datetime(2026, 11, 23)}, "needs a time zone"),  # noqa: DTZ001 - without a zone, which is refused
        ({"group_id": ""}, "group id of an event is empty"),
        ({"attributes": {"x": float("nan")}}, "nan"),
        ({"context": {"x": object()}}, "object"),
    ],
)
def test_an_event_that_cannot_be_recorded_is_refused(more: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        NewEvent(**{"name": "x", "at": NOW, **more})


@pytest.mark.parametrize("names", [RuleNames(), RuleNames(profile=("",)), RuleNames(event=("\ud800",))])
def test_rules_without_names_are_refused(names: RuleNames) -> None:
    with pytest.raises(BadInput):
        rules_bytes(names)


@pytest.mark.parametrize("changes", [{}, {"name": ""}, {"name": "\ud800"}])
def test_a_segment_is_not_changed_into_nothing(changes: SegmentChanges) -> None:
    with pytest.raises(BadInput):
        checked_changes(changes)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "Nothing is to be set"),
        ({"name": ""}, "1 to 100 characters"),
        ({"name": "x" * 101}, "1 to 100 characters"),
        ({"description": "x" * 501}, "at most 500"),
        ({"website_url": "example.com"}, "address like"),
        ({"website_url": "https://"}, "address like"),
        ({"website_url": "http://[x"}, "address like"),
        ({"data_retention_days": 29}, "30 to 2555 days"),
        ({"data_retention_days": 2556}, "30 to 2555 days"),
        ({"data_retention_days": True}, "30 to 2555 days"),
        ({"context_info": "x" * 2001}, "at most 2000"),
        ({"engagement_platform": "other"}, "none or wonderpush"),
        ({"email_platform": "other"}, "none or brevo"),
        ({"engagement_credentials": {"access_token": CANARY}}, "kept as a secret"),
        ({"email_credentials": Secret("text")}, "kept as a secret"),
        ({"authorized_domains": ["", "x"]}, "list of domain names"),
        ({"timezone": ""}, "name like Europe/London"),
        ({"webhook_enabled": 1}, "yes or no"),
        ({"webhook_url": 7}, "a text"),
        ({"webhook_use_query_params": None}, "yes or no"),
        ({"status": "inactive"}, "“status” cannot be set"),
    ],
)
def test_a_setting_outside_its_limits_is_refused_before_it_is_sent(settings: AppSettings, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        checked_settings(settings)
    assert CANARY not in caught.value.sentence


def test_only_given_settings_are_sent_and_credentials_only_then_revealed() -> None:
    settings: AppSettings = {"email_credentials": Secret({"api_key": CANARY}), "description": None}
    assert CANARY not in repr(settings)
    assert checked_settings(settings) == {"email_credentials": {"api_key": CANARY}, "description": None}


def test_bad_credentials_do_not_show_in_the_refusal() -> None:
    with pytest.raises(BadInput) as caught:
        checked_settings({"email_credentials": Secret({CANARY: float("nan")})})
    assert CANARY not in caught.value.sentence


def test_a_secret_is_seen_only_when_it_is_revealed() -> None:
    secret = Secret(CANARY)
    key = parse_sdk_key({"id": "k1", "key": CANARY, "tag": "web", "new": 1})
    shown = [
        repr(secret),
        str(secret),
        f"{secret:>20}",
        repr(key),
        str(dataclasses.asdict(key)),
    ]
    shown += [repr(copy.deepcopy(key)), repr([secret]), repr(dir(secret)), repr(key.fields)]
    assert CANARY not in "".join(shown)
    assert secret.reveal() == CANARY
    assert (key.key, key.fields["new"]) == (secret, 1)
    assert secret != Secret("other")
    assert len({secret, Secret(CANARY), Secret("other")}) == 2
    with pytest.raises(TypeError):
        json.dumps(secret)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(AttributeError):
        secret.content = "x"
    with pytest.raises(AttributeError):
        del secret.content  # type: ignore[attr-defined]  # there is no such thing


def test_an_app_has_no_secrets_but_they_can_be_asked_for() -> None:
    fields = {
        "id": "a1",
        "name": "Foyer",
        "api_key": "ak_" + CANARY,
        "api_secret": "as_" + CANARY,
        "email_credentials": {"api_key": CANARY},
        "engagement_credentials": None,
    }
    app, secrets = parse_app(fields), parse_app_secrets(fields)
    assert CANARY not in repr(app) + repr(app.fields) + repr(secrets)
    assert secrets.api_secret == Secret("as_" + CANARY)
    assert secrets.email_credentials is not None
    assert secrets.email_credentials.reveal() == {"api_key": CANARY}
    assert secrets.engagement_credentials is None
