"""The table of operations: each row is carried out by the client and answered by the stand-in."""

import inspect
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from bot.clients.operations import OPERATIONS, Operation, Repeat, operations_page
from bot.domain.bulk_rows import EventRow, GroupRow, ProfileRow
from bot.domain.events import NewEvent
from bot.domain.experiences import KINDS, Kind
from bot.domain.exports import EventExport
from bot.domain.ingestion_rules import RuleNames
from bot.errors import ApiOutcomeUnknown
from tests.contract.examples import headings

from .world import World

Act = Callable[[], Awaitable[Any]]
Arrange = Callable[[World], Awaitable[Act]]

DEFAULT_HINT = "Look at the present state before asking again."
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVENT = NewEvent("Opened the programme", NOW)
CREATED_WHEN_NEW = {
    "users update profile", "users list events", "users track event", "groups update profile",
    "groups associate users",
}  # fmt: skip
NAMED = {operation.name: operation for operation in OPERATIONS}


def at_once(act: Callable[[World], Awaitable[Any]]) -> Arrange:
    async def arrange(world: World) -> Act:
        return lambda: act(world)

    return arrange


def on_an_experience(kind: Kind, verb: str) -> Arrange:
    async def arrange(world: World) -> Act:
        first = (await world.experiences.list(kind))[0]
        return lambda: getattr(world.experiences, verb)(kind, first.id)

    return arrange


def on_a_new_segment(act: Callable[[World, str], Awaitable[Any]]) -> Arrange:
    async def arrange(world: World) -> Act:
        segment = await world.segments.create("Season ticket holders")
        return lambda: act(world, segment.id)

    return arrange


def on_a_new_user(act: Callable[[World], Awaitable[Any]]) -> Arrange:
    async def arrange(world: World) -> Act:
        await world.users.update_profile("harriet", {"seat": "A1"})
        return lambda: act(world)

    return arrange


def on_a_new_group(act: Callable[[World], Awaitable[Any]]) -> Arrange:
    async def arrange(world: World) -> Act:
        await world.groups.update_profile("stalls", {"rows": 20})
        return lambda: act(world)

    return arrange


def on_a_new_key(act: Callable[[World, str], Awaitable[Any]]) -> Arrange:
    async def arrange(world: World) -> Act:
        key = await world.sdk_keys.create()
        return lambda: act(world, key.id)

    return arrange


def on_a_new_app(act: Callable[[World, str], Awaitable[Any]]) -> Arrange:
    async def arrange(world: World) -> Act:
        app = await world.apps.create("Cloakroom")
        return lambda: act(world, app.id)

    return arrange


async def on_a_job(world: World) -> Act:
    job = (await world.jobs.list())[0]
    return lambda: world.jobs.get(job.id)


async def on_a_tag(world: World) -> Act:
    tag = (await world.tags.list())[0]
    return lambda: world.tags.get(tag.id)


async def on_rules(world: World) -> Act:
    await world.rules.deny(RuleNames(profile=("ssn",)))
    return world.rules.get


async def all_apps(world: World) -> list[Any]:
    return [app async for app in world.apps.list()]


ACTS: dict[str, Arrange] = {
    "apps create": at_once(lambda world: world.apps.create("Foyer")),
    "apps list": at_once(all_apps),
    "apps get": on_a_new_app(lambda world, known: world.apps.get(known)),
    "apps update": on_a_new_app(lambda world, known: world.apps.update(known, {"timezone": "Europe/London"})),
    "apps delete": on_a_new_app(lambda world, known: world.apps.delete(known)),
    **{
        f"{kind.plural} {verb}": on_an_experience(kind, verb) for kind in KINDS for verb in ("get", "publish")
    },
    **{f"{kind.plural} unpublish": on_an_experience(kind, "unpublish") for kind in KINDS},
    **{
        f"{kind.plural} list": at_once(lambda world, kind=kind: world.experiences.list(kind))  # type: ignore[misc]  # the kind of this round
        for kind in KINDS
    },
    "segments list": at_once(lambda world: world.segments.list()),
    "segments get": on_a_new_segment(lambda world, known: world.segments.get(known)),
    "segments create": at_once(lambda world: world.segments.create("Friends", "of the house")),
    "segments update": on_a_new_segment(
        lambda world, known: world.segments.update(known, {"name": "Patrons"})
    ),
    "segments delete": on_a_new_segment(lambda world, known: world.segments.delete(known)),
    "segments add users": on_a_new_segment(lambda world, known: world.segments.add_users(known, ["harriet"])),
    "segments remove users": on_a_new_segment(
        lambda world, known: world.segments.remove_users(known, ["harriet"])
    ),
    "tags list": at_once(lambda world: world.tags.list()),
    "tags get": on_a_tag,
    "users get profile": on_a_new_user(lambda world: world.users.get_profile("harriet")),
    "users update profile": at_once(lambda world: world.users.update_profile("harriet", {"seat": "B2"})),
    "users delete profile": on_a_new_user(lambda world: world.users.delete_profile("harriet")),
    "users list events": at_once(
        lambda world: world.users.list_events("harriet", limit=3, time_zone="-04:00")
    ),
    "users track event": at_once(lambda world: world.users.track_event("harriet", EVENT)),
    "groups get profile": on_a_new_group(lambda world: world.groups.get_profile("stalls")),
    "groups update profile": at_once(lambda world: world.groups.update_profile("stalls", {"rows": 21})),
    "groups associate users": at_once(lambda world: world.groups.associate_users("stalls", ["harriet"])),
    "imports profiles": at_once(lambda world: world.imports.profiles([ProfileRow("harriet", {"a": 1})])),
    "imports groups": at_once(lambda world: world.imports.groups([GroupRow("stalls", {"a": 1})])),
    "imports events": at_once(lambda world: world.imports.events([EventRow(EVENT, "harriet")])),
    "exports events": at_once(lambda world: world.exports.events(EventExport(["h@example.com"], NOW.date()))),
    "jobs list": at_once(lambda world: world.jobs.list()),
    "jobs get": on_a_job,
    "ingestion rules get": on_rules,
    "ingestion rules allow": at_once(lambda world: world.rules.allow(RuleNames(event=("purchase",)))),
    "ingestion rules deny": at_once(lambda world: world.rules.deny(RuleNames(group=("company",)))),
    "SDK keys create": at_once(lambda world: world.sdk_keys.create("web")),
    "SDK keys list": at_once(lambda world: world.sdk_keys.list()),
    "SDK keys tag": on_a_new_key(lambda world, known: world.sdk_keys.tag(known, "mobile")),
    "SDK keys delete": on_a_new_key(lambda world, known: world.sdk_keys.delete(known)),
    "enforcement enable": at_once(lambda world: world.enforcement.enable()),
    "enforcement disable": at_once(lambda world: world.enforcement.disable()),
}

each = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


def route_of(operation: Operation) -> str:
    return f"{operation.method} {operation.full_path.replace('{account_id}', '*').replace('{id}', '*')}"


def is_at(request: dict[str, Any], operation: Operation) -> bool:
    path, pattern = request["path"], operation.full_path
    return fnmatchcase(f"{request['method']} {path}", route_of(operation)) and path.count(
        "/"
    ) == pattern.count("/")


def test_the_table_has_every_operation_once() -> None:
    assert len(OPERATIONS) == 61
    assert sum(operation.vendor == "Appizer" for operation in OPERATIONS) == 5
    assert len({operation.name for operation in OPERATIONS}) == 61
    assert len({(operation.method, operation.full_path) for operation in OPERATIONS}) == 61
    assert ACTS.keys() == NAMED.keys()


@each
def test_an_operation_is_a_documented_method_of_a_client(operation: Operation) -> None:
    method = getattr(operation.client, operation.call)
    assert callable(method)
    said = str(inspect.getdoc(method))
    of_all = " ".join(str(each.__doc__) for each in operation.client.__mro__[:-1])
    assert "(reference: A" in str(inspect.getdoc(inspect.getmodule(operation.client)))
    assert re.search(r"\b20[0124]\b", f"{said} {of_all}"), "the status of a success is not told"
    assert re.search(r"[Rr]aises (the )?Api", of_all), "the errors of all methods are not told"
    assert (operation.repeat is Repeat.READ) == (operation.method == "GET")
    if operation.repeat is Repeat.SAFE:
        assert "Repeating is safe" in said
    if operation.repeat is Repeat.UNSAFE:
        assert re.search(r"Repeating |Not repeated ", said)
        assert "ApiOutcomeUnknown" in said
    if "{id}" in operation.path and operation.name not in CREATED_WHEN_NEW:
        assert "ApiItemMissing" in said


@each
async def test_an_operation_is_carried_out_and_answered(world: World, operation: Operation) -> None:
    act = await ACTS[operation.name](world)
    before = len(await world.requests())
    await act()
    (request, *_) = (await world.requests())[before:]
    assert is_at(request, operation), request
    assert 200 <= request["status"] < 300


@each
async def test_a_lost_answer_is_repeated_where_that_is_safe_and_else_reported(
    world: World, operation: Operation
) -> None:
    act = await ACTS[operation.name](world)
    before = len(await world.requests())
    await world.fault(route_of(operation), "cut_after")
    if operation.repeat is Repeat.UNSAFE:
        with pytest.raises(ApiOutcomeUnknown) as caught:
            await act()
        assert caught.value.hint != DEFAULT_HINT
    else:
        await act()
    sent = [request for request in (await world.requests())[before:] if is_at(request, operation)]
    assert len([request for request in sent if request["fault"]]) == 1
    if operation.repeat is Repeat.UNSAFE:
        assert len(sent) == 1
    else:
        assert len(sent) >= 2


def test_what_settles_an_unknown_outcome_is_a_read_of_the_table() -> None:
    unsafe = [operation for operation in OPERATIONS if operation.repeat is Repeat.UNSAFE]
    without = [operation.name for operation in unsafe if not operation.settled_by]
    assert without == ["users track event"]
    for operation in unsafe:
        if operation.settled_by:
            assert NAMED[operation.settled_by].repeat is Repeat.READ


@each
def test_an_operation_names_a_heading_of_its_document(operation: Operation) -> None:
    document = next(document for document in headings() if document["document"] == operation.seed)
    known = {heading["section"].rpartition(" / ")[2] for heading in document["sections"]}
    assert re.sub(r", \d$", "", operation.section) in known


def test_the_page_is_generated_from_the_table() -> None:
    page = Path(__file__).parents[2] / "docs" / "operations.md"
    assert page.read_text(encoding="utf-8") == operations_page(OPERATIONS), (
        "docs/operations.md is stale: python -m bot.clients.operations > docs/operations.md"
    )
