"""Whatever the documents allow comes back from the stand-ins as it was sent."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clients.appcues.exports import Exports
from bot.domain.app_settings import AppSettings
from bot.domain.bulk_rows import EventRow, GroupRow, ProfileRow
from bot.domain.conditions import Condition, conditions_json, parse_conditions
from bot.domain.events import NewEvent
from bot.domain.exports import EventExport
from bot.domain.ingestion_rules import RuleNames
from bot.domain.secret_values import Secret
from bot.domain.segments import SegmentChanges
from bot.domain.uploads import Format
from bot.errors import ApiItemMissing

from .conftest import Open
from .scripted_server import answer, scripted
from .values import (
    ATTRIBUTES,
    CONDITIONS,
    EVENT_ROWS,
    EVENTS,
    GROUP_ROWS,
    IDS,
    NAMES,
    PROFILE_ROWS,
    TEXTS,
)
from .world import World

# One server serves all examples of a test, so that each begins by looking at what earlier ones left there.
with_one_world = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FORMATS = st.sampled_from(list(Format))
MANY_IDS = [f"user {n}, “{n % 7}”\n/{n}%" for n in range(10_000)]


def same(left: Any, right: Any) -> bool:
    """Equal as JSON is, where `1`, `1.0` and `true` are three things."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


async def profile_of(world: World, user_id: str) -> dict[str, Any]:
    try:
        return dict((await world.users.get_profile(user_id)).attributes)
    except ApiItemMissing:
        return {}


async def group_of(world: World, group_id: str) -> dict[str, Any]:
    try:
        return dict((await world.groups.get_profile(group_id)).attributes)
    except ApiItemMissing:
        return {}


@with_one_world
@given(IDS, ATTRIBUTES.filter(bool))
async def test_a_profile(world: World, user_id: str, attributes: dict[str, Any]) -> None:
    before = await profile_of(world, user_id)
    await world.users.update_profile(user_id, attributes)
    assert same(await profile_of(world, user_id), before | attributes)


@with_one_world
@given(IDS, ATTRIBUTES.filter(bool))
async def test_a_group(world: World, group_id: str, attributes: dict[str, Any]) -> None:
    before = await group_of(world, group_id)
    await world.groups.update_profile(group_id, attributes)
    assert same(await group_of(world, group_id), before | attributes)


@with_one_world
@given(st.lists(PROFILE_ROWS, min_size=1, max_size=4, unique_by=lambda row: row.user_id))
async def test_imported_profiles(world: World, rows: list[ProfileRow]) -> None:
    before = {row.user_id: await profile_of(world, row.user_id) for row in rows}
    job = await world.finished(await world.imports.profiles(rows))
    assert job.events[-1].attributes["ingestions_completed"] == len(rows)
    for row in rows:
        assert same(await profile_of(world, row.user_id), before[row.user_id] | dict(row.attributes))


@with_one_world
@given(st.lists(GROUP_ROWS, min_size=1, max_size=4, unique_by=lambda row: row.group_id))
async def test_imported_groups(world: World, rows: list[GroupRow]) -> None:
    before = {row.group_id: await group_of(world, row.group_id) for row in rows}
    await world.finished(await world.imports.groups(rows))
    for row in rows:
        assert same(await group_of(world, row.group_id), before[row.group_id] | dict(row.attributes))


CSV_TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).map(lambda text: f"-{text}, x")
CSV_VALUES = st.none() | st.booleans() | st.integers(-(10**13), 10**13) | CSV_TEXTS


@with_one_world
@given(
    st.lists(
        st.builds(ProfileRow, IDS, st.dictionaries(CSV_TEXTS, CSV_VALUES, max_size=4)),
        min_size=1,
        max_size=4,
        unique_by=lambda row: row.user_id,
    )
)
async def test_imported_profiles_as_csv(world: World, rows: list[ProfileRow]) -> None:
    before = {row.user_id: await profile_of(world, row.user_id) for row in rows}
    job = await world.finished(await world.imports.profiles(rows, Format.CSV))
    assert job.events[-1].attributes["ingestions_failed"] == 0
    for row in rows:
        assert same(await profile_of(world, row.user_id), before[row.user_id] | dict(row.attributes))


async def newest_events(world: World, user_id: str) -> list[tuple[Any, ...]]:
    await world.advance(300)
    events = await world.users.list_events(user_id, limit=10_000)
    return [(event.name, event.at, json.dumps(event.attributes, sort_keys=True)) for event in events]


def as_read(event: NewEvent) -> tuple[Any, ...]:
    return event.name, event.at, json.dumps(event.attributes, sort_keys=True)


@with_one_world
@given(IDS, EVENTS)
async def test_a_tracked_event(world: World, user_id: str, event: NewEvent) -> None:
    await world.users.track_event(user_id, event)
    assert as_read(event) in await newest_events(world, user_id)


@with_one_world
@given(st.lists(EVENT_ROWS, min_size=1, max_size=4))
async def test_imported_events(world: World, rows: list[EventRow]) -> None:
    job = await world.finished(await world.imports.events(rows))
    assert job.events[-1].attributes["ingestions_completed"] == len(rows)
    for row in rows:
        assert row.user_id is not None
        assert as_read(row.event) in await newest_events(world, row.user_id)


@with_one_world
@given(st.lists(IDS, min_size=1, max_size=8, unique=True), FORMATS)
async def test_user_ids_of_a_segment(world: World, user_ids: list[str], format: Format) -> None:
    segment = await world.segments.create("Members")
    await world.finished(await world.segments.add_users(segment.id, user_ids, format))
    assert await world.members("segments", segment.id) == user_ids
    await world.finished(await world.segments.remove_users(segment.id, user_ids[-1:], format))
    assert await world.members("segments", segment.id) == user_ids[:-1]


async def test_ten_thousand_user_ids_in_every_format(world: World) -> None:
    for format in Format:
        segment = await world.segments.create(format.value)
        await world.finished(await world.segments.add_users(segment.id, MANY_IDS, format))
        assert await world.members("segments", segment.id) == MANY_IDS
        await world.groups.associate_users(format.value, MANY_IDS, format)
        assert await world.members("groups", format.value) == MANY_IDS


@with_one_world
@given(IDS, st.lists(IDS, min_size=1, max_size=8, unique=True), FORMATS)
async def test_user_ids_of_a_group(world: World, group_id: str, user_ids: list[str], format: Format) -> None:
    before = await world.members("groups", group_id)
    await world.groups.associate_users(group_id, user_ids, format)
    assert await world.members("groups", group_id) == list(dict.fromkeys([*before, *user_ids]))


@with_one_world
@given(NAMES, st.none() | TEXTS, NAMES, st.none() | TEXTS)
async def test_a_segment(
    world: World, name: str, description: str | None, later: str, later_description: str | None
) -> None:
    created = await world.segments.create(name, description)
    assert (created.fields["name"], created.fields["description"]) == (name, description)
    assert await world.segments.get(created.id) == created
    changes: SegmentChanges = {"name": later, "description": later_description}
    updated = await world.segments.update(created.id, changes)
    assert updated == await world.segments.get(created.id)
    assert updated is not None
    assert (updated.fields["name"], updated.fields["description"]) == (later, later_description)
    await world.segments.delete(created.id)


RULE_LISTS = st.lists(NAMES, max_size=5, unique=True).map(tuple)


@with_one_world
@given(st.builds(RuleNames, RULE_LISTS, RULE_LISTS, RULE_LISTS), st.booleans())
async def test_ingestion_rules(world: World, names: RuleNames, allows: bool) -> None:
    if names == RuleNames():
        return
    replaced = await (world.rules.allow(names) if allows else world.rules.deny(names))
    read = await world.rules.get()
    assert read == replaced
    assert read is not None
    assert read.mode == ("allow" if allows else "deny")
    for kind in ("profile", "event", "group"):
        assert set(getattr(read.names, kind)) == set(getattr(names, kind))


@with_one_world
@given(TEXTS, st.none() | TEXTS)
async def test_the_tag_of_an_sdk_key(world: World, tag: str, later: str | None) -> None:
    created = await world.sdk_keys.create(tag)
    assert created.tag == tag
    tagged = await world.sdk_keys.tag(created.id, later)
    assert tagged is not None
    assert (tagged.tag, tagged.key) == (later, created.key)
    assert tagged.id in [key.id for key in await world.sdk_keys.list()]
    await world.sdk_keys.delete(created.id)


HOSTS = st.from_regex(r"[a-z]{1,10}\.example", fullmatch=True)
CREDENTIALS = st.none() | ATTRIBUTES.map(Secret)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "description": st.none() | TEXTS,
        "website_url": st.none() | HOSTS.map(lambda host: f"https://{host}/ä?b#c"),
        "authorized_domains": st.lists(HOSTS, max_size=3),
        "data_retention_days": st.integers(30, 2555),
        "timezone": NAMES,
        "engagement_platform": st.sampled_from(["none", "wonderpush"]),
        "engagement_credentials": CREDENTIALS,
        "email_platform": st.sampled_from(["none", "brevo"]),
        "email_credentials": CREDENTIALS,
        "webhook_enabled": st.booleans(),
        "webhook_url": st.none() | TEXTS,
        "webhook_use_query_params": st.booleans(),
        "context_info": st.none() | st.text(st.characters(codec="utf-8"), max_size=2000),
    },
)


@with_one_world
@given(NAMES, SETTINGS, SETTINGS)
async def test_an_app(world: World, name: str, first: AppSettings, then: AppSettings) -> None:
    created = await world.apps.create(name, first)
    if then:
        updated = await world.apps.update(created.id, then)
        assert updated == await world.apps.get(created.id)
    app = await world.apps.get(created.id)
    secrets = await world.apps.reveal_secret(created.id)
    assert app.name == name
    for setting, value in {**first, **then}.items():
        if setting.endswith("_credentials"):
            assert setting not in app.fields
            assert getattr(secrets, setting) == value
        else:
            assert same(app.fields[setting], value)
    await world.apps.delete(created.id)


@with_one_world
@given(CONDITIONS)
async def test_the_conditions_of_an_export(
    open_transport: Open, world: World, conditions: Sequence[Condition]
) -> None:
    export = EventExport(["h@example.com"], date(2026, 11, 1), conditions=conditions)
    async with scripted(answer(202, {"job_id": "j1"})) as server:
        await Exports(open_transport(server.url), "17434").events(export)
    sent = json.loads(server.requests[0].body)["conditions"]
    assert list(parse_conditions(sent)) == list(conditions)
    assert same(sent, conditions_json(conditions))
    assert (await world.exports.events(export)).id
