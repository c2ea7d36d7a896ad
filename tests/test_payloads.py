"""What Slack posts is read as the standard library reads it."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox.payloads import read_payload

FORM = "application/x-www-form-urlencoded"
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)
payloads = st.dictionaries(texts, values, max_size=4)  # larger ones take seconds to make up, and show no more


@given(st.dictionaries(texts.filter(lambda name: name not in {"", "payload"}), texts))
def test_a_form_is_read_as_the_standard_library_reads_it(form: dict[str, str]) -> None:
    body = urlencode(form)
    expected = dict(parse_qsl(body, keep_blank_values=True))

    assert read_payload(body.encode(), FORM) == expected == form


@given(payloads)
def test_a_payload_inside_a_form_is_read(payload: dict[str, Any]) -> None:
    body = urlencode({"payload": json.dumps(payload)}).encode()

    assert read_payload(body, FORM) == payload


@given(payloads, st.sampled_from(["application/json", "application/json; charset=utf-8", ""]))
def test_a_body_of_json_is_read(payload: dict[str, Any], content_type: str) -> None:
    assert read_payload(json.dumps(payload).encode(), content_type) == payload


def test_half_a_surrogate_pair_does_not_make_a_payload_unreadable() -> None:
    assert read_payload(b'{"text": "\\ud83d"}', "application/json") == {"text": "\ud83d"}


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"text=a%3Db&channel=C1", {"text": "a=b", "channel": "C1"}),
        (b"text=a=b%41", {"text": "a=bA"}),  # an equals sign that was not encoded
        (b"text=&&user=U1&", {"text": "", "user": "U1"}),
        (b"text=1+%2B+1", {"text": "1 + 1"}),
        (b"text=%e2%80%9cquoted%E2%80%9D", {"text": "“quoted”"}),
        (b"text=%ff", {"text": "\N{REPLACEMENT CHARACTER}"}),
        (b"text=one&text=two", {"text": "two"}),
        (b"command=%2Fx&text=payload", {"command": "/x", "text": "payload"}),  # Bolt reads nothing
    ],
)
def test_forms_that_are_written_in_another_way_are_read_too(body: bytes, form: dict[str, str]) -> None:
    assert read_payload(body, FORM) == form


@pytest.mark.parametrize("body", [b"[1]", b"{", b"payload=", b"payload=%5B%5D", b"payload=nothing"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    content_type = FORM if body.startswith(b"payload") else "application/json"

    with pytest.raises(ValueError, match=r".+"):
        read_payload(body, content_type)
