"""Every operation of the two APIs is reached by what people type, and its command has a form that opens."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from bot.clients.operations import OPERATIONS, Operation
from bot.domain.experiences import KINDS
from commands.all_commands import build_catalog
from commands.catalog import Found
from commands.modals.form import build_form
from commands.quoting import split
from sandbox.slack.driver import SeenMessage
from sandbox.slack.rules.payloads import view_findings
from tests.scenarios.playhouse import VENDORS, Playhouse, Vendors
from tests.scenarios.seats import LAUNCHES, Cast

CATALOG = build_catalog()
SEGMENT, APP, USER, GROUP = "Trial users", "Education Portal", "user-1001", "riverside_school"

EXPERIENCES = {
    f"{kind.plural} {operation}": f"appcues {kind.plural} {verb}"
    for kind in KINDS
    for operation, verb in (
        ("list", "list"),
        ("get", "show {draft}"),
        ("publish", "publish {draft} --reason x"),
        ("unpublish", "unpublish {live} --reason x"),
    )
}
LINES = {
    **EXPERIENCES,
    "apps create": "appizer apps create Kiosk",
    "apps list": "appizer apps list",
    "apps get": f'appizer apps show "{APP}"',
    "apps update": f'appizer apps update "{APP}" --data-retention-days 400',
    "apps delete": 'appizer apps delete "Gift Shop" --confirm "Gift Shop"',
    "segments list": "appcues segments list",
    "segments get": "appcues segments show {segment}",
    "segments create": "appcues segments create Night owls",
    "segments update": "appcues segments update {segment} --name Renamed",
    "segments add users": "appcues segments add {segment} --ids u-1",
    "segments remove users": "appcues segments remove {segment} --ids u-1",
    "segments delete": "appcues segments delete {other segment} --confirm {other segment name}",
    "tags list": "appcues tags list",
    "tags get": "appcues tags show onboarding",
    "users get profile": f"appcues users show {USER}",
    "users update profile": f'appcues users update {USER} --set "plan: gold"',
    "users list events": f"appcues users events {USER}",
    "users track event": f'appcues users track {USER} --name "Booked"',
    "users delete profile": f"appcues users delete {USER} --confirm {USER}",
    "groups get profile": f"appcues groups show {GROUP}",
    "groups update profile": f'appcues groups update {GROUP} --set "seats: 12"',
    "groups associate users": f"appcues groups add-users {GROUP} --ids u-1",
    "imports profiles": 'appcues imports profiles --rows {"user_id":"u-1","plan":"pro"}',
    "imports groups": 'appcues imports groups --rows {"group_id":"g-1","seats":2}',
    "imports events": (
        'appcues imports events --rows {"user_id":"u-1","name":"Booked","timestamp":"2026-11-01T09:00:00Z"}'
    ),
    "exports events": (
        "appcues exports events --emails ana@example.com --start 2026-11-01 --end 2026-11-08 --anyway"
    ),
    "jobs list": "appcues jobs list",
    "jobs get": "appcues jobs show {job}",
    "ingestion rules get": "appcues rules show",
    "ingestion rules allow": "appcues rules allow --events Booked",
    "ingestion rules deny": "appcues rules deny --events Scrolled",
    "SDK keys list": "appcues keys list",
    "SDK keys create": "appcues keys create Kiosk",
    "SDK keys tag": "appcues keys tag {key} --tag Renamed",
    "SDK keys delete": "appcues keys revoke {key}",
    "enforcement enable": "appcues enforcement enable",
    "enforcement disable": "appcues enforcement disable",
}


def test_the_table_names_every_operation_and_no_other() -> None:
    assert {operation.name for operation in OPERATIONS} == set(LINES)
    assert len(OPERATIONS) == 61


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_the_command_of_each_has_a_form_that_slack_takes(line: str) -> None:
    root, *words = split(line)
    found = CATALOG.find(root, words)
    assert isinstance(found, Found), line
    assert list(view_findings(build_form(found.command))) == []


async def test_each_is_reached_by_typing(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    unreached = [each.name for each in OPERATIONS if not await _reaches(each, house, cast, vendors)]
    assert unreached == []


async def _reaches(operation: Operation, house: Playhouse, cast: Cast, vendors: Vendors) -> bool:
    """Types the line of an operation, goes on and approves where that is asked for; whether its call was made."""
    line = LINES[operation.name]
    for name, value in (await _known(operation, vendors)).items():
        line = line.replace(f"{{{name}}}", value)
    seen = len(await vendors.calls())
    await house.time_passes(11)  # else a list that was read a moment ago is not read again
    answer = _private((await cast.maya.says(f"/{line}", LAUNCHES)).notes)
    command = CATALOG.find(*_words(line)).command  # type: ignore[union-attr]  # each line is a command's
    if command.modal.review and command.go in answer.buttons:
        answer = _private((await cast.maya.clicks(answer, command.go)).notes)
    if "second person" in answer:
        await cast.tomas.clicks(await cast.card(), "Approve")
    path = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation.full_path))
    path = path.replace("[^/]+", VENDORS.appcues_account, 1) if operation.vendor == "Appcues" else path
    made = [f"{call['method']} {call['path']}" for call in (await vendors.calls())[seen:]]
    return any(re.fullmatch(f"{operation.method} {path}", call) for call in made)


def _private(notes: Sequence[SeenMessage]) -> SeenMessage:
    """The answer; the card of a job may have come beside it."""
    return next(note for note in notes if note.is_ephemeral)


def _words(line: str) -> tuple[str, list[str]]:
    root, *words = split(line)
    return root, words


async def _known(operation: Operation, vendors: Vendors) -> dict[str, str]:
    account = f"/v2/accounts/{VENDORS.appcues_account}"

    async def ask(what: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await vendors._ask(f"{account}/{what}")).json()
        return found

    segments, keys, jobs = await ask("segments"), await ask("sdk_keys"), await ask("jobs")
    known = {
        "segment": segments[0]["id"],
        "other segment": segments[-1]["id"],
        "other segment name": f'"{segments[-1]["name"]}"',
        "key": keys[0]["id"],
        "job": jobs[0]["id"],
    }
    kind = next((each for each in KINDS if operation.name.startswith(f"{each.plural} ")), None)
    if kind is not None:
        items = await vendors.experiences(kind.segment)
        known["draft"] = next(each["id"] for each in items if not each["published"])
        known["live"] = next(each["id"] for each in items if each["published"])
    return known
