"""The five operations of Appizer: shapes, limits, texts, pages."""

import re
from typing import Any

import pytest

from sandbox.apis import STAGING, ApiOptions, build_apis

from .conftest import MOMENT, Apis, called

_IN_ORDER = (
    "id organization_id name description app_store_url play_store_url website_url "
    "engagement_platform engagement_credentials api_key api_secret created_at updated_at platform "
    "bundle_id environment data_retention_days timezone features status context_info url_context "
    "email_platform email_credentials cached_user_count cached_event_count cached_last_event "
    "stats_last_updated webhook_url webhook_enabled webhook_use_query_params authorized_domains"
)
FIELDS = _IN_ORDER.split()


async def _first(apis: Apis) -> dict[str, Any]:
    app: dict[str, Any] = (await apis.appizer.get("/v1/apps")).json()["apps"][0]
    return app


async def test_the_key_is_asked_for_first(apis: Apis) -> None:
    for path in ("/v1/apps", "/v1/apps/unknown", "/v1/nothing"):
        missing = await apis.door.get(path)
        assert (missing.status_code, missing.json()) == (401, {"error": "API key required"})
        wrong = await apis.door.get(path, headers={"X-API-Key": "apps_wrong"})
        assert (wrong.status_code, wrong.json()) == (401, {"error": "Invalid or revoked API key"})


async def test_each_organisation_has_its_own_key_and_apps() -> None:
    async with called(build_apis(ApiOptions(clock=lambda: MOMENT, has_staging=True))) as apis:
        ours = await _first(apis)
        staging = {"X-API-Key": STAGING.appizer_key}
        (theirs, *_) = (await apis.door.get("/v1/apps", headers=staging)).json()["apps"]
        assert theirs["organization_id"] != ours["organization_id"]
        answer = await apis.door.get(f"/v1/apps/{ours['id']}", headers=staging)
        assert (answer.status_code, answer.json()) == (404, {"error": "App not found"})


async def test_every_app_has_all_fields_in_the_documented_order(apis: Apis) -> None:
    page = (await apis.appizer.get("/v1/apps")).json()
    assert page["success"] is True
    assert page["pagination"] == {"limit": 20, "offset": 0, "total": 8, "has_more": False}
    assert len(page["apps"]) == 8
    created = [app["created_at"] for app in page["apps"]]
    assert created == sorted(created, reverse=True)
    for app in page["apps"]:
        assert list(app) == FIELDS
        assert re.fullmatch(r"ak_[0-9a-f]{32}", app["api_key"])
        assert re.fullmatch(r"as_[0-9a-f]{56}", app["api_secret"])
        assert app["created_at"] <= app["updated_at"] < "2025-03-10T09:30:00.000Z"
        assert app["cached_last_event"] <= app["stats_last_updated"] < "2025-03-10T09:30:00.000Z"
        assert app["cached_event_count"] > app["cached_user_count"] > 0
        one = await apis.appizer.get(f"/v1/apps/{app['id']}")
        assert one.json() == {"success": True, "app": app}
    assert any(app["engagement_credentials"] for app in page["apps"])
    assert any(app["email_credentials"] for app in page["apps"])


async def test_a_new_app_begins_with_the_documented_values(apis: Apis) -> None:
    answer = await apis.appizer.post("/v1/apps", json={"name": "Touring", "status": "inactive", "odd": 1})
    assert answer.status_code == 201
    app = answer.json()["app"]
    assert answer.json()["success"] is True
    assert list(app) == FIELDS
    changing = {"id", "organization_id", "api_key", "api_secret", "features"}
    assert {name: value for name, value in app.items() if value is not None and name not in changing} == {
        "name": "Touring",
        "engagement_platform": "none",
        "created_at": "2025-03-10T09:30:00.000Z",
        "updated_at": "2025-03-10T09:30:00.000Z",
        "platform": "web",
        "environment": "production",
        "data_retention_days": 365,
        "timezone": "UTC",
        "status": "active",
        "email_platform": "none",
        "cached_user_count": 0,
        "cached_event_count": 0,
        "stats_last_updated": "2025-03-10T09:30:01.580Z",
        "webhook_enabled": False,
        "webhook_use_query_params": False,
        "authorized_domains": [],
    }
    assert app["features"] == {"push": True, "analytics": True, "audiences": True, "ai_insights": True}
    assert (await _first(apis)) == app


SETTABLE = {
    "name": "n" * 100,
    "description": "d" * 500,
    "website_url": "https://example.com/a?b=c",
    "authorized_domains": ["example.com", "www.example.com"],
    "data_retention_days": 2555,
    "timezone": "Europe/London",
    "engagement_platform": "wonderpush",
    "engagement_credentials": {"access_token": "wp_token", "application_id": "app"},
    "email_platform": "brevo",
    "email_credentials": {"anything": [1, None]},
    "webhook_enabled": True,
    "webhook_url": "https://webhook.example.com/events",
    "webhook_use_query_params": True,
    "context_info": "c" * 2000,
}


async def test_every_settable_field_is_kept_by_create_and_by_update(apis: Apis) -> None:
    created = (await apis.appizer.post("/v1/apps", json=SETTABLE)).json()["app"]
    assert {name: created[name] for name in SETTABLE} == SETTABLE
    before = (await apis.appizer.get("/v1/apps")).json()["apps"][-1]
    updated = (await apis.appizer.patch(f"/v1/apps/{before['id']}", json=SETTABLE)).json()["app"]
    assert updated == before | SETTABLE | {"updated_at": "2025-03-10T09:30:00.000Z"}


NAME_TEXT = "App name is required and must be 1-100 characters"
REFUSED = [
    ({"name": ""}, NAME_TEXT),
    ({"name": "n" * 101}, NAME_TEXT),
    ({"name": None}, NAME_TEXT),
    ({"name": 7}, NAME_TEXT),
    ({"description": "d" * 501}, "Description must be at most 500 characters"),
    ({"website_url": "no url"}, "Website URL must be a valid URL"),
    ({"website_url": "https://"}, "Website URL must be a valid URL"),
    ({"data_retention_days": 29}, "Data retention days must be between 30 and 2555"),
    ({"data_retention_days": 2556}, "Data retention days must be between 30 and 2555"),
    ({"data_retention_days": True}, "Data retention days must be between 30 and 2555"),
    ({"context_info": "c" * 2001}, "Context info must be at most 2000 characters"),
    ({"engagement_platform": "other"}, "Engagement platform must be 'none' or 'wonderpush'"),
    ({"engagement_platform": []}, "Engagement platform must be 'none' or 'wonderpush'"),
    ({"email_platform": None}, "Email platform must be 'none' or 'brevo'"),
    ({"email_credentials": "x"}, "Email credentials must be an object"),
    ({"authorized_domains": "example.com"}, "Authorized domains must be an array of domain strings"),
    ({"webhook_enabled": "yes"}, "Webhook enabled must be true or false"),
    ({"timezone": ""}, "Timezone must be a non-empty string"),
]


@pytest.mark.parametrize(("fields", "text"), REFUSED)
async def test_what_is_outside_the_limits_is_refused_with_a_text(
    apis: Apis, fields: dict[str, Any], text: str
) -> None:
    app = await _first(apis)
    created = await apis.appizer.post("/v1/apps", json={"name": "New", **fields})
    assert (created.status_code, created.json()) == (400, {"error": text})
    updated = await apis.appizer.patch(f"/v1/apps/{app['id']}", json={"timezone": "Asia/Tokyo", **fields})
    assert (updated.status_code, updated.json()) == (400, {"error": text})
    assert await _first(apis) == app


async def test_a_name_is_required_to_create(apis: Apis) -> None:
    answer = await apis.appizer.post("/v1/apps", json={"description": "x"})
    assert (answer.status_code, answer.json()) == (400, {"error": NAME_TEXT})


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"'])
async def test_a_body_that_is_no_json_object_is_refused(apis: Apis, content: bytes) -> None:
    answer = await apis.appizer.post("/v1/apps", content=content)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]


async def test_an_update_touches_only_the_given_fields_and_moves_updated_at(apis: Apis) -> None:
    app = await _first(apis)
    for zone in ("Asia/Tokyo", "UTC"):
        answer = await apis.appizer.patch(f"/v1/apps/{app['id']}", json={"timezone": zone, "id": "other"})
        changed = answer.json()["app"]
        assert changed["updated_at"] > app["updated_at"]
        assert changed == app | {"timezone": zone, "updated_at": changed["updated_at"]}
        app = changed


async def test_null_clears_what_may_be_null_and_an_empty_update_changes_nothing(apis: Apis) -> None:
    created = (await apis.appizer.post("/v1/apps", json=SETTABLE)).json()["app"]
    path = f"/v1/apps/{created['id']}"
    nullable = ("description", "website_url", "webhook_url", "context_info")
    cleared = dict.fromkeys((*nullable, "engagement_credentials", "email_credentials"))
    assert (await apis.appizer.patch(path, json=cleared)).status_code == 200
    app = (await apis.appizer.get(path)).json()["app"]
    assert {name: app[name] for name in cleared} == cleared
    assert (await apis.appizer.patch(path, json={})).json() == {"success": True, "app": app}
    assert (await apis.journal())[-1]["had_effect"] is False


async def test_a_deleted_app_is_gone(apis: Apis) -> None:
    path = f"/v1/apps/{(await _first(apis))['id']}"
    answer = await apis.appizer.delete(path)
    assert (answer.status_code, answer.json()) == (
        200,
        {"success": True, "message": "App deleted successfully"},
    )
    for method in ("GET", "PATCH", "DELETE"):
        gone = await apis.appizer.request(method, path, json={} if method == "PATCH" else None)
        assert (gone.status_code, gone.json()) == (404, {"error": "App not found"})


@pytest.mark.parametrize("id", ["unknown", "a%2Fb", "a%0Ab", "%0A"])
async def test_an_unknown_app_is_not_found_whatever_its_id_looks_like(apis: Apis, id: str) -> None:
    answer = await apis.appizer.get(f"/v1/apps/{id}")
    assert (answer.status_code, answer.json()) == (404, {"error": "App not found"})


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/v1/apps"), ("GET", "/v1/users"), ("GET", "/v1/apps/a/b")]
)
async def test_an_unknown_route_or_method_is_a_short_404(apis: Apis, method: str, path: str) -> None:
    answer = await apis.appizer.request(method, path)
    assert (answer.status_code, list(answer.json())) == (404, ["error"])


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=-1", "offset=-1", "offset=x", "limit=", "limit=²"]
)
async def test_impossible_pages_are_refused(apis: Apis, query: str) -> None:
    answer = await apis.appizer.get(f"/v1/apps?{query}")
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


async def test_pages_together_are_the_whole_and_a_page_past_the_end_is_empty(apis: Apis) -> None:
    whole = (await apis.appizer.get("/v1/apps")).json()["apps"]
    seen, offset = [], 0
    while True:
        page = (await apis.appizer.get("/v1/apps", params={"limit": 3, "offset": offset})).json()
        seen += page["apps"]
        if not page["pagination"]["has_more"]:
            break
        offset += 3
    assert seen == whole
    past = (await apis.appizer.get("/v1/apps", params={"offset": 999_999_999_999})).json()
    assert (past["apps"], past["pagination"]["has_more"]) == ([], False)
