"""The six kinds of experiences: shapes, publish and unpublish, edits in Studio."""

import re
from datetime import datetime
from typing import Any

import pytest

from .conftest import ACCOUNT, KEY, MOMENT, Apis

SEGMENTS = ("flows", "pins", "mobile", "launchpads", "banners", "checklists")
FLOW_FIELDS = (
    "id name published frequency created_at updated_at published_at created_by updated_by url tag_ids tags"
)
PIN_FIELDS = (
    "account_id app_id created_at created_by frequency id locked_for_localization name platform "
    "preview_url published published_at state steps tag_ids tags theme traits type updated_at "
    "updated_by url"
)
LAUNCHPAD_FIELDS = (
    "account_id app_id contains_localized_blocks created_at created_by experiment frequency id "
    "locked_for_localization name platform preview_url public_name published published_at "
    "schema_version state steps tag_ids tags theme traits type updated_at updated_by url"
)
CHECKLIST_FIELDS = (
    "cloned_by cloned_from completion_flow_id created_at created_by id internal_name intro_flow_id "
    "is_sequential items published published_at published_by state title type unpublished_at "
    "unpublished_by updated_at updated_by"
)
STEP_FIELDS = (
    "actions children content contentType createdAt createdBy id index name parentId rows traits "
    "type updatedAt updatedBy"
)
FIELDS = {
    "flows": FLOW_FIELDS,
    "pins": PIN_FIELDS,
    "mobile": PIN_FIELDS,
    "launchpads": LAUNCHPAD_FIELDS,
    "banners": LAUNCHPAD_FIELDS,
    "checklists": CHECKLIST_FIELDS,
}
NOW_IN_MILLISECONDS = int(MOMENT.timestamp() * 1000)


def _now(segment: str, ahead: int = 0) -> str | int:
    if segment == "flows":
        return (
            datetime.fromtimestamp(MOMENT.timestamp() + ahead)
            .astimezone(MOMENT.tzinfo)
            .strftime("%Y-%m-%dT%H:%M:%S.000Z")
        )
    return NOW_IN_MILLISECONDS + ahead * 1000


async def _items(apis: Apis, segment: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await apis.appcues.get(f"{ACCOUNT}/{segment}")).json()
    return items


@pytest.mark.parametrize("segment", SEGMENTS)
async def test_each_kind_has_exactly_the_documented_fields_in_order(apis: Apis, segment: str) -> None:
    items = await _items(apis, segment)
    assert 4 <= len(items) <= (14 if segment == "flows" else 8)
    for item in items:
        assert list(item) == FIELDS[segment].split()
        if "tags" in item:
            assert item["tags"] == dict.fromkeys(item["tag_ids"], True)
        if "state" in item:
            assert item["state"] == ("PUBLISHED" if item["published"] else "DRAFT")
        for step in item.get("steps", ()):
            assert list(step) == STEP_FIELDS.split()
            assert isinstance(step["createdAt"], int)


@pytest.mark.parametrize("segment", SEGMENTS)
async def test_times_are_written_as_the_kind_writes_them_and_tell_a_possible_story(
    apis: Apis, segment: str
) -> None:
    for item in await _items(apis, segment):
        times = [item["created_at"], item["published_at"], item["updated_at"]]
        known = [time for time in times if time is not None]
        if segment == "flows":
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time) for time in known)
        else:
            assert all(type(time) is int for time in known)
        assert known == sorted(known)
        assert known[-1] < _now(segment)
        assert not item["published"] or item["published_at"] is not None


@pytest.mark.parametrize("segment", SEGMENTS)
async def test_publish_moves_the_documented_fields_and_nothing_else(apis: Apis, segment: str) -> None:
    draft = next(item for item in await _items(apis, segment) if not item["published"])
    path = f"{ACCOUNT}/{segment}/{draft['id']}"
    answer = await apis.appcues.post(f"{path}/publish")
    assert (answer.status_code, answer.json()) == (200, {"status": 200, "title": "OK"})
    live = (await apis.appcues.get(path)).json()
    expected = draft | {
        "published": True,
        "published_at": _now(segment),
        "updated_at": _now(segment),
        "updated_by": KEY,
    }
    if "state" in draft:
        expected["state"] = "PUBLISHED"
    if segment == "checklists":
        expected["published_by"] = KEY
    assert live == expected


@pytest.mark.parametrize("segment", SEGMENTS)
async def test_unpublish_keeps_the_time_of_the_last_publish(apis: Apis, segment: str) -> None:
    live = next(item for item in await _items(apis, segment) if item["published"])
    path = f"{ACCOUNT}/{segment}/{live['id']}"
    await apis.advance(60)
    assert (await apis.appcues.post(f"{path}/unpublish")).json() == {"status": 200, "title": "OK"}
    draft = (await apis.appcues.get(path)).json()
    expected = live | {"published": False, "updated_at": _now(segment, 60), "updated_by": KEY}
    if "state" in live:
        expected["state"] = "DRAFT"
    if segment == "checklists":
        expected |= {"unpublished_at": _now(segment, 60), "unpublished_by": KEY}
    assert draft == expected


@pytest.mark.parametrize("segment", SEGMENTS)
@pytest.mark.parametrize("verb", ["publish", "unpublish"])
async def test_a_second_publish_or_unpublish_moves_nothing(apis: Apis, segment: str, verb: str) -> None:
    item = (await _items(apis, segment))[0]
    path = f"{ACCOUNT}/{segment}/{item['id']}"
    await apis.appcues.post(f"{path}/{verb}")
    once = (await apis.appcues.get(path)).json()
    await apis.advance(3600)
    answer = await apis.appcues.post(f"{path}/{verb}")
    assert (answer.status_code, answer.json()) == (200, {"status": 200, "title": "OK"})
    assert (await apis.appcues.get(path)).json() == once
    posts = [entry for entry in await apis.journal() if entry["method"] == "POST"]
    assert [entry["had_effect"] for entry in posts][-1] is False


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({}, b""),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b""),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"a=1"),
        ({"Content-Type": "application/json"}, b""),
        ({"Content-Type": "application/json"}, b"{broken"),
        ({"Content-Type": "image/png"}, b"\x89PNG"),
    ],
)
async def test_publish_never_reads_a_body(apis: Apis, headers: dict[str, str], content: bytes) -> None:
    flow = await apis.named("flows", "Welcome tour")
    answer = await apis.appcues.post(
        f"{ACCOUNT}/flows/{flow['id']}/publish", headers=headers, content=content
    )
    assert answer.status_code == 200
    assert (await apis.named("flows", "Welcome tour"))["published"] is True


async def test_the_small_account_holds_what_a_demonstration_needs(apis: Apis) -> None:
    flows = await _items(apis, "flows")
    names = [flow["name"] for flow in flows]
    tags = {tag["id"]: tag["name"] for tag in (await apis.appcues.get(f"{ACCOUNT}/tags")).json()}
    welcome = await apis.named("flows", "Welcome tour")
    assert (welcome["published"], welcome["frequency"]) == (False, "once")
    assert [tags[tag_id] for tag_id in welcome["tag_ids"]] == ["onboarding"]
    assert [name for name in names if "welcom" in name.lower()] == ["Welcome tour"]
    assert len([name for name in names if "checkout" in name.lower()]) == 2
    assert any('<!channel> & "quotes"' in name for name in names)
    assert 6 <= len(tags) <= 8


@pytest.mark.parametrize("segment", SEGMENTS)
async def test_an_edit_in_studio_moves_updated_at_and_names_a_studio_user(apis: Apis, segment: str) -> None:
    item = (await _items(apis, segment))[0]
    field = "internal_name" if segment == "checklists" else "name"
    for words in ("Renamed", "Renamed again"):
        before = (await apis.appcues.get(f"{ACCOUNT}/{segment}/{item['id']}")).json()
        edit = await apis.door.post(f"/_sandbox/experiences/{segment}/{item['id']}", json={field: words})
        assert edit.status_code == 200, edit.text
        after = (await apis.appcues.get(f"{ACCOUNT}/{segment}/{item['id']}")).json()
        assert after[field] == words
        assert after["updated_at"] > before["updated_at"]
        assert after["updated_by"] != KEY
        assert after["published_at"] == before["published_at"]


async def test_an_edit_in_studio_may_publish_and_name_who_did_it(apis: Apis) -> None:
    flow = await apis.named("flows", "Welcome tour")
    edit = {"published": True, "updated_by": "461"}
    await apis.door.post(f"/_sandbox/experiences/flows/{flow['id']}", json=edit)
    after = await apis.named("flows", "Welcome tour")
    assert (after["published"], after["updated_by"]) == (True, "461")
    assert after["published_at"] is not None


@pytest.mark.parametrize(
    "edit", [{"id": "x"}, {"nothing": 1}, {"name": 7}, {"published": "yes"}, {"url": "x"}]
)
async def test_an_impossible_edit_is_refused_whole(apis: Apis, edit: dict[str, Any]) -> None:
    flow = await apis.named("flows", "Welcome tour")
    answer = await apis.door.post(
        f"/_sandbox/experiences/flows/{flow['id']}", json={"frequency": "every_time", **edit}
    )
    assert answer.status_code == 400
    assert await apis.named("flows", "Welcome tour") == flow


async def test_editing_what_does_not_exist_is_a_404(apis: Apis) -> None:
    for path in ("flows/unknown", "films/unknown"):
        assert (await apis.door.post(f"/_sandbox/experiences/{path}", json={})).status_code == 404


@pytest.mark.parametrize("segment", SEGMENTS)
async def test_studio_duplicates_and_deletes(apis: Apis, segment: str) -> None:
    path = f"/_sandbox/experiences/{segment}"
    before = (await apis.appcues.get(f"{ACCOUNT}/{segment}")).json()
    copy = (await apis.door.post(f"{path}/{before[0]['id']}/copy")).json()
    listed = (await apis.appcues.get(f"{ACCOUNT}/{segment}")).json()
    assert [each["id"] for each in listed] == [*(each["id"] for each in before), copy["id"]]
    assert (listed[-1]["published"], listed[-1]["published_at"]) == (False, None)
    assert (await apis.door.delete(f"{path}/{copy['id']}")).status_code == 200
    assert (await apis.appcues.get(f"{ACCOUNT}/{segment}")).json() == before
    assert (await apis.door.delete(f"{path}/{copy['id']}")).status_code == 404
