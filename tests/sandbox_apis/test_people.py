"""End users and groups: profiles, events, association."""

import csv
import io
from typing import Any

import pytest

from .conftest import ACCOUNT, Apis

OK = {"status": 200, "title": "OK"}
STRANGE_IDS = ["plain", "-LQA2aY", "a/b", "50%", "ünï ☃", "a?b#c", "%2F", " x ", "two\nlines", "\r\n/"]


def _path(apis: Apis, noun: str, owner: str, rest: str) -> str:
    """The path as a careful client sends it: every reserved character of the id encoded."""
    encoded = "".join(f"%{byte:02X}" for byte in owner.encode())
    return f"{apis.url}{ACCOUNT}/{noun}/{encoded}/{rest}"


PROFILE = {
    "first_name": "Harriet",
    "quote": 'say "hi", now\nthen',
    "n": 1.5,
    "big": 9_007_199_254_740_993,
    "yes": True,
    "nothing": None,
    "nested": {"a": [1, {"b": None}], "": ""},
    "unicode ☃": "ü",
}


@pytest.mark.parametrize("owner", STRANGE_IDS)
@pytest.mark.parametrize("noun", ["users", "groups"])
async def test_a_profile_makes_the_round_trip_and_is_merged(apis: Apis, noun: str, owner: str) -> None:
    path = _path(apis, noun, owner, "profile")
    assert (await apis.appcues.get(path)).status_code == 404
    first = await apis.appcues.patch(path, json=PROFILE)
    assert (first.status_code, first.json()) == (200, OK)
    assert (await apis.appcues.get(path)).json() == PROFILE
    await apis.appcues.patch(path, json={"first_name": "Snabe", "more": 1})
    assert (await apis.appcues.get(path)).json() == PROFILE | {"first_name": "Snabe", "more": 1}


async def test_a_profile_in_csv_has_one_column_per_attribute(apis: Apis) -> None:
    path = f"{ACCOUNT}/users/harriet/profile"
    await apis.appcues.patch(path, json={"first_name": "Harriet", "last_name": 'Por"ber', "email": "h@x.net"})
    text = (await apis.appcues.get(path, headers={"Accept": "text/csv"})).text
    assert text == 'first_name,last_name,email\r\nHarriet,"Por""ber",h@x.net\r\n'


@pytest.mark.parametrize("noun", ["users", "groups"])
async def test_a_profile_that_is_no_object_is_refused(apis: Apis, noun: str) -> None:
    path = f"{ACCOUNT}/{noun}/x/profile"
    for content in (b"[]", b'"x"', b"null", b"7", b"", b"{"):
        headers = {"Content-Type": "application/json"}
        assert (await apis.appcues.patch(path, content=content, headers=headers)).status_code == 400
    answer = await apis.appcues.patch(path, content=b"a=1", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert (await apis.appcues.get(path)).status_code == 404


async def test_deleting_a_profile_is_a_job_and_leaves_the_history(apis: Apis) -> None:
    path = f"{ACCOUNT}/users/user-1001/profile"
    events = (await apis.appcues.get(f"{ACCOUNT}/users/user-1001/events")).json()
    headers = {"Content-Type": "application/json"}
    answer = await apis.appcues.delete(path, headers=headers)
    assert (answer.status_code, answer.json()["title"]) == (202, "Accepted")
    assert (await apis.appcues.get(path)).status_code == 200
    await apis.advance(60)
    assert (await apis.appcues.get(path)).status_code == 404
    job = (await apis.appcues.get(answer.json()["job_url"])).json()
    assert (job["name"], job["status"]) == ("Delete User Profile", "COMPLETED")
    assert (await apis.appcues.get(f"{ACCOUNT}/users/user-1001/events")).json() == events != []
    assert (await apis.appcues.delete(path)).status_code == 404


async def _track(apis: Apis, user: str, **fields: Any) -> None:
    answer = await apis.appcues.post(f"{ACCOUNT}/users/{user}/events", json=fields)
    assert (answer.status_code, answer.json()) == (200, OK)


HISTORY: list[dict[str, Any]] = [
    {
        "name": "Clicked button",
        "timestamp": "2021-07-20T12:34:00.123Z",
        "attributes": {"button": "Go Home", "color": "red"},
    },
    {
        "name": "appcues:page_view",
        "timestamp": "2021-07-20T08:34:56.789-04:00",
        "attributes": {"url": "https://example.com/index.cfm"},
        "group_id": "awesome_people",
        "context": {"url": "http://appcues.com"},
    },
    {"name": "bare", "timestamp": "2020-01-01"},
]


async def test_events_are_listed_newest_first_in_the_zone_that_was_asked_for(apis: Apis) -> None:
    for event in HISTORY:
        await _track(apis, "new", **event)
    path = f"{ACCOUNT}/users/new/events"
    assert (await apis.appcues.get(path)).json() == []
    await apis.advance(600)
    events = (await apis.appcues.get(path)).json()
    assert [list(event) for event in events] == [
        ["user_id", "timestamp", "name", "attributes"],
        ["user_id", "timestamp", "name", "attributes"],
        ["user_id", "timestamp", "name"],
    ]
    assert [event["timestamp"] for event in events] == [
        "2021-07-20T12:34:56.789Z",
        "2021-07-20T12:34:00.123Z",
        "2020-01-01T00:00:00.000Z",
    ]
    for zone in ("-04:00", "-240"):
        shifted = (await apis.appcues.get(path, params={"time_zone": zone, "limit": 1})).json()
        assert [event["timestamp"] for event in shifted] == ["2021-07-20T08:34:56.789-04:00"]
    east = (await apis.appcues.get(f"{path}?time_zone=+05:30&limit=1")).json()
    assert east[0]["timestamp"] == "2021-07-20T18:04:56.789+05:30"
    text = (await apis.appcues.get(path, headers={"Accept": "text/csv"})).text
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["user_id", "timestamp", "name", "attributes.button", "attributes.color", "attributes.url"],
        ["new", "2021-07-20T12:34:56.789Z", "appcues:page_view", "", "", "https://example.com/index.cfm"],
        ["new", "2021-07-20T12:34:00.123Z", "Clicked button", "Go Home", "red", ""],
        ["new", "2020-01-01T00:00:00.000Z", "bare", "", "", ""],
    ]


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=x", "time_zone=Paris", "time_zone=+99:00"])
async def test_impossible_questions_for_events_are_refused(apis: Apis, query: str) -> None:
    assert (await apis.appcues.get(f"{ACCOUNT}/users/user-1001/events?{query}")).status_code == 400


async def test_at_most_a_hundred_events_are_listed_unless_asked(apis: Apis) -> None:
    for n in range(101):
        await _track(apis, "busy", name=f"event {n}", timestamp="2021-01-01T00:00:00Z")
    await apis.advance(600)
    path = f"{ACCOUNT}/users/busy/events"
    assert len((await apis.appcues.get(path)).json()) == 100
    assert len((await apis.appcues.get(path, params={"limit": 500})).json()) == 101


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"timestamp": "2021-01-01"}, "`name`"),
        ({"name": "x"}, "`timestamp`"),
        ({"name": "x", "timestamp": "yesterday"}, "`timestamp`"),
        ({"name": "x", "timestamp": 1610000000000}, "`timestamp`"),
        ({"name": "", "timestamp": "2021-01-01"}, "`name`"),
        ({"name": "x", "timestamp": "2021-01-01", "attributes": []}, "`attributes`"),
        ({"name": "x", "timestamp": "2021-01-01", "context": "x"}, "`context`"),
        ({"name": "x", "timestamp": "0001-01-01T00:00:00+14:00"}, "`timestamp`"),
    ],
)
async def test_an_event_that_lacks_something_is_refused_by_its_name(
    apis: Apis, body: dict[str, Any], named: str
) -> None:
    answer = await apis.appcues.post(f"{ACCOUNT}/users/x/events", json=body)
    assert (answer.status_code, answer.json()["title"]) == (400, "Bad Request")
    assert named in answer.json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_users_join_a_group_at_once_by_either_method(apis: Apis, method: str) -> None:
    path = f"{ACCOUNT}/groups/crew/users"
    by_json = await apis.appcues.request(method, path, json={"user_ids": ["a", "b"]})
    assert (by_json.status_code, by_json.json()) == (200, OK)
    by_file = await apis.appcues.request(method, path, files={"file": ("ids.csv", b"user_id\nb\nc\n")})
    assert by_file.status_code == 200
    assert (await apis.door.get("/_sandbox/groups/crew")).json() == {"user_ids": ["a", "b", "c"]}
    assert (await apis.appcues.get(f"{ACCOUNT}/users/c/profile")).json() == {}
    broken = await apis.appcues.request(
        method, path, content=b'"d"\nbroken', headers={"Content-Type": "application/ndjson"}
    )
    assert broken.status_code == 400
    assert (await apis.door.get("/_sandbox/groups/crew")).json() == {"user_ids": ["a", "b", "c"]}


async def test_a_group_profile_may_also_be_posted(apis: Apis) -> None:
    path = f"{ACCOUNT}/groups/crew/profile"
    assert (await apis.appcues.post(path, json={"plan": "PRO"})).json() == OK
    assert (await apis.appcues.get(path)).json() == {"plan": "PRO"}
