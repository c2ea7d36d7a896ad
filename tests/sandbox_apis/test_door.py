"""The administrator's door: faults, the journal, the clock."""

import asyncio
import json
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from starlette.routing import Route

from sandbox.apis import ApiOptions, build_apis
from sandbox.faults import FaultKind
from tests.pace import PATIENCE

from .conftest import ACCOUNT, Apis

PUBLISH = "POST /v2/accounts/*/flows/*/publish"


async def _publish(apis: Apis) -> httpx.Response:
    flow = await apis.named("flows", "Welcome tour")
    return await apis.appcues.post(f"{ACCOUNT}/flows/{flow['id']}/publish")


async def _is_live(apis: Apis) -> bool:
    return bool((await apis.named("flows", "Welcome tour"))["published"])


@pytest.mark.parametrize(("kind", "has_effect"), [("cut_before", False), ("cut_after", True)])
async def test_a_cut_connection_ends_without_an_answer(apis: Apis, kind: str, has_effect: bool) -> None:
    await apis.fault(PUBLISH, kind)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await _publish(apis)
    assert await _is_live(apis) is has_effect
    entry = next(entry for entry in await apis.journal() if entry["fault"])
    assert (entry["status"], entry["had_effect"], entry["fault"]) == (None, has_effect, kind)
    assert (await _publish(apis)).status_code == 200


async def test_a_cut_reaches_uploads_and_appizer_too(apis: Apis) -> None:
    await apis.fault("POST /v1/apps", "cut_after")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await apis.appizer.post("/v1/apps", json={"name": "Lost answer", "context_info": "x" * 2000})
    apps = (await apis.appizer.get("/v1/apps")).json()["apps"]
    assert [app["name"] for app in apps].count("Lost answer") == 1


async def test_rate_limits_come_with_and_without_a_retry_after(apis: Apis) -> None:
    await apis.fault(PUBLISH, "rate_limited", retry_after=7)
    await apis.fault(PUBLISH, "rate_limited")
    first, second, third = [await _publish(apis) for _ in range(3)]
    assert (first.status_code, first.headers["retry-after"]) == (429, "7")
    assert first.json()["title"] == "Too Many Requests"
    assert (second.status_code, "retry-after" in second.headers) == (429, False)
    assert third.status_code == 200


async def test_a_status_fault_has_no_effect_unless_asked(apis: Apis) -> None:
    await apis.fault(PUBLISH, "status", status=503)
    answer = await _publish(apis)
    assert (answer.status_code, answer.json()["status"]) == (503, 503)
    assert not await _is_live(apis)
    await apis.fault(PUBLISH, "status", status=500, effect=True)
    assert (await _publish(apis)).status_code == 500
    assert await _is_live(apis)


async def test_an_appizer_fault_speaks_as_appizer(apis: Apis) -> None:
    await apis.fault("GET /v1/apps*", "status", status=403)
    answer = await apis.appizer.get("/v1/apps")
    assert (answer.status_code, answer.json()) == (403, {"error": "API key is disabled"})


@pytest.mark.parametrize("kind", ["broken_json", "html", "empty"])
async def test_a_bent_answer_is_unreadable_though_the_effect_took_place(apis: Apis, kind: str) -> None:
    await apis.fault(PUBLISH, kind)
    answer = await _publish(apis)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert (answer.text == "") is (kind == "empty")
    assert answer.headers["content-type"].startswith("text/html" if kind == "html" else "application/json")
    assert await _is_live(apis)


async def test_a_slow_answer_waits_and_goes_at_once_when_the_faults_are_cleared(apis: Apis) -> None:
    await apis.fault("GET /v2/accounts/*/tags", "slow", seconds=3600)
    waiting = asyncio.create_task(apis.appcues.get(f"{ACCOUNT}/tags"))
    while (await apis.door.get("/_sandbox/faults")).json()["faults"]:
        pass
    assert not waiting.done()
    await apis.door.delete("/_sandbox/faults")
    answer = await asyncio.wait_for(waiting, PATIENCE)
    assert answer.status_code == 200


async def test_a_late_answer_says_how_it_was_when_the_request_came(apis: Apis) -> None:
    await apis.fault("GET /v2/accounts/*/flows", "late", seconds=3600)
    waiting = asyncio.create_task(apis.appcues.get(f"{ACCOUNT}/flows"))
    while (await apis.door.get("/_sandbox/faults")).json()["faults"]:
        pass
    before = (await apis.appcues.get(f"{ACCOUNT}/flows")).json()
    await apis.door.delete(f"/_sandbox/experiences/flows/{before[0]['id']}")
    assert not waiting.done()
    await apis.door.post("/_sandbox/release")
    assert (await asyncio.wait_for(waiting, PATIENCE)).json() == before


async def test_half_a_list_is_good_json(apis: Apis) -> None:
    whole = (await apis.appcues.get(f"{ACCOUNT}/flows")).json()
    await apis.fault("GET /v2/accounts/*/flows", "half_list")
    assert (await apis.appcues.get(f"{ACCOUNT}/flows")).json() == whole[: len(whole) // 2]


async def test_a_slow_answer_runs_a_client_into_its_timeout(apis: Apis) -> None:
    await apis.fault("GET /v2/accounts/*/tags", "slow", seconds=60)
    with pytest.raises(httpx.ReadTimeout):
        await apis.appcues.get(f"{ACCOUNT}/tags", timeout=0.05)
    await apis.door.delete("/_sandbox/faults")


async def test_a_fault_counts_down_fits_only_its_route_and_can_be_taken_back(apis: Apis) -> None:
    await apis.fault("GET /v2/accounts/*/tags", "status", status=500, count=2)
    assert (await apis.appcues.get(f"{ACCOUNT}/flows")).status_code == 200
    statuses = [(await apis.appcues.get(f"{ACCOUNT}/tags")).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    await apis.fault("* /v2/*", "status", count=9)
    assert (await apis.door.delete("/_sandbox/faults")).json() == {"faults": []}
    assert (await apis.appcues.get(f"{ACCOUNT}/tags")).status_code == 200


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"route": "GET /x"},
        {"route": "no path", "kind": "slow"},
        {"route": "GET /x", "kind": "unheard of"},
        {"route": "GET /x", "kind": []},
        {"route": "GET /x", "kind": "status", "status": 99},
        {"route": "GET /x", "kind": "slow", "seconds": -1},
        {"route": "GET /x", "kind": "slow", "count": 0},
        {"route": "GET /x", "kind": "slow", "surprise": 1},
    ],
)
async def test_an_impossible_fault_is_refused_with_a_sentence(apis: Apis, fault: dict[str, Any]) -> None:
    answer = await apis.door.post("/_sandbox/faults", json=fault)
    assert answer.status_code == 400
    assert "`" in answer.json()["error"]


@pytest.mark.parametrize("content", [b"{", b"[]", b"7"])
async def test_a_body_that_is_no_object_is_refused_at_the_door(apis: Apis, content: bytes) -> None:
    for path in ("faults", "clock", "experiences/flows/x"):
        assert (await apis.door.post(f"/_sandbox/{path}", content=content)).status_code == 400


async def test_the_journal_tells_what_was_asked_and_what_it_did(apis: Apis) -> None:
    flow = await apis.named("flows", "Welcome tour")
    await apis.appcues.post(f"{ACCOUNT}/flows/{flow['id']}/publish")
    await apis.door.get(f"{ACCOUNT}/tags?page=1")
    assert await apis.journal() == [
        _entry(1, "GET", f"{ACCOUNT}/flows", 200, had_effect=False),
        _entry(2, "POST", f"{ACCOUNT}/flows/{flow['id']}/publish", 200, had_effect=True),
        _entry(3, "GET", f"{ACCOUNT}/tags", 401, had_effect=False, query="page=1"),
    ]
    later = (await apis.door.get("/_sandbox/journal", params={"after": 2})).json()["requests"]
    assert [entry["n"] for entry in later] == [3]


def _entry(
    n: int, method: str, path: str, status: int, *, had_effect: bool, query: str = ""
) -> dict[str, Any]:
    return {
        "n": n,
        "at": "2025-03-10T09:30:00.000Z",
        "method": method,
        "path": path,
        "query": query,
        "status": status,
        "had_effect": had_effect,
        "fault": None,
    }


async def test_the_clock_moves_ahead_only(apis: Apis) -> None:
    assert (await apis.door.post("/_sandbox/clock", json={"advance": 90.5})).json() == {
        "now": "2025-03-10T09:31:30.500Z"
    }
    for wrong in (-1, "1", None, True, 1e300):
        assert (await apis.door.post("/_sandbox/clock", json={"advance": wrong})).status_code == 400


def test_the_page_about_the_door_names_every_route_and_every_fault() -> None:
    page = (Path(__file__).parents[2] / "sandbox" / "README.md").read_text(encoding="utf-8")
    routes = [
        f"{method} {route.path}"
        for route in build_apis(ApiOptions()).routes
        if isinstance(route, Route) and route.path.startswith("/_sandbox")
        for method in (route.methods or set()) - {"HEAD"}
    ]
    assert len(routes) == 14
    assert [route for route in routes if route not in page] == []
    assert [kind for kind in get_args(FaultKind) if f"| `{kind}` |" not in page] == []
