"""What is made of answers: both forms of times, unknown fields and words, empty and odd bodies, secrets."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from structlog.typing import EventDict

from bot.clients.appcues.end_users import EndUsers
from bot.clients.appcues.enforcement import Enforcement
from bot.clients.appcues.experiences import Experiences
from bot.clients.appcues.ingestion_rules import IngestionRuleSet
from bot.clients.appcues.jobs import Jobs
from bot.clients.appcues.sdk_keys import SdkKeys
from bot.clients.appcues.segments import Segments
from bot.clients.appcues.tags import Tags
from bot.clients.appizer.apps import Apps
from bot.domain.apps import parse_app
from bot.domain.events import NewEvent, parse_user_event
from bot.domain.experiences import KINDS, parse_experience
from bot.domain.ingestion_rules import RuleNames, parse_ingestion_rules
from bot.domain.jobs import StartedJob, parse_job, parse_started_job
from bot.domain.sdk_keys import parse_sdk_key
from bot.domain.segments import parse_segment
from bot.domain.tags import parse_tag
from bot.errors import ApiItemMissing, ApiOutcomeUnknown, ApiUnreadable, BadInput

from .conftest import NotedSleep, Open
from .scripted_server import CUT, Step, answer, scripted
from .world import World

WHEN = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
EPOCH = int(WHEN.timestamp() * 1000)
CANARY = "CanaryCanaryCanaryCanaryCanary12"
SEGMENT = {"id": "-Lx1", "name": "Friends"}
ODD_BODIES = [b"", b"{}", b'{"status": 200, "title": "OK"}', b"[]", b"<html>", b'"words"', b"{bro"]


@pytest.mark.parametrize("when", [EPOCH, "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678"])
async def test_times_are_read_in_every_form_and_unknown_fields_are_kept(
    open_transport: Open, when: int | str
) -> None:
    segment = SEGMENT | {"created_at": when, "shiny": [1]}
    job = {
        "id": "j",
        "status": "X",
        "started_at": when,
        "events": [{"name": "N", "timestamp": when}],
        "new": 1,
    }
    event: dict[str, Any] = {"name": "appcues:v9:thing", "timestamp": when, "new": {}}
    tag = {"id": "t", "name": "spring", "updated_at": when, "colour": "red"}
    steps = [answer(200, segment), answer(200, job), answer(200, [event]), answer(200, tag)]
    async with scripted(*steps) as server:
        transport = open_transport(server.url)
        one = await Segments(transport, "1").get("-Lx1")
        two = await Jobs(transport, "1").get("j")
        (three,) = await EndUsers(transport, "1").list_events("u")
        four = await Tags(transport, "1").get("t")
    assert one.created_at == two.started_at == two.events[0].at == three.at == four.updated_at == WHEN
    assert (one.fields["shiny"], two.fields["new"], three.fields["new"], four.fields["colour"]) == (
        [1],
        1,
        {},
        "red",
    )
    assert three.attributes == {}


WHOLE: list[tuple[Callable[[dict[str, Any]], Any], dict[str, Any]]] = [
    *((partial(parse_experience, kind), {"id": "x"}) for kind in KINDS),
    (parse_segment, SEGMENT),
    (parse_tag, {"id": "t"}),
    (parse_user_event, {"name": "n"}),
    (parse_job, {"id": "j", "status": "NEW"}),
    (parse_started_job, {"job_id": "j"}),
    (parse_ingestion_rules, {"type": "allow"}),
    (parse_sdk_key, {"id": "k"}),
    (parse_app, {"id": "a"}),
]


@pytest.mark.parametrize(("parse", "fields"), WHOLE)
def test_what_nobody_has_heard_of_is_kept_in_a_value_that_does_not_change(
    parse: Callable[[dict[str, Any]], Any], fields: dict[str, Any]
) -> None:
    unheard = {"shiny": [1, {"new": None}], "": True}
    value = parse(fields | unheard)
    assert value.fields | unheard == value.fields
    with pytest.raises(FrozenInstanceError):
        value.fields = {}


@pytest.mark.parametrize(
    ("status", "is_running", "has_succeeded"),
    [
        ("IN_PROGRESS", True, False),
        ("COMPLETED", False, True),
        ("FAILED", False, False),
        ("PAUSED", False, False),
    ],
)
async def test_a_job_runs_only_while_it_says_so(
    open_transport: Open, status: str, is_running: bool, has_succeeded: bool
) -> None:
    async with scripted(answer(200, [{"id": "j", "status": status}, {"id": "broken"}])) as server:
        (job,) = await Jobs(open_transport(server.url), "1").list()
    assert (job.is_running, job.has_succeeded, job.name) == (is_running, has_succeeded, "j")


@pytest.mark.parametrize("body", ODD_BODIES)
async def test_a_write_that_succeeded_with_an_odd_body_has_succeeded(
    open_transport: Open, body: bytes
) -> None:
    odd = [answer(200, body)] * 9
    async with scripted(*odd) as server:
        transport = open_transport(server.url)
        segments, keys = Segments(transport, "1"), SdkKeys(transport, "1")
        assert await segments.update("-Lx1", {"name": "x"}) is None
        await segments.delete("-Lx1")
        assert await segments.add_users("-Lx1", ["a"]) == StartedJob(None)
        assert await keys.tag("k", "x") is None
        assert await keys.delete("k") is None
        assert await IngestionRuleSet(transport, "1").deny(RuleNames(event=("x",))) is None
        assert await EndUsers(transport, "1").delete_profile("u") == StartedJob(None)
        await Enforcement(transport, "1").enable()
        assert await Apps(transport).update("a", {"timezone": "UTC"}) is None
    assert len(server.requests) == 9


@pytest.mark.parametrize("body", ODD_BODIES)
async def test_something_new_that_the_answer_does_not_show_is_an_unknown_outcome(
    open_transport: Open, body: bytes
) -> None:
    async with scripted(*[answer(201, body)] * 3) as server:
        transport = open_transport(server.url)
        for create, read in (
            (Segments(transport, "1").create("x"), "List the segments"),
            (SdkKeys(transport, "1").create(), "List the SDK keys"),
            (Apps(transport).create("x"), "List the apps"),
        ):
            with pytest.raises(ApiOutcomeUnknown, match="did not say what came of it") as caught:
                await create
            assert caught.value.hint.startswith(read)


@pytest.mark.parametrize("status", [200, 201, 202, 203, 226])
async def test_any_2xx_is_a_success(open_transport: Open, status: int) -> None:
    async with scripted(answer(status, SEGMENT)) as server:
        assert (await Segments(open_transport(server.url), "1").create("Friends")).id == "-Lx1"


async def test_204_without_a_body_is_the_success_of_any_write_that_makes_nothing_new(
    open_transport: Open,
) -> None:
    nothing = Step(b"HTTP/1.1 204 No Content\r\n\r\n")
    async with scripted(*[nothing] * 6) as server:
        transport = open_transport(server.url)
        await Experiences(transport, "1").publish(KINDS[0], "f")
        await Experiences(transport, "1").unpublish(KINDS[0], "f")
        assert await EndUsers(transport, "1").delete_profile("u") == StartedJob(None)
        await EndUsers(transport, "1").track_event("u", NewEvent("e", WHEN))
        await Segments(transport, "1").delete("-Lx1")
        await Apps(transport).delete("a")
    assert len(server.requests) == 6


async def test_deleting_what_a_lost_answer_deleted_is_a_success(
    open_transport: Open, sleep: NotedSleep
) -> None:
    missing = answer(404, {"title": "Not Found"})
    async with scripted(CUT, missing, missing) as server:
        segments = Segments(open_transport(server.url), "1")
        await segments.delete("-Lx1")
        with pytest.raises(ApiItemMissing, match="no segment with the id -Lx1"):
            await segments.delete("-Lx1")
    assert len(server.requests) == 3
    assert len(sleep.pauses) == 1


async def test_changing_what_is_gone_after_a_lost_answer_is_still_missing(open_transport: Open) -> None:
    async with scripted(CUT, answer(404, {})) as server:
        with pytest.raises(ApiItemMissing):
            await Segments(open_transport(server.url), "1").update("-Lx1", {"name": "x"})
    assert len(server.requests) == 2


async def test_rules_that_were_never_set_are_none(world: World) -> None:
    assert await world.rules.get() is None


async def test_a_profile_is_deleted_by_a_job(world: World) -> None:
    await world.users.update_profile("harriet", {"seat": "A1"})
    assert (await world.finished(await world.users.delete_profile("harriet"))).has_succeeded
    with pytest.raises(ApiItemMissing, match="Appcues has no user with the id harriet"):
        await world.users.get_profile("harriet")


async def test_enforcement_is_switched_on_and_off(world: World) -> None:
    await world.enforcement.enable()
    assert await world.is_enforced()
    await world.enforcement.disable()
    assert not await world.is_enforced()


async def test_events_come_newest_first_and_as_many_as_asked(world: World) -> None:
    for minute in range(3):
        await world.users.track_event("harriet", NewEvent(f"e{minute}", WHEN.replace(minute=minute)))
    await world.advance(300)
    events = await world.users.list_events("harriet", limit=2, time_zone="+02:00")
    assert [event.name for event in events] == ["e2", "e1"]
    assert events[0].at == WHEN.replace(minute=2)
    assert events[0].fields["timestamp"].endswith("+02:00")


@pytest.mark.parametrize("body", [{}, {"id": ""}, {"id": 7}, [], "x"])
async def test_one_thing_without_an_id_is_unreadable(open_transport: Open, body: Any) -> None:
    async with scripted(*[answer(200, body)] * 3) as server:
        transport = open_transport(server.url)
        for read in (
            Segments(transport, "1").get("x"),
            Jobs(transport, "1").get("x"),
            Apps(transport).reveal_secret("x"),
        ):
            with pytest.raises(ApiUnreadable):
                await read


async def test_nothing_to_set_is_refused_before_it_is_sent(world: World) -> None:
    with pytest.raises(BadInput):
        await world.users.update_profile("harriet", {})
    with pytest.raises(BadInput):
        await world.groups.update_profile("stalls", {"x": float("nan")})
    with pytest.raises(BadInput):
        await world.users.list_events("harriet", limit=0)
    assert await world.calls() == []


SECRET_ANSWERS: list[Step] = [
    answer(200, f'{{"id": "k", "key": "{CANARY}", "api_secret": "{CANARY}"'.encode()),
    answer(200, f'[{{"key": "{CANARY}"}}]'.encode()),
    answer(200, f'{{"app": {{"email_credentials": {{"password": "{CANARY}"}}}}}}'.encode()),
]


@pytest.mark.parametrize("step", SECRET_ANSWERS)
async def test_no_part_of_an_answer_with_secrets_is_logged_or_shown(
    open_transport: Open, log_lines: list[EventDict], step: Step
) -> None:
    async with scripted(*[step] * 8) as server:
        transport = open_transport(server.url)
        keys, apps = SdkKeys(transport, "1"), Apps(transport)
        shown = []
        for call in (
            keys.create(), keys.list(), keys.tag("k", "x"), keys.delete("k"),
            apps.create("x"), apps.get("x"), apps.reveal_secret("x"), apps.update("x", {"timezone": "UTC"}),
        ):  # fmt: skip
            try:
                shown.append(repr(await call))
            except (ApiOutcomeUnknown, ApiUnreadable) as error:
                shown.append(f"{error!r} {error.sentence} {error.hint}")
    assert len(shown) == 8
    assert CANARY not in "".join(shown)
    assert CANARY not in repr(log_lines)
