"""A house whose doors lead to probes, and the payloads with which somebody comes to them."""

import functools
import itertools
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Any

from bot.domain.accounts import ENVIRONMENT, Account, Credentials, Vendor, account_of
from bot.domain.audit import Entry, Who
from bot.domain.people import Person as SomePerson
from bot.domain.people import Role, RoleGrant, RoleWish
from bot.errors import BadInput
from bot.inbox import delivery as kinds
from bot.inbox.delivery import Delivery
from bot.services.replies import RepliesService
from bot.services.views import ViewsService
from bot.views.accounts import OF_ACCOUNT
from bot.wiring.program import build_doors
from commands.all_commands import build_catalog
from commands.catalog import Catalog, Found
from commands.doors import Doors
from commands.home import HomeTab
from commands.modals.form import build_form
from commands.parsing import button_value, parse, split, to_json, understood
from commands.spec import Command
from sandbox.apis import STAGING
from sandbox.slack import interactions
from sandbox.slack.workspace import Channel, Person
from tests.matrix.people import PEOPLE, TORN, somebody
from tests.matrix.probes import Reached, probe_catalog
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.seats import LAUNCHES

Json = dict[str, Any]

ADAM = Who("U0ADAM", "typed")
GREENROOM = "C0GREENROOM"
ENTERED = "entered-in-the-form"
CATALOG = build_catalog()


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


IN_CHANNELS = (Way.TYPED, Way.BUTTON, Way.MODAL)
EVERY_PAIR = (*((way, place) for place, way in product(Place, IN_CHANNELS)), (Way.HOME, Place.PUBLIC))
"""Every way from every place, nothing typed twice in a row; a Home tab stands in none."""


@dataclass(frozen=True)
class Visit:
    """Somebody who comes, by which way and from where, and the id of the account that they mean, if any is meant."""

    person: str
    way: Way
    place: Place
    account: str = ENVIRONMENT


@dataclass
class Stage:
    """The house, the doors to the probes, and what was reached through them."""

    house: Playhouse
    catalog: Catalog
    doors: Doors
    reached: Reached
    accounts: Mapping[Vendor, tuple[str, str]]
    """The ids of the account of the settings, and of the added one."""
    granted: tuple[RoleGrant, ...] = ()
    _keys: "itertools.count[int]" = field(default_factory=itertools.count)
    _seen: int = 0
    """The number of the last record that was looked at."""

    async def comes(self, command: Command, visit: Visit, values: Mapping[str, Any] | None = None) -> None:
        """Somebody asks for a command, with the arguments of its example or, by name, with these."""
        if visit.way is Way.TYPED:
            line = " ".join([command.path, *map(str, values.values())]) if values else command.examples[0]
            await self._types(line, visit)
        elif visit.way is Way.MODAL:
            await self._submits(command, values or to_json(args_of(command)), visit)
        else:
            await self._presses(command, values or button_value(args_of(command)), visit)

    def accounts_of(self, command: Command) -> tuple[str, ...]:
        """The ids of the accounts of which a command may speak; one that means nothing where it speaks of none."""
        vendor = _vendor_of(command)
        return self.accounts[vendor] if vendor else (ENVIRONMENT,)

    def key(self, command: Command, visit: Visit) -> str:
        """The account of which a command speaks, as rules and the audit name it; empty for none."""
        return account_of(command.path, visit.account)

    def channel(self, visit: Visit) -> str:
        """The channel from where somebody comes; a Home tab stands in none."""
        return "" if visit.way is Way.HOME else self._channel(visit).id

    def somebody(self, person: str, account: str = "") -> SomePerson:
        """Who somebody is in an account, by the rules alone."""
        return somebody(person, self.granted, account)

    async def grants(self, *granted: RoleGrant) -> None:
        """An admin gives these roles, each in one account, and no others from now on."""
        roles, people = self.house.program.services.roles, self.house.program.services.people
        roster = await people.roster_now(TEAM)
        wishes = [RoleWish(each.subject_id, None, each.account_key) for each in self.granted]
        wishes += [RoleWish(each.subject_id, each.role, each.account_key) for each in granted]
        for wish in wishes:
            await roles.change(TEAM, wish, ADAM, roster)
        self.granted = granted
        self._seen = (await self.house.program.services.audit.latest(TEAM, 1))[0].seq

    async def new_records(self, fewer_than: int) -> list[Entry]:
        """What was written down since somebody last looked, in order."""
        services = self.house.program.services
        await services.audited_reads.settle()
        found = await services.audit.latest(TEAM, fewer_than)
        new = [each for each in reversed(found) if each.seq > self._seen]
        assert len(new) < fewer_than, "more was written down than is looked at"
        self._seen = found[0].seq if found else 0
        return [each.entry for each in new]

    async def _submits(self, command: Command, values: Mapping[str, Any], visit: Visit) -> None:
        someone = self._stage.workspace.people[visit.person]
        context = {
            "channel": self.channel(visit),
            "account": visit.account if self.key(command, visit) else "",
        }
        filled = json.dumps({name: value for name, value in values.items() if value not in {None, ""}})
        view = self._stage.views.open(visit.person, _form(command, filled, json.dumps(context)))
        body = interactions.view_submission(self._stage, someone, view, {})
        for argument in (each for each in command.arguments if each.secret and each.required):
            for entered in body["view"]["state"]["values"].get(argument.name, {}).values():
                entered["value"] = ENTERED
        await self.doors.submitted(self._delivery(kinds.VIEW, body))

    async def _types(self, line: str, visit: Visit) -> None:
        """Types a line, and names the account where the channel does not speak of it anyway."""
        someone, channel = self._stage.workspace.people[visit.person], self._channel(visit)
        root, _, words = line.partition(" ")
        ids = self.accounts.get(Vendor(root)) if root in set(Vendor) else None
        if ids and visit.account != ids[visit.place is Place.PRIVATE]:
            first, *more = words.split("\n")
            label = root if visit.account == ENVIRONMENT else "staging"
            words = "\n".join([f"{first} --account {label}", *more])
        body = interactions.slash_command(self._stage, someone, channel, f"/{root}", words)
        await self.doors.typed(self._delivery(kinds.COMMAND, body))

    async def _presses(self, command: Command, values: Mapping[str, Any], visit: Visit) -> None:
        """Presses a button, of a message or of their Home tab, which keeps to its account."""
        someone = self._stage.workspace.people[visit.person]
        carried = {**values, OF_ACCOUNT: visit.account} if self.key(command, visit) else values
        action = {
            "type": "button",
            "block_id": "b",
            "action_id": f"run|{command.path}|0",
            "value": json.dumps(carried),
        }
        if visit.way is Way.HOME:
            view = {"id": "V0HOME", "type": "home", "blocks": []}
            body = interactions.view_actions(self._stage, someone, view, [action], {})
        else:
            channel = self._channel(visit)
            message = next(iter(self._stage.messages.newest_first(channel.id)))
            body = interactions.message_actions(self._stage, someone, message, channel, [action], {})
        await self.doors.pressed(self._delivery(kinds.ACTION, body))

    @property
    def _stage(self) -> Any:
        return self.house.stand_in.stage

    def _channel(self, visit: Visit) -> Channel:
        workspace = self._stage.workspace
        if visit.place is Place.DIRECT:
            channel = workspace.direct_message(visit.person)
        else:
            channel = workspace.channels[GREENROOM if visit.place is Place.PRIVATE else LAUNCHES]
        found: Channel = channel
        return found

    def _delivery(self, kind: str, body: Json) -> Delivery:
        return Delivery(f"matrix:{next(self._keys)}", kind, body, self.house.clock.now())


async def open_stage(house: Playhouse, *, decides: bool = False) -> Stage:
    """Puts doors to probes beside those of the house; everywhere stands a message whose buttons can be pressed."""
    _invite(house)
    ground, services = house.program.ground, house.program.services
    slack = await ground.workspaces.slack(house.team)
    directs = [house.stand_in.workspace.direct_message(person).id for person in [*PEOPLE.values(), *TORN]]
    for channel in (LAUNCHES, GREENROOM, *directs):
        await slack.post(channel, "Press something.", (), outbox_id=channel)
    ground.database._readers = ground.database._writers = _AtOnce()  # type: ignore[assignment] # as above
    ground.sender.stop()  # nobody here looks at cards
    accounts = {vendor: (ENVIRONMENT, await _add(house, vendor)) for vendor in Vendor}
    reached = Reached()
    catalog = probe_catalog(reached, decides=decides)
    views = ViewsService(ground.workspaces)
    home = _StillHome(services, views, catalog)
    replies = _NoReplies(ground.workspaces, ground.database, ground.clock, wake_outbox=ground.sender.wake)
    _, doors = build_doors(ground, catalog, services, views, home, replies)
    seen = (await services.audit.latest(TEAM, 1))[0].seq
    return Stage(house, catalog, doors, reached, accounts, _seen=seen)


class _AtOnce(Executor):
    """Does the work of the database where it is asked for: of those who come one by one, nobody waits for another."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        """Does it."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*args, **more))
        except Exception as error:  # noqa: BLE001 - it belongs to whoever asked
            done.set_exception(error)
        return done


class _StillHome(HomeTab):
    """A Home tab that is not drawn anew after each of thousands of presses."""

    async def pressed(self, *_seen: Any) -> None:
        """What was pressed is done by then."""


class _NoReplies(RepliesService):
    """Answers that nobody reads: what was reached and what was written down is looked at."""

    async def send(self, *_said: Any) -> None:
        """What is answered is done by then."""


def _invite(house: Playhouse) -> None:
    """A viewer and those whose roles differ join, and a private channel opens in which everybody is."""
    workspace = house.stand_in.workspace
    for person in (PEOPLE[Role.VIEWER], *TORN):
        workspace.people[person] = Person(person, person.lower(), person, "Box office", "334455")
        workspace.channels[LAUNCHES].member_ids.append(person)
    members = [*PEOPLE.values(), *TORN, workspace.bot_user_id]
    workspace.channels[GREENROOM] = Channel(GREENROOM, "green-room", is_private=True, member_ids=members)


async def _add(house: Playhouse, vendor: Vendor) -> str:
    """A second account of a vendor is added, of which the private channel speaks; its id."""
    changes = house.program.services.account_changes
    if vendor is Vendor.APPIZER:
        account, credentials = Account("", vendor, "staging"), Credentials(STAGING.appizer_key)
    else:
        account = Account("", vendor, "staging", STAGING.id, "us")
        credentials = Credentials(STAGING.key, STAGING.secret)
    added = await changes.add(TEAM, account, credentials, ADAM)
    await changes.use(TEAM, added, GREENROOM, ADAM)
    return added.id


def _vendor_of(command: Command) -> Vendor | None:
    return Vendor(command.root) if command.root in set(Vendor) else None


@functools.cache
def _empty_form(command: Command, filled: str) -> Json:
    return dict(build_form(command, json.loads(filled), context_json=""))


def _form(command: Command, filled: str, context: str) -> Json:
    """The form of a command, which is built once for all who open it."""
    form = _empty_form(command, filled)
    metadata = {**json.loads(form["private_metadata"]), "context": context}
    return {"type": "modal", **form, "private_metadata": json.dumps(metadata)}


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
