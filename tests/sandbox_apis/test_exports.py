"""Exports of events: their conditions, formats and limits."""

from typing import Any

import pytest

from .conftest import ACCOUNT, Apis

EXPORT = {"email": "harriet@example.com", "format": "json", "conditions": [], "start_time": "2000-01-01"}
HISTORY = """
{"user_id": "u", "name": "appcues:flow_started", "timestamp": "1999-07-14", "flowId": "f1"}
{"user_id": "u", "name": "appcues:page_view", "timestamp": "2000-07-14", "url": "https://x.net/a"}
{"user_id": "v", "name": "appcues:flow_started", "timestamp": "2000-07-15", "flowId": "f1"}
{"user_id": "v", "name": "Bought", "timestamp": "2000-07-16", "attributes": {"nps_feedback": "5%"}}
{"group_id": "g", "name": "Upgraded", "timestamp": "2000-07-17T10:00:00-04:00"}
"""


async def _import_history(apis: Apis) -> None:
    headers = {"Content-Type": "application/ndjson"}
    answer = await apis.appcues.post(f"{ACCOUNT}/import/events", content=HISTORY, headers=headers)
    assert answer.status_code == 202, answer.text
    await apis.advance(300)


async def _exported(apis: Apis, **fields: Any) -> Any:
    answer = await apis.appcues.post(
        f"{ACCOUNT}/export/events", json=EXPORT | {"end_time": "2001-01-01"} | fields
    )
    assert answer.status_code == 202, answer.text
    assert (await apis.door.get(f"/_sandbox/exports/{answer.json()['job_id']}")).status_code == 404
    await apis.advance(300)
    job = (await apis.appcues.get(answer.json()["job_url"])).json()
    assert (job["name"], job["status"]) == ("Export Events", "COMPLETED")
    mailed = (await apis.door.get(f"/_sandbox/exports/{answer.json()['job_id']}")).json()
    return mailed["content"]


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ([], ["appcues:page_view", "appcues:flow_started", "Bought", "Upgraded"]),
        ([["flow_id", "==", "f1"]], ["appcues:flow_started"]),
        ([["name", "like", "appcues:%"]], ["appcues:page_view", "appcues:flow_started"]),
        ([["name", "not like", "APP%"]], ["appcues:page_view", "appcues:flow_started", "Bought", "Upgraded"]),
        ([["name", "not ilike", "APP%"]], ["Bought", "Upgraded"]),
        ([["nps_feedback", "is not null"]], ["Bought"]),
        ([["user_id", "is null"]], ["Upgraded"]),
        ([["name", "not in", ["appcues:page_view", "Bought"]]], ["appcues:flow_started", "Upgraded"]),
        (
            [["or", ["flow_id", "==", "f1"], ["user_id", "==", "u"]]],
            ["appcues:page_view", "appcues:flow_started"],
        ),
        ([["user_id", "==", "v"], ["not", ["name", "==", "Bought"]]], ["appcues:flow_started"]),
        ([["timestamp", ">", "2000-07-16"]], ["Upgraded"]),
        ([["and", ["name", "!=", "Bought"], ["or", ["user_id", "in", ["v"]]]]], ["appcues:flow_started"]),
        ([["no_such_field", "is null"]], []),
        ([["name", "<", 7]], []),
        ([["user_segment_id", "==", "-unknown"]], []),
    ],
)
async def test_an_export_holds_the_events_that_meet_its_conditions(
    apis: Apis, conditions: list[Any], names: list[str]
) -> None:
    await _import_history(apis)
    rows = await _exported(apis, conditions=conditions)
    assert [row["name"] for row in rows] == names


async def test_an_export_takes_zone_limit_and_offset_and_both_formats(apis: Apis) -> None:
    await _import_history(apis)
    rows = await _exported(apis, time_zone=-240, limit=1, offset=3)
    assert rows == [
        {
            "name": "Upgraded",
            "timestamp": "2000-07-17T10:00:00.000-04:00",
            "user_id": None,
            "attributes": {},
        }
    ]
    text = await _exported(apis, format="csv", email=["a@x.net", "b@x.net"], limit=2)
    assert text.splitlines() == [
        "name,timestamp,user_id,attributes.flowId,attributes.url",
        "appcues:page_view,2000-07-14T00:00:00.000Z,u,,https://x.net/a",
        "appcues:flow_started,2000-07-15T00:00:00.000Z,v,f1,",
    ]


async def test_an_export_of_a_segment_holds_the_events_of_its_members(apis: Apis) -> None:
    await _import_history(apis)
    segment = (await apis.appcues.get(f"{ACCOUNT}/segments")).json()[0]
    await apis.appcues.post(f"{ACCOUNT}/segments/{segment['id']}/add_user_ids", json={"user_ids": ["u"]})
    await apis.advance(60)
    rows = await _exported(apis, conditions=[["user_segment_id", "==", segment["id"]]])
    assert [row["name"] for row in rows] == ["appcues:page_view"]


@pytest.mark.parametrize(
    "change",
    [
        {"email": None},
        {"email": []},
        {"email": [1]},
        {"email": 7},
        {"format": "xml"},
        {"conditions": None},
        {"conditions": {}},
        {"conditions": ["name", "==", "x"]},
        {"conditions": [["name"]]},
        {"conditions": [["name", "=="]]},
        {"conditions": [["name", "is null", 1]]},
        {"conditions": [["name", "sounds like", "x"]]},
        {"conditions": [["name", "in", "x"]]},
        {"conditions": [["name", "like", 7]]},
        {"conditions": [["or"]]},
        {"conditions": [["not", ["name", "==", "x"], ["name", "==", "y"]]]},
        {"conditions": [["name", "==", "x", "y"]]},
        {"start_time": None},
        {"start_time": "yesterday"},
        {"end_time": []},
        {"time_zone": "Paris"},
        {"limit": -1},
        {"offset": "x"},
    ],
)
async def test_an_export_that_breaks_the_rules_is_refused(apis: Apis, change: dict[str, Any]) -> None:
    answer = await apis.appcues.post(f"{ACCOUNT}/export/events", json=EXPORT | change)
    assert (answer.status_code, answer.json()["title"]) == (400, "Bad Request")
