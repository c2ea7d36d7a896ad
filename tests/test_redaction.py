"""The redactor: no planted secret survives, nothing else changes, and long texts take no long time."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.slack_shapes import redacted
from bot.redaction import REDACTED, Redactor, is_secret_name, redact
from tests.pace import processor_seconds

CANARY = "c4n4ry5c4n4ry5c4n4ry5"
HEX = "0123456789abcdef" * 4
KNOWN = 'Kn0wn/secret+"with" signs é'
REDACTOR = Redactor([KNOWN])

SHAPES = [
    f"xoxb-{CANARY}",
    f"xoxp-1-2-{CANARY}",
    f"xoxe.xoxp-1-{CANARY}",
    f"xoxe-1-{CANARY}",
    f"xapp-1-A0-{CANARY}",
    "Basic " + b64encode(f"user:{CANARY}".encode()).decode(),
    f"Bearer {CANARY}",
    f"bearer  {CANARY}",
    f"Authorization: {CANARY}",
    f"X-API-Key: {CANARY}",
    f"'X-API-Key': '{CANARY}'",
    f"(b'authorization', b'{CANARY}')",
    f"https://hooks.slack.com/services/T0/B0/{CANARY}",
    f"https://hooks.slack.com/commands/T0/1/{CANARY}",
    f"https://files.slack.com/upload/v1/{CANARY}",
    f"postgresql://user:{CANARY}@host/db",
    f"redis://:{CANARY}@host",
    f"as_{HEX}",
    f"ak_{HEX[:32]}",
    f"apps_{CANARY}",
    f"?token={CANARY}",
    f"&ticket={CANARY}",
    f"password={CANARY}",
    f"PGPASSWORD='{CANARY}'",
    f"client_secret={CANARY}&x=1",
    f"/slack/oauth_redirect?code={CANARY}&state=1",
    f'{{"api_secret": "{CANARY}"}}',
    f"{{'access_token': '{CANARY}'}}",
    json.dumps({"body": json.dumps({"api_secret": CANARY})}),
    json.dumps({"response_url": f"http://127.0.0.1/respond/{CANARY}"}),
    json.dumps({"engagement_credentials": {"a": [{"b": "}" + CANARY}]}, "name": "x"}),
    json.dumps({"email_credentials": {"a": {"b": {"c": {"d": CANARY}}}}}),
    f'{{"engagement_credentials": {{"cut": "{CANARY}',
    f'"api_secret": "{CANARY}',
    KNOWN,
    quote(KNOWN, safe=""),
    quote_plus(KNOWN),
    json.dumps({"x": KNOWN}),
]
TELLTALES = (CANARY, HEX[:16], b64encode(f"user:{CANARY}".encode()).decode(), "Kn0wn", "signs")

SECRET_NAMES = [
    "api_secret",
    "apiSecret",
    "engagement_credentials",
    "email_credentials",
    "key",
    "api_key",
    "X-API-Key",
    "sdk_key",
    "token",
    "bot_token",
    "botToken",
    "access_token",
    "secret",
    "client_secret",
    "SLACK_SIGNING_SECRET",
    "password",
    "Authorization",
    "Set-Cookie",
    "response_url",
    "private_metadata",
    "CALLBOARD_ENCRYPTION_KEYS",
    "DATABASE_URL",
]
OPEN_NAMES = [
    "dedupe_key",
    "ordering_key",
    "idempotency_key",
    "primary_key",
    "sort_key",
    "fencing_token",
    "keys",
    "keyword",
    "tokens",
    "secretary",
    "channel",
    "trigger_id",
    "url",
    "name",
]

ORDINARY = [
    "",
    "Basic onboarding-2 is live",
    "Basic authentication is needed",
    "Bearer of good news",
    "the token must start with xoxb- and not xoxp-",
    "token: none, password: unset, key: value",
    "Authorization: pending",
    "https://api.appcues.com/v2/accounts/17434/flows?limit=3#top",
    "http://localhost:8000/a@b",
    "mail maya@northwind.example, see https://x.example/@maya",
    "dedupe_key=change:12, sort_key='name'",
    "fencing_token=3",
    "apps_snapshot_daily ran; as_of 2026-11-23; ak_",
    '{"name": "Welcome tour", "engagement_credentials": null, "api_secret": ""}',
    "flow 7115af2b-5b56-4de4-a88e-47a3afb26af3 has the fingerprint " + HEX,
    "secret santa; the secret of success; cookie: banner",
    "exit code=1 ?page=2&state=live",
]

HARMLESS = st.text(st.sampled_from("abcdefgh XYZ0123456789.,;:-/?&#()[]{}\n'éß漢😀"))
LEAVES = st.none() | st.booleans() | st.integers() | HARMLESS
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.sampled_from(OPEN_NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)


def survivors(value: object) -> list[str]:
    shown = repr(value) + json.dumps(value, default=repr)
    return [telltale for telltale in TELLTALES if telltale in shown]


@given(HARMLESS, st.sampled_from(SHAPES), HARMLESS)
def test_no_planted_secret_survives_in_a_text(before: str, secret: str, after: str) -> None:
    assert survivors(REDACTOR.text(before + secret + after)) == []


@given(st.lists(st.sampled_from(SHAPES), min_size=2, max_size=4), st.sampled_from([" ", ", ", "\n", " | "]))
def test_no_secret_hides_behind_another(secrets: list[str], between: str) -> None:
    assert survivors(REDACTOR.text(between.join(secrets))) == []


@given(TREES, st.sampled_from(SECRET_NAMES), TREES)
def test_no_content_of_a_secret_field_survives(around: object, name: str, content: object) -> None:
    planted = {"around": around, "deep": [{name: {"inner": [content, CANARY]}}, (around, {name: CANARY})]}
    assert survivors(redact(planted)) == []


@given(st.sampled_from(SHAPES), TREES)
def test_no_secret_shape_survives_anywhere_in_a_tree(secret: str, around: object) -> None:
    error = ValueError(f"failed with {secret}")
    planted = [around, {secret: 1, "text": secret, "bytes": secret.encode(), "set": {secret}, "error": error}]
    assert survivors(REDACTOR.redact(planted)) == []
    blocks = [{"type": "section", "text": {"text": secret}, "fields": [[secret], f"`{secret}`"]}]
    assert survivors(redacted(blocks, REDACTOR.text)) == []


@given(TREES)
def test_a_tree_without_secrets_is_unchanged(tree: object) -> None:
    assert REDACTOR.redact(tree) == tree


@pytest.mark.parametrize("text", ORDINARY)
def test_a_text_without_secrets_is_unchanged(text: str) -> None:
    assert REDACTOR.text(text) == text


@given(st.sampled_from(SHAPES), HARMLESS)
def test_redacting_twice_changes_nothing_more(secret: str, text: str) -> None:
    once = REDACTOR.text(secret + text)
    assert REDACTOR.text(once) == once


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_secret_field_is_told_by_its_name(name: str) -> None:
    assert is_secret_name(name)
    assert redact({name: "x", "n": 1}) == {name: REDACTED, "n": 1}
    assert redact({name: {"a": 1}}) == {name: REDACTED}
    assert redact({name: 12345}) == {name: REDACTED}


@pytest.mark.parametrize("name", OPEN_NAMES)
def test_a_name_that_only_looks_secret_is_left_alone(name: str) -> None:
    assert redact({name: "x"}) == {name: "x"}


@pytest.mark.parametrize("nothing", [None, "", True, False])
def test_whether_a_secret_is_set_stays_visible(nothing: object) -> None:
    assert redact({"api_secret": nothing}) == {"api_secret": nothing}


def test_what_goes_to_slack_keeps_the_fields_that_slack_needs() -> None:
    view = {"private_metadata": "request:12", "token": "run", "blocks": [{"text": f"as_{HEX}", "key": "k"}]}
    assert redacted(view, REDACTOR.text) == {
        "private_metadata": "request:12",
        "token": "run",
        "blocks": [{"text": REDACTED, "key": "k"}],
    }


def test_a_known_secret_that_is_too_short_to_tell_is_not_replaced() -> None:
    assert Redactor(["a", ""]).text("a flat") == "a flat"


def test_the_longer_of_two_known_secrets_is_replaced_whole() -> None:
    assert Redactor(["secret-1", "secret-1-and-more"]).text("secret-1-and-more") == REDACTED


def test_numbers_and_times_stay_what_they_are() -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    assert redact({"at": moment, "n": 1.5}) == {"at": moment, "n": 1.5}


@dataclass
class Holder:
    password: str


def test_any_other_object_becomes_its_cleaned_repr() -> None:
    assert redact([Holder(CANARY)]) == [f"Holder(password='{REDACTED}')"]


def test_a_value_nested_beyond_reason_is_cut_off() -> None:
    deep: Any = CANARY
    for _ in range(5000):
        deep = [deep]
    assert CANARY not in repr(redact(deep))


HOSTILE = [
    "://", "://a:", "basic ", "Bearer a", "Bearer ", "xoxb-", "xox", '"api_secret":"', '_credentials":{"a":{',
    '_credentials":{"\\', "{" * 5 + '_credentials":', "token", "secret_", "a_secret", '\\"token\\":\\"',
    "authorization:", "authorization: basic ", "as_", "apps_a", "?code=", "a_a_key=", "token=", "\\", '"',
    "_", "hooks.slack.com/", "key ", "'password':'", "é", " ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_is_proportional_to_the_length(piece: str) -> None:
    def reading(length: int) -> Callable[[], object]:
        return partial(REDACTOR.text, piece * (length // len(piece)))

    # Eight times the length takes eight times as long; a square would be 64. The small part absorbs noise.
    most = 24 * processor_seconds(reading(50_000)) + 0.05
    assert processor_seconds(reading(400_000), enough=most) < most
