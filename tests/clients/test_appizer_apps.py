"""Apps: pages taken one after the other, and one app read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clients.appizer.apps import Apps
from bot.clients.appizer.connection import appizer_upstream
from bot.clients.pagination import next_offset
from bot.errors import ApiUnreadable

from .conftest import Open
from .scripted_server import Step, answer, scripted


def page(ids: list[str], *, has_more: bool, **more: Any) -> Step:
    apps = [{"id": id, "name": f"App {id}", "api_secret": "as_" + "0" * 56} for id in ids]
    return answer(200, {"success": True, "apps": apps, "pagination": {"has_more": has_more}} | more)


async def test_pages_are_fetched_until_there_is_no_more(open_transport: Open) -> None:
    pages = [page(["1", "2"], has_more=True), page(["3"], has_more=True), page(["4"], has_more=False)]
    async with scripted(*pages) as server:
        apps = [app async for app in Apps(open_transport(server.url)).list()]
    assert [app.id for app in apps] == ["1", "2", "3", "4"]
    assert [request.target for request in server.requests] == [
        "/v1/apps?limit=100&offset=0",
        "/v1/apps?limit=100&offset=2",
        "/v1/apps?limit=100&offset=3",
    ]
    assert all("api_secret" not in app.fields for app in apps)


async def test_only_the_pages_that_are_taken_are_fetched(open_transport: Open) -> None:
    async with scripted(page(["1", "2"], has_more=True)) as server:
        pages = Apps(open_transport(server.url)).list()
        assert (await anext(pages)).id == "1"
        await pages.aclose()
    assert len(server.requests) == 1


async def test_an_app_that_moved_to_the_next_page_is_given_once(open_transport: Open) -> None:
    async with scripted(page(["1", "2"], has_more=True), page(["2", "3"], has_more=False)) as server:
        apps = [app.id async for app in Apps(open_transport(server.url)).list()]
    assert apps == ["1", "2", "3"]


async def test_an_api_that_ignores_the_offset_does_not_keep_us_for_ever(open_transport: Open) -> None:
    async with scripted(*[page(["1"], has_more=True)] * 3) as server:
        apps = [app.id async for app in Apps(open_transport(server.url)).list()]
    assert apps == ["1"]
    assert len(server.requests) == 2


async def test_another_array_beside_the_apps_does_not_matter(open_transport: Open) -> None:
    async with scripted(page(["1"], has_more=False, warnings=["old"])) as server:
        assert [app.id async for app in Apps(open_transport(server.url)).list()] == ["1"]


@pytest.mark.parametrize("body", [{"success": True, "app": {"id": "a 1"}}, {"id": "a 1"}])
async def test_one_app_is_read_wrapped_or_bare(open_transport: Open, body: Any) -> None:
    async with scripted(answer(200, body)) as server:
        app = await Apps(open_transport(server.url)).get("a 1")
    assert app.id == "a 1"
    assert server.requests[0].target == "/v1/apps/a%201"


async def test_an_error_with_status_200_is_unreadable(open_transport: Open) -> None:
    async with scripted(*[answer(200, {"error": "App not found"})] * 2) as server:
        apps = Apps(open_transport(server.url))
        with pytest.raises(ApiUnreadable):
            await apps.get("1")
        with pytest.raises(ApiUnreadable):
            await anext(apps.list())


def test_the_key_travels_in_its_own_header_and_not_in_the_repr() -> None:
    upstream = appizer_upstream("https://api.appizer.com", "apps_canary")
    assert upstream.headers == {"X-API-Key": "apps_canary"}
    assert "canary" not in repr(upstream)


@given(
    st.integers(0, 10**6),
    st.integers(1, 100),
    st.integers(0, 100),
    st.none()
    | st.dictionaries(st.sampled_from(["has_more", "total", "limit"]), st.booleans() | st.integers()),
)
def test_the_offset_only_ever_grows(offset: int, limit: int, received: int, facts: object) -> None:
    following = next_offset(offset, limit, received, facts)
    assert following is None or following > offset
    if received == 0:
        assert following is None


@pytest.mark.parametrize(
    ("received", "facts", "following"),
    [
        (100, {"has_more": True}, 100),
        (100, {"has_more": False, "total": 999}, None),
        (100, {"total": 101}, 100),
        (100, {"total": 100}, None),
        (100, {}, 100),
        (99, {}, None),
        (20, {"limit": 20}, 20),
        (100, None, 100),
        (100, "words", 100),
    ],
)
def test_the_next_page_follows_from_what_is_known(
    received: int, facts: object, following: int | None
) -> None:
    assert next_offset(0, 100, received, facts) == following
