"""Experiences and tags: paths asked, values read, broken items left out."""

from typing import Any

import pytest
from structlog.typing import EventDict

from bot.clients.appcues.experiences import Experiences
from bot.clients.appcues.tags import Tags
from bot.domain.experiences import KINDS, Kind
from bot.domain.tags import Tag
from bot.errors import ApiItemMissing, ApiOutcomeUnknown, ApiUnreadable

from .conftest import Open
from .scripted_server import CUT, answer, scripted

FLOWS = KINDS[0]
WELCOME = {"id": "-Lx1", "name": "Welcome tour", "published": True, "created_at": "2026-01-02T03:04:05.678Z"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.plural)
async def test_each_kind_is_listed_read_published_and_unpublished_at_its_own_path(
    open_transport: Open, kind: Kind
) -> None:
    done = answer(200, {"status": 200, "title": "OK"})
    async with scripted(answer(200, [WELCOME]), answer(200, WELCOME), done, answer(204)) as server:
        experiences = Experiences(open_transport(server.url), "17434")
        (listed,) = await experiences.list(kind)
        read = await experiences.get(kind, "-Lx1")
        await experiences.publish(kind, "-Lx1")
        await experiences.unpublish(kind, "-Lx1")
    assert listed == read
    assert (read.kind, read.name, read.state) == (kind, "Welcome tour", "live")
    base = f"/v2/accounts/17434/{kind.segment}"
    assert [(request.method, request.target) for request in server.requests] == [
        ("GET", base),
        ("GET", f"{base}/-Lx1"),
        ("POST", f"{base}/-Lx1/publish"),
        ("POST", f"{base}/-Lx1/unpublish"),
    ]
    assert all(request.body == b"" for request in server.requests)


async def test_publish_is_not_sent_again_when_its_answer_is_lost(open_transport: Open) -> None:
    async with scripted(CUT, CUT) as server:
        experiences = Experiences(open_transport(server.url), "17434")
        with pytest.raises(ApiOutcomeUnknown):
            await experiences.publish(FLOWS, "-Lx1")
        with pytest.raises(ApiOutcomeUnknown):
            await experiences.unpublish(FLOWS, "-Lx1")
    assert len(server.requests) == 2


@pytest.mark.parametrize("body", [[WELCOME], {"data": [WELCOME]}, {"flows": [WELCOME], "total": 1}])
async def test_a_list_may_be_wrapped_in_an_object_with_exactly_one_array(
    open_transport: Open, body: Any
) -> None:
    async with scripted(answer(200, body)) as server:
        (flow,) = await Experiences(open_transport(server.url), "17434").list(FLOWS)
    assert flow.id == "-Lx1"


@pytest.mark.parametrize("body", [{}, {"a": [], "b": []}, "words", 3, [None], [{"name": "no id"}, 7]])
async def test_what_is_no_list_of_experiences_is_unreadable_and_not_empty(
    open_transport: Open, log_lines: list[EventDict], body: Any
) -> None:
    async with scripted(answer(200, body)) as server:
        with pytest.raises(ApiUnreadable) as caught:
            await Experiences(open_transport(server.url), "17434").list(FLOWS)
    assert caught.value.sentence.startswith("Appcues answered with ")
    assert log_lines[-1]["event"] == "answer is not in the documented form"
    assert log_lines[-1]["answer"]


async def test_a_broken_item_is_left_out_with_a_log_line(
    open_transport: Open, log_lines: list[EventDict]
) -> None:
    async with scripted(answer(200, [{"id": None}, WELCOME, "x"])) as server:
        flows = await Experiences(open_transport(server.url), "17434").list(FLOWS)
    assert [flow.name for flow in flows] == ["Welcome tour"]
    left_out = [line for line in log_lines if line["log_level"] == "warning"]
    assert [(line["place"], line["reason"]) for line in left_out] == [
        (0, "a flow without an id"),
        (2, "something that is no object"),
    ]


async def test_an_empty_list_is_empty(open_transport: Open) -> None:
    async with scripted(answer(200, [])) as server:
        assert await Tags(open_transport(server.url), "17434").list() == ()


async def test_one_that_has_no_id_is_unreadable(open_transport: Open) -> None:
    async with scripted(answer(200, [WELCOME])) as server:
        with pytest.raises(ApiUnreadable, match="something that is no object"):
            await Experiences(open_transport(server.url), "17434").get(FLOWS, "-Lx1")


async def test_tags_are_listed_and_read(open_transport: Open) -> None:
    tag = {"id": "t/1", "name": "spring"}
    async with scripted(answer(200, [tag]), answer(200, tag), answer(404, {"title": "Not Found"})) as server:
        tags = Tags(open_transport(server.url), "17434")
        assert await tags.list() == (Tag("t/1", "spring"),)
        assert await tags.get("t/1") == Tag("t/1", "spring")
        with pytest.raises(ApiItemMissing, match=r"Appcues has no tag with the id gone\."):
            await tags.get("gone")
    assert server.requests[1].target == "/v2/accounts/17434/tags/t%2F1"
