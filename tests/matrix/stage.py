"""A house whose doors lead to probes, and the payloads with which somebody comes to them."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.audit import Entry
from bot.domain.people import Role
from bot.errors import BadInput
from bot.inbox import delivery as kinds
from bot.inbox.delivery import Delivery
from bot.services.replies import RepliesService
from bot.services.views import ViewsService
from bot.wiring.program import build_doors
from commands.all_commands import build_catalog
from commands.catalog import Catalog, Found
from commands.doors import Doors
from commands.home import HomeTab
from commands.modals.form import build_form
from commands.parsing import button_value, parse, split, to_json, understood
from commands.spec import Command
from sandbox.slack import interactions
from sandbox.slack.workspace import Channel, Person
from tests.matrix.probes import Reached, probe_catalog
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.seats import LAUNCHES

Json = dict[str, Any]

GREENROOM = "C0GREENROOM"
MOST_RECORDS = 10
ENTERED = "entered-in-the-form"
CATALOG = build_catalog()
PEOPLE = {
    Role.NOBODY: "U0GRETA",
    Role.VIEWER: "U0VERA",
    Role.EDITOR: "U0MAYA",
    Role.APPROVER: "U0TOMAS",
    Role.ADMIN: "U0ADAM",
}


class Way(StrEnum):
    """How a command comes."""

    TYPED = "typed"
    BUTTON = "button"
    MODAL = "modal"
    HOME = "home"


class Place(StrEnum):
    """From where."""

    DIRECT = "direct message"
    PUBLIC = "public channel"
    PRIVATE = "private channel"


@dataclass
class Stage:
    """The house, the doors to the probes, and what was reached through them."""

    house: Playhouse
    catalog: Catalog
    doors: Doors
    reached: Reached
    _keys: "itertools.count[int]" = field(default_factory=itertools.count)
    _seen: int = 0
    """The number of the last record that was looked at."""

    async def comes(self, command: Command, person: str, way: Way, place: Place) -> None:
        """Somebody asks for a command with the arguments of its example."""
        if way is Way.TYPED:
            await self.types(command.examples[0], person, place)
        elif way is Way.MODAL:
            await self.submits(command, to_json(args_of(command)), person, place)
        else:
            await self.presses(command.path, button_value(args_of(command)), person, way, place)

    async def submits(
        self, command: Command, values: Mapping[str, Any], person: str, place: Place = Place.PUBLIC
    ) -> None:
        """Somebody submits the form of a command, filled like this."""
        someone, channel = self._stage.workspace.people[person], self._channel(person, place)
        filled = {name: value for name, value in values.items() if value not in {None, ""}}
        context = json.dumps({"channel": channel.id, "account": ""})
        form = {"type": "modal", **build_form(command, filled, context_json=context)}
        view = self._stage.views.open(person, form)
        body = interactions.view_submission(self._stage, someone, view, {})
        for argument in (each for each in command.arguments if each.secret and each.required):
            for entered in body["view"]["state"]["values"].get(argument.name, {}).values():
                entered["value"] = ENTERED
        await self.doors.submitted(self._delivery(kinds.VIEW, body))

    async def types(self, line: str, person: str, place: Place = Place.PUBLIC) -> None:
        """Somebody types a line, without its slash."""
        someone, channel = self._stage.workspace.people[person], self._channel(person, place)
        root, _, words = line.partition(" ")
        body = interactions.slash_command(self._stage, someone, channel, f"/{root}", words)
        await self.doors.typed(self._delivery(kinds.COMMAND, body))

    async def presses(
        self, path: str, value: Mapping[str, Any], person: str, way: Way, place: Place = Place.PUBLIC
    ) -> None:
        """Somebody presses a button, of a message or of their Home tab."""
        someone, channel = self._stage.workspace.people[person], self._channel(person, place)
        action = {
            "type": "button",
            "block_id": "b",
            "action_id": f"run|{path}|0",
            "value": json.dumps(value),
        }
        if way is Way.HOME:
            view = {"id": "V0HOME", "type": "home", "blocks": []}
            body = interactions.view_actions(self._stage, someone, view, [action], {})
        else:
            message = next(iter(self._stage.messages.newest_first(channel.id)))
            body = interactions.message_actions(self._stage, someone, message, channel, [action], {})
        await self.doors.pressed(self._delivery(kinds.ACTION, body))

    async def new_records(self) -> list[Entry]:
        """What was written down since somebody last looked, in order."""
        services = self.house.program.services
        await services.audited_reads.settle()
        found = await services.audit.latest(TEAM, MOST_RECORDS)
        new = [each for each in reversed(found) if each.seq > self._seen]
        self._seen = found[0].seq if found else 0
        return [each.entry for each in new]

    @property
    def _stage(self) -> Any:
        return self.house.stand_in.stage

    def _channel(self, person: str, place: Place) -> Channel:
        workspace = self._stage.workspace
        if place is Place.DIRECT:
            channel = workspace.direct_message(person)
        else:
            channel = workspace.channels[GREENROOM if place is Place.PRIVATE else LAUNCHES]
        found: Channel = channel
        return found

    def _delivery(self, kind: str, body: Json) -> Delivery:
        return Delivery(f"matrix:{next(self._keys)}", kind, body, self.house.clock.now())


async def open_stage(house: Playhouse, *, decides: bool = False) -> Stage:
    """Puts doors to probes beside those of the house; everywhere stands a message whose buttons can be pressed."""
    _invite(house)
    ground, services = house.program.ground, house.program.services
    slack = await ground.workspaces.slack(house.team)
    directs = [house.stand_in.workspace.direct_message(person).id for person in PEOPLE.values()]
    for channel in (LAUNCHES, GREENROOM, *directs):
        await slack.post(channel, "Press something.", (), outbox_id=channel)
    reached = Reached()
    catalog = probe_catalog(reached, decides=decides)
    views = ViewsService(ground.workspaces)
    home = _StillHome(services, views, catalog)
    replies = RepliesService(ground.workspaces, ground.database, ground.clock, wake_outbox=ground.sender.wake)
    _, doors = build_doors(ground, catalog, services, views, home, replies)
    return Stage(house, catalog, doors, reached)


class _StillHome(HomeTab):
    """A Home tab that is not drawn anew after each of thousands of presses."""

    async def pressed(self, *_seen: Any) -> None:
        """What was pressed is done by then."""


def _invite(house: Playhouse) -> None:
    """A viewer joins, and a private channel opens in which everybody is."""
    workspace = house.stand_in.workspace
    workspace.people["U0VERA"] = Person("U0VERA", "vera", "Vera Olsen", "Box office", "334455")
    workspace.channels[LAUNCHES].member_ids.append("U0VERA")
    members = [*PEOPLE.values(), workspace.bot_user_id]
    workspace.channels[GREENROOM] = Channel(GREENROOM, "green-room", is_private=True, member_ids=members)


def args_of(command: Command) -> Any:
    """The arguments of its first example; what is secret was entered in the form."""
    words = _words(command)
    try:
        return parse(command, words)
    except BadInput:
        entered = {each.name: ENTERED for each in command.arguments if each.secret and each.required}
        return command.args(**understood(command, words), **entered)


def opens_its_form(command: Command) -> bool:
    """Whether its first example, typed, says too little for it to run."""
    words = _words(command)
    wanted = command.modal.wants
    return bool(wanted) and not understood(command, words).keys() & set(wanted)


def _words(command: Command) -> tuple[str, ...]:
    root, *words = split(command.examples[0])
    found = CATALOG.find(root, words)
    assert isinstance(found, Found)
    return found.rest
