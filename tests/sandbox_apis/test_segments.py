"""Segments: the seven calls, and every form in which user ids may come."""

import re
from typing import Any

import httpx
import pytest

from .conftest import ACCOUNT, KEY, Apis

SEGMENTS = f"{ACCOUNT}/segments"
FIELDS = ["created_at", "created_by", "description", "id", "name", "updated_at", "updated_by", "url"]


async def _create(apis: Apis, **fields: Any) -> dict[str, Any]:
    answer = await apis.appcues.post(SEGMENTS, json=fields)
    assert answer.status_code == 201, answer.text
    segment: dict[str, Any] = answer.json()
    return segment


async def _members(apis: Apis, segment_id: str) -> list[str]:
    await apis.advance(300)
    ids: list[str] = (await apis.door.get(f"/_sandbox/segments/{segment_id}")).json()["user_ids"]
    return ids


async def test_segments_are_listed_and_got_in_the_documented_shape(apis: Apis) -> None:
    segments = (await apis.appcues.get(SEGMENTS)).json()
    assert len(segments) == 6
    for segment in segments:
        assert list(segment) == FIELDS
        assert re.fullmatch(r"-[-\w]{19}", segment["id"])
        assert (await apis.appcues.get(f"{SEGMENTS}/{segment['id']}")).json() == segment
    lines = (await apis.appcues.get(SEGMENTS, headers={"Accept": "text/csv"})).text.splitlines()
    assert lines[0] == "id,name,description,created_at,created_by,updated_at,updated_by,url"
    assert len(lines) == 7


async def test_a_segment_is_created_updated_and_deleted(apis: Apis) -> None:
    created = await _create(apis, name="My best friends", description="All of them")
    assert list(created) == FIELDS
    assert (created["created_by"], created["updated_by"]) == (KEY, KEY)
    assert created["created_at"] == created["updated_at"] == "2025-03-10T09:30:00.000Z"
    path = f"{SEGMENTS}/{created['id']}"
    await apis.advance(1)
    updated = (await apis.appcues.patch(path, json={"description": "Some"})).json()
    assert updated == created | {"description": "Some", "updated_at": "2025-03-10T09:30:01.000Z"}
    assert (await apis.appcues.get(path)).json() == updated
    deleted = await apis.appcues.delete(path)
    assert (deleted.status_code, deleted.json()) == (200, {"status": 200, "title": "OK"})
    assert (await apis.appcues.get(path)).status_code == 404
    assert (await apis.appcues.delete(path)).status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": None}, {"name": 7}, {"name": "x", "description": 7}]
)
async def test_a_segment_without_a_proper_name_is_refused(apis: Apis, body: dict[str, Any]) -> None:
    answer = await apis.appcues.post(SEGMENTS, json=body)
    assert (answer.status_code, answer.json()["title"]) == (400, "Bad Request")
    assert len((await apis.appcues.get(SEGMENTS)).json()) == 6


async def test_a_missing_name_is_named_as_the_document_does(apis: Apis) -> None:
    assert (await apis.appcues.post(SEGMENTS, json={})).json()["detail"] == "`name` is required but missing"


async def test_only_json_creates_a_segment(apis: Apis) -> None:
    content = b'{"name": "x"}'
    for media_type in ("application/x-www-form-urlencoded", "application/ndjson", "text/csv", ""):
        headers = {"Content-Type": media_type} if media_type else {}
        answer = await apis.appcues.post(SEGMENTS, headers=headers, content=content)
        assert answer.status_code == 415
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert (await apis.appcues.post(SEGMENTS, headers=headers, content=content)).status_code == 201
    for broken in (b"", b"{", b"[]"):
        headers = {"Content-Type": "application/json"}
        assert (await apis.appcues.post(SEGMENTS, headers=headers, content=broken)).status_code == 400


IDS = ["some-id-here", "another, id", 'a "third"', "-LQA2", "ünï/%2F", "zeile\nzwei"]
CSV_IDS = (
    b'some-id-here\r\n"another, id"\n\n  "a ""third"""\n-LQA2\n\xc3\xbcn\xc3\xaf/%2F\n"zeile\nzwei"\n   '
)
NDJSON_IDS = b"""
"some-id-here"
  "another, id"
"a \\"third\\""\r

"-LQA2"
"\xc3\xbcn\xc3\xaf/%2F"
"zeile\\nzwei"
"""
JSON_IDS = b'{"user_ids": ' + b"[" + NDJSON_IDS.strip().replace(b"\r\n\n", b"\n").replace(b"\n", b",") + b"]}"


def _form(name: str, content: bytes, media_type: str) -> dict[str, Any]:
    return {"files": {"file": (name, content, media_type)}}


def _mixed(content: bytes, head: bytes = b"Content-Type: text/csv") -> dict[str, Any]:
    body = b"--edge\r\n" + head + b"\r\n\r\n" + content + b"\r\n--edge--\r\n"
    return {"content": body, "headers": {"Content-Type": "multipart/mixed; boundary=edge"}}


def _inline(content: bytes, media_type: str) -> dict[str, Any]:
    return {"content": content, "headers": {"Content-Type": media_type}}


BREAKS_OFF = b'--edge\r\nContent-Disposition: form-data; name="file"\r\n\r\na'
BODIES = {
    "json": _inline(JSON_IDS, "application/json"),
    "ndjson": _inline(NDJSON_IDS, "application/ndjson; charset=utf-8"),
    "csv": _inline(CSV_IDS, "text/csv"),
    "csv with a header": _inline(b"userId\n" + CSV_IDS, "text/csv"),
    "csv with a byte order mark": _inline(b"\xef\xbb\xbfuser_id\n" + CSV_IDS, "text/csv"),
    "csv file": _form("ids.csv", CSV_IDS, "application/octet-stream"),
    "ndjson file": _form("ids.ndjson", NDJSON_IDS, "application/octet-stream"),
    "json file": _form("ids.json", NDJSON_IDS, "application/json"),
    "csv by the type of the part": _form("upload", CSV_IDS, "text/csv"),
    "ndjson by the type of the part": _form("upload", NDJSON_IDS, "application/x-ndjson"),
    "csv by its first character": _form("upload", CSV_IDS, "application/octet-stream"),
    "ndjson by its first character": _form("upload", NDJSON_IDS, "text/plain"),
    "multipart/mixed": _mixed(CSV_IDS),
    "multipart/mixed with a file name": _mixed(
        NDJSON_IDS, b'Content-Disposition: attachment; filename="ids.ndjson"'
    ),
    "a form with a field before the file": _form("ids.csv", CSV_IDS, "text/csv") | {"data": {"note": "x"}},
}


@pytest.mark.parametrize("form", BODIES)
async def test_user_ids_come_in_every_documented_form(apis: Apis, form: str) -> None:
    segment = await _create(apis, name="Added")
    answer = await apis.appcues.post(f"{SEGMENTS}/{segment['id']}/add_user_ids", **BODIES[form])
    assert answer.status_code == 202, answer.text
    body = answer.json()
    assert (body["status"], body["title"]) == (202, "Accepted")
    assert body["job_url"] == f"{apis.url}{ACCOUNT}/jobs/{body['job_id']}"
    assert await _members(apis, segment["id"]) == IDS
    job = (await apis.appcues.get(body["job_url"])).json()
    assert (job["name"], job["status"]) == ("Add User IDs to Segment", "COMPLETED")
    assert job["events"][-1]["attributes"]["ingestions_completed"] == len(IDS)
    assert job["events"][-1]["attributes"]["ingestions_failed"] == 0


async def test_only_ids_that_were_added_can_be_removed_and_repeating_is_harmless(apis: Apis) -> None:
    segment = await _create(apis, name="Added")
    path = f"{SEGMENTS}/{segment['id']}"
    for _ in range(2):
        await apis.appcues.post(f"{path}/add_user_ids", json={"user_ids": ["a", "b", "a"]})
    assert await _members(apis, segment["id"]) == ["a", "b"]
    for _ in range(2):
        await apis.appcues.post(f"{path}/remove_user_ids", json={"user_ids": ["b", "never there"]})
    assert await _members(apis, segment["id"]) == ["a"]


async def test_the_effect_comes_with_the_end_of_the_job(apis: Apis) -> None:
    segment = await _create(apis, name="Added")
    await apis.appcues.post(f"{SEGMENTS}/{segment['id']}/add_user_ids", json={"user_ids": ["a"]})
    before = (await apis.door.get(f"/_sandbox/segments/{segment['id']}")).json()
    assert before == {"user_ids": []}
    assert await _members(apis, segment["id"]) == ["a"]


@pytest.mark.parametrize(
    "body",
    [
        _inline(b'{"user_ids": []}', "application/json"),
        _inline(b"{}", "application/json"),
        _inline(b'{"user_ids": "a"}', "application/json"),
        _inline(b'["a"]', "application/json"),
        _inline(b" \n ", "text/csv"),
        _inline(b"user_id\n", "text/csv"),
        _inline(b"", "application/ndjson"),
        _form("ids.csv", b"", "text/csv"),
        _inline(b"no parts", "multipart/form-data; boundary=edge"),
        _inline(b"--edge\r\n", "multipart/form-data"),
        _inline(BREAKS_OFF, "multipart/form-data; boundary=edge"),
        {"files": {"note": (None, b"a")}},
    ],
)
async def test_a_list_without_ids_or_a_broken_upload_is_refused(apis: Apis, body: dict[str, Any]) -> None:
    segment = await _create(apis, name="Added")
    answer = await apis.appcues.post(f"{SEGMENTS}/{segment['id']}/add_user_ids", **body)
    assert (answer.status_code, answer.json()["error"]) == (400, True)


async def test_an_unknown_segment_is_a_404_before_any_job(apis: Apis) -> None:
    jobs = (await apis.appcues.get(f"{ACCOUNT}/jobs")).json()
    for verb in ("add_user_ids", "remove_user_ids"):
        answer = await apis.appcues.post(f"{SEGMENTS}/-unknown/{verb}", json={"user_ids": ["a"]})
        assert answer.status_code == 404
    assert (await apis.appcues.get(f"{ACCOUNT}/jobs")).json() == jobs


@pytest.mark.parametrize(
    "media_type", ["application/x-www-form-urlencoded", "text/plain", "application/x-ndjson"]
)
async def test_other_content_types_are_a_415(apis: Apis, media_type: str) -> None:
    segment = await _create(apis, name="Added")
    answer = await apis.appcues.post(
        f"{SEGMENTS}/{segment['id']}/add_user_ids", content=b'"a"', headers={"Content-Type": media_type}
    )
    assert (answer.status_code, answer.json()["title"]) == (415, "Unsupported Media Type")


async def test_ten_thousand_ids_arrive_and_an_inline_body_over_20_mb_does_not(apis: Apis) -> None:
    segment = await _create(apis, name="Added")
    path = f"{SEGMENTS}/{segment['id']}/add_user_ids"
    ids = [f"user {n}" for n in range(10_000)]
    assert (await apis.appcues.post(path, json={"user_ids": ids})).status_code == 202
    assert await _members(apis, segment["id"]) == ids
    too_much = b"x" * (20 * 1024 * 1024 + 1)
    answer = await apis.appcues.post(path, **_inline(too_much, "text/csv"), timeout=30)
    assert (answer.status_code, answer.json()["title"]) == (413, "Payload Too Large")
    as_file = await apis.appcues.post(path, **_form("ids.csv", too_much, "text/csv"), timeout=30)
    assert as_file.status_code == 202


async def test_an_upload_that_breaks_off_has_no_effect(apis: Apis) -> None:
    segment = await _create(apis, name="Added")

    async def half() -> Any:
        yield b"a\nb\n"
        raise OSError("the cable was pulled")

    with pytest.raises((httpx.HTTPError, OSError)):
        await apis.appcues.post(
            f"{SEGMENTS}/{segment['id']}/add_user_ids", content=half(), headers={"Content-Type": "text/csv"}
        )
    assert await _members(apis, segment["id"]) == []
