"""What is sent in bulk, and what happened to end users, comes back from the stand-ins as it was sent."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bulk_rows import EventRow, GroupRow, ProfileRow
from bot.domain.conditions import Comparison, NullTest
from bot.domain.events import NewEvent
from bot.domain.exports import EventExport
from bot.domain.uploads import Format

from .values import EVENT_ROWS, EVENTS, GROUP_ROWS, IDS, MOMENTS, NAMES, PROFILE_ROWS, same, with_one_world
from .world import World

FORMATS = st.sampled_from(list(Format))
MANY_IDS = [f"user {n}, “{n % 7}”\n/{n}%" for n in range(10_000)]


@with_one_world
@given(st.lists(PROFILE_ROWS, min_size=1, max_size=4, unique_by=lambda row: row.user_id))
async def test_imported_profiles(world: World, rows: list[ProfileRow]) -> None:
    before = {row.user_id: await world.profile(row.user_id) for row in rows}
    job = await world.finished(await world.imports.profiles(rows))
    assert job.events[-1].attributes["ingestions_completed"] == len(rows)
    for row in rows:
        assert same(await world.profile(row.user_id), before[row.user_id] | dict(row.attributes))


@with_one_world
@given(st.lists(GROUP_ROWS, min_size=1, max_size=4, unique_by=lambda row: row.group_id))
async def test_imported_groups(world: World, rows: list[GroupRow]) -> None:
    before = {row.group_id: await world.group_profile(row.group_id) for row in rows}
    await world.finished(await world.imports.groups(rows))
    for row in rows:
        assert same(await world.group_profile(row.group_id), before[row.group_id] | dict(row.attributes))


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
    before = {row.user_id: await world.profile(row.user_id) for row in rows}
    job = await world.finished(await world.imports.profiles(rows, Format.CSV))
    assert job.events[-1].attributes["ingestions_failed"] == 0
    for row in rows:
        assert same(await world.profile(row.user_id), before[row.user_id] | dict(row.attributes))


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


CSV_EVENTS = st.builds(
    NewEvent,
    name=NAMES,
    at=MOMENTS,
    attributes=st.dictionaries(CSV_TEXTS, CSV_VALUES, max_size=4),
    group_id=st.none() | IDS,
)


@with_one_world
@given(st.lists(st.builds(EventRow, CSV_EVENTS, IDS), min_size=1, max_size=4))
async def test_imported_events_as_csv(world: World, rows: list[EventRow]) -> None:
    job = await world.finished(await world.imports.events(rows, Format.CSV))
    assert job.events[-1].attributes["ingestions_completed"] == len(rows)
    for row in rows:
        assert row.user_id is not None
        assert as_read(row.event) in await newest_events(world, row.user_id)


@with_one_world
@given(IDS, CSV_EVENTS, st.sampled_from([Format.NDJSON, Format.CSV]))
async def test_imported_events_of_a_group_alone(
    world: World, group_id: str, event: NewEvent, format: Format
) -> None:
    event = replace(event, group_id=group_id)
    await world.finished(await world.imports.events([EventRow(event)], format))
    conditions = (Comparison("group_id", "==", group_id), NullTest("user_id", "is null"))
    export = EventExport(["h@example.com"], event.at, format="json", conditions=conditions)
    job = await world.finished(await world.exports.events(export))
    rows = [(row["name"], row["attributes"]) for row in await world.exported(job.id)]
    assert (event.name, dict(event.attributes)) in rows


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


async def test_ten_thousand_rows_in_either_format(world: World) -> None:
    for format in (Format.NDJSON, Format.CSV):
        rows = [ProfileRow(user_id, {format.name: place}) for place, user_id in enumerate(MANY_IDS)]
        job = await world.finished(await world.imports.profiles(rows, format))
        assert job.events[-1].attributes["ingestions_completed"] == len(rows)
    for place in (0, 4_711, 9_999):
        assert await world.profile(MANY_IDS[place]) == {"NDJSON": place, "CSV": place}


async def test_ten_thousand_elements_in_an_attribute_and_in_a_condition(world: World) -> None:
    await world.users.update_profile("harriet", {"seats": MANY_IDS})
    assert await world.profile("harriet") == {"seats": MANY_IDS}
    for user_id in (MANY_IDS[4_711], "somebody else"):
        await world.users.track_event(user_id, NewEvent("Sat down", datetime(2026, 11, 1, tzinfo=UTC)))
    export = EventExport(
        ["h@example.com"],
        date(2026, 11, 1),
        format="json",
        conditions=[Comparison("user_id", "in", tuple(MANY_IDS)), Comparison("name", "==", "Sat down")],
    )
    job = await world.finished(await world.exports.events(export))
    assert [row["user_id"] for row in await world.exported(job.id)] == [MANY_IDS[4_711]]


@with_one_world
@given(IDS, st.lists(IDS, min_size=1, max_size=8, unique=True), FORMATS)
async def test_user_ids_of_a_group(world: World, group_id: str, user_ids: list[str], format: Format) -> None:
    before = await world.members("groups", group_id)
    await world.groups.associate_users(group_id, user_ids, format)
    assert await world.members("groups", group_id) == list(dict.fromkeys([*before, *user_ids]))
