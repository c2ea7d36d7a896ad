"""What every Appcues operation has in common: credentials, errors, formats."""

import csv
import io
import json

import httpx
import pytest

from .conftest import ACCOUNT, KEY, SECRET, Apis


def _is_problem(answer: httpx.Response, status: int) -> bool:
    body = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    return body["error"] is True and body["status"] == status and bool(body["title"]) and bool(body["detail"])


@pytest.mark.parametrize("auth", [None, (KEY, "wrong"), ("wrong", SECRET), ("", ""), ("ключ", "секрет")])
async def test_missing_or_wrong_credentials_are_a_401_problem(
    apis: Apis, auth: tuple[str, str] | None
) -> None:
    answer = await apis.door.get(f"{ACCOUNT}/flows", auth=auth)
    assert _is_problem(answer, 401)
    assert answer.json()["title"] == "Unauthorized"


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Bearer abc", "basic x", "Basic /////w=="])
async def test_an_unreadable_authorization_header_is_a_401_problem(apis: Apis, header: str) -> None:
    assert _is_problem(await apis.door.get(f"{ACCOUNT}/flows", headers={"Authorization": header}), 401)


async def test_a_valid_key_does_not_open_another_account(apis: Apis) -> None:
    assert _is_problem(await apis.appcues.get("/v2/accounts/99999/flows"), 403)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{ACCOUNT}/nothing"),
        ("GET", f"{ACCOUNT}/flows/unknown"),
        ("POST", f"{ACCOUNT}/flows/unknown/publish"),
        ("POST", f"{ACCOUNT}/flows"),
        ("DELETE", f"{ACCOUNT}/tags"),
        ("PUT", f"{ACCOUNT}/flows/unknown/publish"),
        ("GET", ACCOUNT),
        ("GET", "/v2"),
        ("GET", "/"),
        ("GET", "/v3/accounts/17434/flows"),
    ],
)
async def test_an_unknown_route_item_or_method_is_a_404_problem(apis: Apis, method: str, path: str) -> None:
    assert _is_problem(await apis.appcues.request(method, path), 404)


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json, text/plain, */*", "text/html", "application/json, text/csv;q=0.5"]
)
async def test_the_usual_accept_headers_give_json(apis: Apis, accept: str) -> None:
    answer = await apis.appcues.get(f"{ACCOUNT}/flows", headers={"Accept": accept})
    assert answer.headers["content-type"] == "application/json"
    assert isinstance(answer.json(), list)


COLUMNS = {
    "flows": (
        "id,name,published,frequency,created_at,updated_at,published_at,created_by,updated_by,"
        "url,tag_ids,tags"
    ),
    "tags": ("id,name,created_at,created_by,updated_at,updated_by,url"),
    "launchpads": (
        "account_id,app_id,contains_localized_blocks,created_at,created_by,experiment,frequency,"
        "id,locked_for_localization,name,platform,preview_url,public_name,published,published_at,"
        "schema_version,state,steps,tag_ids,tags,theme,traits,type,updated_at,updated_by,url"
    ),
    "checklists": (
        "cloned_by,cloned_from,completion_flow_id,created_at,created_by,id,internal_name,"
        "intro_flow_id,is_sequential,items,published,published_at,published_by,state,title,type,"
        "unpublished_at,unpublished_by,updated_at,updated_by"
    ),
    "pins": (
        "account_id,app_id,created_at,created_by,frequency,id,locked_for_localization,name,"
        "platform,preview_url,published,published_at,state,steps,tag_ids,tags,theme,traits,"
        "type,updated_at,updated_by,url"
    ),
}
COLUMNS["banners"] = COLUMNS["launchpads"]
COLUMNS["mobile"] = COLUMNS["pins"]


@pytest.mark.parametrize("segment", COLUMNS)
async def test_csv_has_the_documented_columns_and_the_values_of_the_json(apis: Apis, segment: str) -> None:
    items = (await apis.appcues.get(f"{ACCOUNT}/{segment}")).json()
    answer = await apis.appcues.get(f"{ACCOUNT}/{segment}", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    header, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    assert ",".join(header) == COLUMNS[segment]
    null = "" if segment in {"flows", "tags"} else "null"
    assert rows == [[_cell(item[column], null) for column in header] for item in items]
    single = await apis.appcues.get(f"{ACCOUNT}/{segment}/{items[0]['id']}", headers={"Accept": "text/csv"})
    assert list(csv.reader(io.StringIO(single.text, newline=""))) == [header, rows[0]]


def _cell(value: object, null: str) -> str:
    if value is None:
        return null
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


async def test_a_status_answer_in_csv_has_two_columns(apis: Apis) -> None:
    flow = await apis.named("flows", "Checkout tips")
    answer = await apis.appcues.post(f"{ACCOUNT}/flows/{flow['id']}/publish", headers={"Accept": "text/csv"})
    assert answer.text == "status,title\r\n200,OK\r\n"


async def test_errors_stay_json_when_csv_is_asked_for(apis: Apis) -> None:
    answer = await apis.appcues.get(f"{ACCOUNT}/flows/unknown", headers={"Accept": "text/csv"})
    assert _is_problem(answer, 404)


async def test_unknown_query_parameters_are_ignored(apis: Apis) -> None:
    plain = (await apis.appcues.get(f"{ACCOUNT}/flows")).json()
    assert (await apis.appcues.get(f"{ACCOUNT}/flows", params={"page": 2, "limit": 1})).json() == plain


async def test_urls_are_absolute_and_of_the_host_that_was_called(apis: Apis) -> None:
    for segment in ("flows", "pins", "mobile", "launchpads", "banners", "tags"):
        for item in (await apis.appcues.get(f"{ACCOUNT}/{segment}")).json():
            assert item["url"] == f"{apis.url}{ACCOUNT}/{segment}/{item['id']}"
            assert (await apis.appcues.get(item["url"])).json() == item
    other = await apis.appcues.get(f"{ACCOUNT}/tags", headers={"Host": "api.example:8443"})
    assert other.json()[0]["url"].startswith(f"http://api.example:8443{ACCOUNT}/tags/")
