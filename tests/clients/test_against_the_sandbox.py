"""The clients and the stand-ins for both vendors over a real socket: neither knows the other's code."""

from typing import Any

import pytest

from bot.clients.appcues.connection import appcues_upstream
from bot.clients.appcues.experiences import Experiences
from bot.clients.appcues.tags import Tags
from bot.clients.appizer.apps import Apps
from bot.clients.appizer.connection import appizer_upstream
from bot.clients.transport import Transport
from bot.domain.apps import SECRET_FIELDS
from bot.domain.experiences import KINDS, Kind
from bot.errors import (
    ApiError,
    ApiItemMissing,
    ApiKeyRefused,
    ApiOutcomeUnknown,
    ApiRateLimited,
    ApiUnavailable,
    ApiUnreadable,
)
from bot.redaction import Redactor

from .conftest import NotedSleep
from .world import ACCOUNT, OPTIONS, World

FLOWS = KINDS[0]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.plural)
async def test_every_kind_is_listed_and_goes_live_and_down_again(world: World, kind: Kind) -> None:
    listed = await world.experiences.list(kind)
    assert listed
    assert all(item.created_at and item.updated_at for item in listed)
    for item in listed:
        assert await world.experiences.get(kind, item.id) == item
    await world.experiences.publish(kind, listed[0].id)
    live = await world.experiences.get(kind, listed[0].id)
    await world.experiences.unpublish(kind, listed[0].id)
    down = await world.experiences.get(kind, listed[0].id)
    assert (live.state, down.state) == ("live", "draft")
    assert down.published_at == live.published_at


async def test_tags_are_listed_and_read(world: World) -> None:
    tags = Tags(world.appcues, OPTIONS.appcues_account)
    listed = await tags.list()
    assert [await tags.get(tag.id) for tag in listed] == list(listed) != []


async def test_apps_are_listed_and_read_without_their_secrets(world: World) -> None:
    apps = [app async for app in Apps(world.appizer).list()]
    assert apps
    for app in apps:
        assert await Apps(world.appizer).get(app.id) == app
        assert not SECRET_FIELDS & app.fields.keys()


@pytest.mark.parametrize(
    "id", ["gone", "../tags", "a/b", "..", ".", "%2F", "é ü", "x?y#z", "a;b", "a\nb", "\r\n"]
)
async def test_an_unknown_id_is_missing_whatever_it_looks_like(world: World, id: str) -> None:
    for read in (
        world.experiences.get(FLOWS, id),
        world.experiences.publish(FLOWS, id),
        Tags(world.appcues, OPTIONS.appcues_account).get(id),
        Apps(world.appizer).get(id),
    ):
        with pytest.raises(ApiItemMissing):
            await read


async def test_wrong_credentials_and_foreign_accounts_are_told_apart_from_faults(world: World) -> None:
    wrong_key = appcues_upstream(world.url, OPTIONS.appcues_key, "wrong")
    wrong_organisation = appizer_upstream(world.url, "apps_wrong")
    async with (
        Transport(wrong_key, redactor=Redactor()) as one,
        Transport(wrong_organisation, redactor=Redactor()) as other,
    ):
        with pytest.raises(ApiKeyRefused, match="does not accept Callboard's API key"):
            await Experiences(one, OPTIONS.appcues_account).list(FLOWS)
        with pytest.raises(ApiKeyRefused, match="Appizer does not accept"):
            await Apps(other).get("1")
    with pytest.raises(ApiKeyRefused, match="does not allow this"):
        await Experiences(world.appcues, "99999").list(FLOWS)


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("broken_json", {}, ApiUnreadable),
        ("html", {"status": 200}, ApiUnreadable),
        ("empty", {}, ApiUnreadable),
        ("status", {"status": 500, "count": 3}, ApiUnavailable),
        ("cut_before", {"count": 3}, ApiUnavailable),
        ("cut_after", {"count": 3}, ApiUnavailable),
        ("rate_limited", {"retry_after": 60}, ApiRateLimited),
    ],
)
async def test_a_bad_answer_to_a_read_ends_in_its_sentence(
    world: World, kind: str, more: dict[str, Any], expected: type[ApiError]
) -> None:
    for path, read in (
        (f"{ACCOUNT}/flows", world.experiences.list(FLOWS)),
        ("/v1/apps", anext(Apps(world.appizer).list())),
    ):
        await world.fault(f"GET {path}", kind, **more)
        with pytest.raises(expected) as caught:
            await read
        assert caught.value.sentence.startswith(("Appcues ", "Appizer "))


@pytest.mark.parametrize(("kind", "is_live"), [("cut_before", False), ("cut_after", True)])
async def test_a_lost_answer_to_publish_is_unknown_and_settled_by_reading(
    world: World, kind: str, is_live: bool
) -> None:
    flow = next(item for item in await world.experiences.list(FLOWS) if not item.published)
    route = f"POST {ACCOUNT}/flows/{flow.id}/publish"
    await world.fault(route, kind)
    with pytest.raises(ApiOutcomeUnknown):
        await world.experiences.publish(FLOWS, flow.id)
    assert (await world.calls()).count(route) == 1
    assert (await world.experiences.get(FLOWS, flow.id)).published is is_live


async def test_a_rate_limited_publish_is_repeated_after_the_asked_pause(
    world: World, sleep: NotedSleep
) -> None:
    flow = next(item for item in await world.experiences.list(FLOWS) if not item.published)
    await world.fault(f"POST {ACCOUNT}/flows/{flow.id}/publish", "rate_limited", retry_after=2, count=2)
    await world.experiences.publish(FLOWS, flow.id)
    assert sleep.pauses == [2.0, 2.0]
    assert (await world.experiences.get(FLOWS, flow.id)).published
