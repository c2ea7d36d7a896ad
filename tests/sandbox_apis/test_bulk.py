"""Imports, and the jobs that they become."""

import re
from typing import Any

import pytest

from .conftest import ACCOUNT, Apis

PROFILES_NDJSON = """
{"user_id": "some-id-here", "email": "harriet@example.com"}
{"user_id": "another-user-id", "first_name": "Snabe"}
{"user_id": "a-third-user", "email": "bumbleborn@example.com", isAdmin: true}
  """
PROFILES_CSV = """
user_id,email,first_name,is_admin
some-id-here,harriet@example.com,,,
another-user-id,,Snabe,
a-third-user,bumbleborn@example.com,,true
  """
EVENTS_CSV = """
user_id,group_id,name,timestamp,color,method,plan
some-id-here,,Clicked thing,2021-07-14T12:34:56Z,red,,
another-user-id,,Made purchase,2021-07-14T13:57:22Z,,visa,
,awesome_people,Plan Upgrade,2021-07-14T13:57:22Z,,,PRO
  """
MIXED_EVENTS = """
{"user_id": "u", "name": "n", "timestamp": "2021-07-14", "a": 1, "b": 1, "attributes": {"a": 2}}
{"group_id" "awesome_people", "name": "Plan Upgrade", "timestamp": "2021-07-14T13:57:22Z"}
{"user_id": "u", "timestamp": "2021-07-14"}
{"user_id": "u", "name": "n", "timestamp": "soon"}
{"name": "n", "timestamp": "2021-07-14"}
{"user_id": "u", "name": "n", "timestamp": "2021-07-14", "attributes": 7}
"""


async def _import(apis: Apis, noun: str, content: str | bytes, media_type: str) -> dict[str, Any]:
    answer = await apis.appcues.post(
        f"{ACCOUNT}/import/{noun}", content=content, headers={"Content-Type": media_type}
    )
    assert answer.status_code == 202, answer.text
    assert list(answer.json()) == ["job_id", "job_url", "status", "title"]
    return await _finished(apis, answer.json()["job_url"])


async def _finished(apis: Apis, job_url: str) -> dict[str, Any]:
    await apis.advance(300)
    job: dict[str, Any] = (await apis.appcues.get(job_url)).json()
    return job


def _counts(job: dict[str, Any]) -> tuple[str, int, int]:
    attributes = job["events"][-1]["attributes"]
    return job["status"], attributes["ingestions_completed"], attributes["ingestions_failed"]


async def _profile(apis: Apis, user: str) -> Any:
    return (await apis.appcues.get(f"{ACCOUNT}/users/{user}/profile")).json()


async def test_the_documented_profiles_are_imported_but_the_broken_line_fails(apis: Apis) -> None:
    job = await _import(apis, "profiles", PROFILES_NDJSON, "application/ndjson")
    assert (job["name"], _counts(job)) == ("Import Profiles", ("COMPLETED", 2, 1))
    assert await _profile(apis, "some-id-here") == {"email": "harriet@example.com"}


async def test_the_documented_csv_of_profiles_is_typed_and_its_surplus_comma_ignored(apis: Apis) -> None:
    job = await _import(apis, "profiles", PROFILES_CSV, "text/csv")
    assert _counts(job) == ("COMPLETED", 3, 0)
    assert await _profile(apis, "some-id-here") == {"email": "harriet@example.com"}
    assert await _profile(apis, "a-third-user") == {"email": "bumbleborn@example.com", "is_admin": True}


async def test_csv_cells_become_what_they_look_like_except_ids(apis: Apis) -> None:
    content = 'userId,a,b,c,d,e,"f,g"\n007,1,-2.5,false,null,007,"x\n""y"""\n'
    await _import(apis, "profiles", content, "text/csv")
    expected = {"a": 1, "b": -2.5, "c": False, "d": None, "e": "007", "f,g": 'x\n"y"'}
    assert await _profile(apis, "007") == expected


async def test_rows_without_an_id_or_with_surplus_cells_fail_alone(apis: Apis) -> None:
    job = await _import(apis, "profiles", "user_id,a\n,1\nx,1,2\ny,1\n", "text/csv")
    assert _counts(job) == ("COMPLETED", 1, 2)
    content = '{"a": 1}\n{"user_id": 7}\n[]\n"x"\n{"userId": "z"}\n'
    assert _counts(await _import(apis, "profiles", content, "application/ndjson")) == ("COMPLETED", 1, 4)


async def test_a_job_in_which_no_row_could_be_read_fails_with_an_error(apis: Apis) -> None:
    job = await _import(apis, "profiles", "name,email\nx,y\n", "text/csv")
    assert _counts(job) == ("FAILED", 0, 1)
    assert job["events"][-1]["name"] == "Failed"
    assert next(iter(job["events"][-1]["attributes"])) == "error"


async def test_groups_are_imported_as_a_file(apis: Apis) -> None:
    content = b'{"group_id": "crew", "plan": "PRO"}\n{"groupId": "cast", "n": 1}\n'
    files = {"file": ("groups.ndjson", content, "application/octet-stream")}
    answer = await apis.appcues.post(f"{ACCOUNT}/import/groups", files=files)
    assert answer.json()["status"] == 202
    job = await _finished(apis, answer.json()["job_url"])
    assert (job["name"], _counts(job)) == ("Import Groups", ("COMPLETED", 2, 0))
    assert (await apis.appcues.get(f"{ACCOUNT}/groups/cast/profile")).json() == {"n": 1}


async def test_the_documented_events_are_imported(apis: Apis) -> None:
    job = await _import(apis, "events", EVENTS_CSV, "text/csv")
    assert (job["name"], _counts(job)) == ("Import Events", ("COMPLETED", 3, 0))
    events = (await apis.appcues.get(f"{ACCOUNT}/users/another-user-id/events")).json()
    assert events == [
        {
            "user_id": "another-user-id",
            "timestamp": "2021-07-14T13:57:22.000Z",
            "name": "Made purchase",
            "attributes": {"method": "visa"},
        }
    ]


async def test_explicit_attributes_win_over_loose_ones_and_bad_events_fail(apis: Apis) -> None:
    job = await _import(apis, "events", MIXED_EVENTS, "application/ndjson")
    assert _counts(job) == ("COMPLETED", 1, 5)
    events = (await apis.appcues.get(f"{ACCOUNT}/users/u/events")).json()
    assert events[0]["attributes"] == {"a": 2, "b": 1}


@pytest.mark.parametrize("noun", ["profiles", "groups", "events"])
async def test_an_import_checks_content_type_and_emptiness_at_once(apis: Apis, noun: str) -> None:
    path = f"{ACCOUNT}/import/{noun}"
    for media_type in ("application/json", "application/x-www-form-urlencoded", "application/x-ndjson"):
        answer = await apis.appcues.post(path, content=b"{}", headers={"Content-Type": media_type})
        assert answer.status_code == 415
    for media_type, content in (
        ("text/csv", b""),
        ("text/csv", b"user_id\n"),
        ("application/ndjson", b"\n "),
    ):
        answer = await apis.appcues.post(path, content=content, headers={"Content-Type": media_type})
        assert answer.status_code == 400


async def test_a_job_moves_through_time(apis: Apis) -> None:
    content = "user_id\n" + "".join(f"u{n}\n" for n in range(20_000))
    answer = await apis.appcues.post(
        f"{ACCOUNT}/import/profiles", content=content, headers={"Content-Type": "text/csv"}
    )
    url = answer.json()["job_url"]
    seen = []
    for seconds in (0, 2, 5, 2):
        await apis.advance(seconds)
        job = (await apis.appcues.get(url)).json()
        seen.append((job["status"], [event["name"] for event in job["events"]]))
    assert seen == [
        ("IN_PROGRESS", []),
        ("IN_PROGRESS", ["Ingesting"]),
        ("IN_PROGRESS", ["Ingesting"]),
        ("COMPLETED", ["Ingesting", "Completed"]),
    ]
    assert job["events"] == [
        {"attributes": {}, "name": "Ingesting", "timestamp": "2025-03-10T09:30:01"},
        {
            "attributes": {
                "ingestions_completed": 20_000,
                "ingestions_failed": 0,
                "requests_failed": 0,
                "runtime_ms": 7000,
            },
            "name": "Completed",
            "timestamp": "2025-03-10T09:30:08",
        },
    ]


async def test_jobs_are_listed_oldest_first_without_their_events(apis: Apis) -> None:
    jobs = (await apis.appcues.get(f"{ACCOUNT}/jobs")).json()
    assert len(jobs) == 9
    assert {job["status"] for job in jobs} == {"COMPLETED", "FAILED"}
    started = [job["started_at"] for job in jobs]
    assert started == sorted(started)
    for job in jobs:
        assert list(job) == ["id", "name", "started_at", "status", "url"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", job["started_at"])
        whole = (await apis.appcues.get(job["url"])).json()
        assert {**whole, "events": None} == {**job, "events": None}
    for path in ("jobs", f"jobs/{jobs[0]['id']}"):
        text = (await apis.appcues.get(f"{ACCOUNT}/{path}", headers={"Accept": "text/csv"})).text
        assert text.splitlines()[0] == "id,name,status,started_at,url"
    assert (await apis.appcues.get(f"{ACCOUNT}/jobs/unknown")).status_code == 404


async def test_an_accepted_answer_has_its_own_csv(apis: Apis) -> None:
    answer = await apis.appcues.post(
        f"{ACCOUNT}/import/profiles",
        content=PROFILES_CSV,
        headers={"Content-Type": "text/csv", "Accept": "text/csv"},
    )
    header, row = answer.text.splitlines()
    assert header == "status,title,job_id,job_url"
    assert row.startswith("202,Accepted,")
