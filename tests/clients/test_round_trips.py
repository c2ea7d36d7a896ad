"""Whatever the documents allow comes back from the stand-ins as it was sent."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.clients.appcues.exports import Exports
from bot.domain.app_settings import AppSettings
from bot.domain.conditions import Condition, conditions_json, parse_conditions
from bot.domain.exports import EventExport
from bot.domain.ingestion_rules import RuleNames
from bot.domain.secret_values import Secret
from bot.domain.segments import SegmentChanges

from .conftest import Open
from .scripted_server import answer, scripted
from .values import ATTRIBUTES, CONDITIONS, IDS, NAMES, TEXTS, same, with_one_world
from .world import World


@with_one_world
@given(IDS, ATTRIBUTES.filter(bool))
async def test_a_profile(world: World, user_id: str, attributes: dict[str, Any]) -> None:
    before = await world.profile(user_id)
    await world.users.update_profile(user_id, attributes)
    assert same(await world.profile(user_id), before | attributes)


@with_one_world
@given(IDS, ATTRIBUTES.filter(bool))
async def test_a_group(world: World, group_id: str, attributes: dict[str, Any]) -> None:
    before = await world.group_profile(group_id)
    await world.groups.update_profile(group_id, attributes)
    assert same(await world.group_profile(group_id), before | attributes)


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
