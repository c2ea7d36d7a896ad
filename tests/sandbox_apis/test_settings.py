"""Ingestion rules, SDK keys and the enforcement mode."""

import re
from typing import Any

import pytest

from .conftest import ACCOUNT, Apis

RULES = f"{ACCOUNT}/ingestion_filtering_rules"
KEYS = f"{ACCOUNT}/sdk_keys"
DOCUMENTED_RULES = """
  {"type": "profile", "value": "email"}
  {"type": "profile", "value": "password"}
  {"type": "profile", "value": "account_number"}
  {"type": "profile", "value": "ssn"}
  {"type": "group", "value": "company"}
  {"type": "group", "value": "something"}
  {"type": "group", "value": "else"}
  {"type": "event", "value": "purchase"}
  {"type": "event", "value": "should no see it"}
  {"type": "event", "value": "appcues:payment"}
  """
NDJSON = {"Content-Type": "application/ndjson"}


async def test_there_are_no_rules_until_some_are_set(apis: Apis) -> None:
    assert (await apis.appcues.get(RULES)).status_code == 404


async def test_the_documented_rules_come_back_reversed(apis: Apis) -> None:
    answer = await apis.appcues.post(f"{RULES}/allow", content=DOCUMENTED_RULES, headers=NDJSON)
    expected = {
        "account_id": "17434",
        "type": "allow",
        "event_rules": ["appcues:payment", "should no see it", "purchase"],
        "group_rules": ["else", "something", "company"],
        "profile_rules": ["ssn", "account_number", "password", "email"],
    }
    assert (answer.status_code, answer.json()) == (200, expected)
    assert (await apis.appcues.get(RULES)).json() == expected


async def test_rules_replace_the_whole_set_and_the_mode(apis: Apis) -> None:
    await apis.appcues.post(f"{RULES}/allow", content=DOCUMENTED_RULES, headers=NDJSON)
    content = b"type,value\nprofile,ssn\ngroup,other\nprofile,ssn\n"
    answer = await apis.appcues.post(f"{RULES}/deny", files={"file": ("rules.csv", content)})
    expected = {
        "account_id": "17434",
        "type": "deny",
        "profile_rules": ["ssn"],
        "event_rules": [],
        "group_rules": ["other"],
    }
    assert (answer.status_code, answer.json()) == (200, expected)
    assert (await apis.appcues.get(RULES)).json() == expected


async def test_an_uploaded_ndjson_file_of_rules_is_read(apis: Apis) -> None:
    files = {"file": ("rules.ndjson", DOCUMENTED_RULES.encode())}
    answer = await apis.appcues.post(f"{RULES}/allow", files=files)
    assert answer.json()["group_rules"] == ["else", "something", "company"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"type": "user", "value": "x"}', 400),
        (b'{"type": "event"}', 400),
        (b'{"type": "event", "value": ""}', 400),
        (b'{"type": ["event"], "value": "x"}', 400),
        (b'{"type": "event", "value": "x"}\nbroken', 400),
        (b"", 400),
    ],
)
async def test_bad_rules_are_refused_whole(apis: Apis, content: bytes, status: int) -> None:
    assert (await apis.appcues.post(f"{RULES}/deny", content=content, headers=NDJSON)).status_code == status
    assert (await apis.appcues.get(RULES)).status_code == 404


async def test_rules_as_a_form_are_a_415_and_without_a_mode_a_404(apis: Apis) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await apis.appcues.post(f"{RULES}/allow", content=DOCUMENTED_RULES, headers=headers)
    assert answer.status_code == 415
    assert (await apis.appcues.post(RULES, content=DOCUMENTED_RULES, headers=NDJSON)).status_code == 404


@pytest.mark.parametrize(
    ("mode", "profile", "events"),
    [("allow", {"email": "h@x.net"}, ["purchase"]), ("deny", {"color": "red"}, ["other"])],
)
async def test_rules_decide_what_is_stored(
    apis: Apis, mode: str, profile: dict[str, str], events: list[str]
) -> None:
    await apis.appcues.post(f"{RULES}/{mode}", content=DOCUMENTED_RULES, headers=NDJSON)
    path = f"{ACCOUNT}/users/new"
    await apis.appcues.patch(f"{path}/profile", json={"email": "h@x.net", "color": "red"})
    for name in ("purchase", "other"):
        await apis.appcues.post(f"{path}/events", json={"name": name, "timestamp": "2025-01-01"})
    await apis.advance(600)
    assert (await apis.appcues.get(f"{path}/profile")).json() == profile
    assert [event["name"] for event in (await apis.appcues.get(f"{path}/events")).json()] == events


async def _new_key(apis: Apis, **request: Any) -> dict[str, Any]:
    answer = await apis.appcues.post(KEYS, **request)
    assert answer.status_code == 200, answer.text
    key: dict[str, Any] = answer.json()
    return key


async def test_a_key_is_shown_when_made_and_tagged_but_not_when_listed_or_deleted(apis: Apis) -> None:
    key = await _new_key(apis, json={"tag": "my sdk key"})
    assert list(key) == ["id", "account_id", "key", "tag", "inserted_at", "updated_at"]
    assert re.fullmatch(r"[A-Za-z0-9]{32}", key["key"])
    assert re.fullmatch(r"[0-9a-f-]{36}", key["account_id"])
    assert key["inserted_at"] == key["updated_at"] == "2025-03-10T09:30:00.000000Z"
    listed = (await apis.appcues.get(KEYS)).json()
    hidden = {name: value for name, value in key.items() if name != "key"}
    assert listed[-1] == hidden
    assert all("key" not in item for item in listed)
    tagged = (await apis.appcues.patch(f"{KEYS}/{key['id']}", json={"tag": None})).json()
    assert tagged == key | {"tag": None, "updated_at": tagged["updated_at"]}
    assert tagged["updated_at"] > key["updated_at"]
    deleted = await apis.appcues.delete(f"{KEYS}/{key['id']}")
    assert (deleted.status_code, deleted.json()) == (
        200,
        hidden | {"tag": None, "updated_at": tagged["updated_at"]},
    )
    assert (await apis.appcues.delete(f"{KEYS}/{key['id']}")).status_code == 404
    assert (await apis.appcues.patch(f"{KEYS}/{key['id']}", json={"tag": "x"})).status_code == 404


@pytest.mark.parametrize(
    ("request_", "tag"),
    [
        ({}, None),
        ({"content": b"", "headers": {"Content-Type": "application/json"}}, None),
        ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, None),
        ({"content": b'{"tag": "x"}'}, "x"),
        (
            {"content": b'{"tag": "x"}', "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
            "x",
        ),
    ],
)
async def test_the_body_of_a_new_key_may_be_missing_or_come_as_curl_sends_it(
    apis: Apis, request_: dict[str, Any], tag: str | None
) -> None:
    assert (await _new_key(apis, **request_))["tag"] == tag


@pytest.mark.parametrize("body", [{"tag": 7}, {"tag": []}, [], "x"])
async def test_an_impossible_tag_is_a_422(apis: Apis, body: Any) -> None:
    key = await _new_key(apis)
    for answer in (
        await apis.appcues.post(KEYS, json=body),
        await apis.appcues.patch(f"{KEYS}/{key['id']}", json=body),
    ):
        assert (answer.status_code, answer.json()["title"]) == (422, "Unprocessable Entity")


async def test_a_sixth_key_is_refused_and_a_deleted_one_makes_room(apis: Apis) -> None:
    keys = [await _new_key(apis) for _ in range(3)]
    answer = await apis.appcues.post(KEYS)
    assert (answer.status_code, answer.json()["title"]) == (422, "Unprocessable Entity")
    assert "5 SDK keys" in answer.json()["detail"]
    await apis.appcues.delete(f"{KEYS}/{keys[0]['id']}")
    await _new_key(apis)


async def test_enforcement_is_switched_without_a_body(apis: Apis) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for verb, is_enforced, had_effect in (
        ("enable", True, True),
        ("enable", True, False),
        ("disable", False, True),
    ):
        answer = await apis.appcues.post(f"{ACCOUNT}/enforcement_mode/{verb}", content=b"", headers=headers)
        assert (answer.status_code, answer.content) == (204, b"")
        assert (await apis.door.get("/_sandbox/enforcement")).json() == {"is_enforced": is_enforced}
        assert (await apis.journal())[-1]["had_effect"] is had_effect
