"""The whole house in one event loop, on real sockets: Slack's and the vendors' stand-ins, and the bot between."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import Row
from sqlmodel import col, select
from starlette.types import ASGIApp

from bot.schedule.catalog import all_tasks
from bot.server import Server
from bot.settings import Settings, load_settings
from bot.wiring.ground import Time
from bot.wiring.health import Health
from bot.wiring.program import Program
from bot.wiring.starting import Part, doors_to_install, start
from sandbox.apis import ApiOptions, build_apis
from sandbox.seed import Size
from sandbox.slack.app import SlackOptions, SlackStandIn, build_slack
from sandbox.slack.clock import StandInClock
from sandbox.slack.driver import Board
from sandbox.slack.serving import listening_socket, serving
from sandbox.slack.several import address_of, several_workspaces
from storage.models.outbox import OutboxRow, OutboxState
from storage.unit_of_work import UnitOfWork
from tests.conftest import ENCRYPTION_KEY
from tests.pace import PATIENCE

Json = dict[str, Any]

TEAM, NEIGHBOUR = "T0CALLBOARD", "T0NEIGHBOUR"
SLACK, VENDORS = SlackOptions(), ApiOptions()
_MOST_MOVES = 8
_HELD_SECONDS = 0.05
"""How often to look again for what another process holds; this one says when it has let go."""


@dataclass(frozen=True)
class Plan:
    """How a house is set up; tests ask for another one by `@house_with(...)`."""

    size: Size = "small"
    admins: str = ""
    approvers: str = "U0TOMAS"
    editors: str = "U0MAYA"
    approvals_channel: str = "C0APPROVALS"
    has_vendors: bool = True
    has_staging: bool = False
    has_home: bool = True
    """Whether the settings name a workspace; else there are those alone that install Callboard by OAuth."""
    may_install: bool = False
    """Whether workspaces may install Callboard; there is a second one then, with people of the same ids."""


class SharedClock:
    """The bot's view of the one clock, which is the Slack stand-in's."""

    def __init__(self, clock: StandInClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """The present moment of the house."""
        return datetime.fromtimestamp(self._clock.now(), UTC)

    async def sleep(self, seconds: float) -> None:
        """Nobody waits here: the time is moved instead."""
        self._clock.advance(seconds)
        await asyncio.sleep(0)


@dataclass
class Vendors:
    """The administrator's door of the vendors' stand-ins, and the APIs as an onlooker sees them."""

    door: httpx.AsyncClient

    async def fault(self, route: str, kind: str, **more: Any) -> None:
        """Orders trouble for the next requests on that route."""
        body = {"route": route, "kind": kind, **more}
        answer = await self.door.post("/_sandbox/faults", json=body)
        assert answer.status_code == httpx.codes.OK, answer.text

    async def heal(self) -> None:
        """Forgets what trouble is left, and lets slow answers go."""
        await self.door.delete("/_sandbox/faults")

    async def release(self) -> None:
        """Lets slow answers go, and keeps what other trouble was ordered."""
        await self.door.post("/_sandbox/release")

    async def met(self) -> None:
        """Waits until all trouble that was ordered has met its request."""
        async with asyncio.timeout(PATIENCE):
            while (await self.door.get("/_sandbox/faults")).json()["faults"]:
                pass

    async def edit(self, kind: str, item_id: str, **fields: Any) -> None:
        """Edits an experience, as somebody in Studio would."""
        answer = await self.door.post(f"/_sandbox/experiences/{kind}/{item_id}", json=fields)
        assert answer.status_code == httpx.codes.OK, answer.text

    async def copy(self, kind: str, item_id: str) -> Json:
        """Duplicates an experience, as somebody in Studio would."""
        answer = await self.door.post(f"/_sandbox/experiences/{kind}/{item_id}/copy")
        assert answer.status_code == httpx.codes.OK, answer.text
        copied: Json = answer.json()
        return copied

    async def delete(self, kind: str, item_id: str) -> None:
        """Deletes an experience, as somebody in Studio would."""
        answer = await self.door.delete(f"/_sandbox/experiences/{kind}/{item_id}")
        assert answer.status_code == httpx.codes.OK, answer.text

    async def calls(self, ending: str = "", *, effective: bool | None = None) -> list[Json]:
        """The requests whose line ends like this; `effective` picks those that changed something, or not."""
        requests = (await self.door.get("/_sandbox/journal")).json()["requests"]
        return [
            each
            for each in requests
            if f"{each['method']} {each['path']}".endswith(ending)
            and effective in {None, bool(each["had_effect"])}
        ]

    async def experiences(self, kind: str = "flows") -> list[Json]:
        """All experiences of a kind, as the API gives them."""
        found: list[Json] = (await self._ask(f"/v2/accounts/{VENDORS.appcues_account}/{kind}")).json()
        return found

    async def experience(self, name: str, kind: str = "flows") -> Json:
        """The experience of that name."""
        named = [each for each in await self.experiences(kind) if name_of(each) == name]
        assert len(named) == 1, f"{len(named)} of the {kind} are called {name!r}"
        return named[0]

    async def apps(self) -> list[Json]:
        """All apps of the organisation with all their fields, secrets included."""
        headers = {"X-API-Key": VENDORS.appizer_key}
        answer = await self.door.get("/v1/apps", params={"limit": 100}, headers=headers)
        apps: list[Json] = answer.json()["apps"]
        return [(await self.door.get(f"/v1/apps/{app['id']}", headers=headers)).json()["app"] for app in apps]

    async def secrets(self) -> list[str]:
        """The value of every secret field of both vendors."""
        found: list[str] = (await self.door.get("/_sandbox/secrets")).json()["secrets"]
        return found

    async def _ask(self, path: str) -> httpx.Response:
        answer = await self.door.get(path, auth=(VENDORS.appcues_key, VENDORS.appcues_secret))
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer


def name_of(item: Json) -> str:
    """The name by which people know an experience."""
    return str(item.get("name") or item.get("internal_name"))


@dataclass
class Playhouse:
    """A running house. Nothing in it sleeps: `settle` waits for work, `time_passes` moves the clock."""

    stand_in: SlackStandIn
    board: Board
    vendors: Vendors
    settings: Settings
    program: Program
    log: io.StringIO
    neighbour: "Playhouse | None" = None
    """The same bot, as another workspace sees it."""
    forgiven: list[str] = field(default_factory=list)
    """What a story expects to find in the log or in the journal although it looks like trouble."""
    asked_to_see: list[str] = field(default_factory=list)
    """The secrets that somebody of the story asked to be shown, in the one private view for it."""

    @property
    def team(self) -> str:
        """The id of the workspace."""
        return self.stand_in.workspace.id

    @property
    def clock(self) -> SharedClock:
        """The one clock."""
        return SharedClock(self.stand_in.clock)

    def forgive(self, *words: str) -> None:
        """Says that trouble with these words is part of the story."""
        self.forgiven += words

    async def settle(self) -> None:
        """Waits until all that was delivered is worked on, and all that was written is posted."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.stand_in.stage.events.settled()
                await self.program.runner.idle()
                await self.program.services.audited_reads.settle()
                await self.program.ticker.idle()
                if not await self._post_what_waits():
                    return

    async def later(self, seconds: float) -> None:
        """Moves the clock of everybody, once what Slack delivers has arrived: it would be late by then."""
        await self.stand_in.stage.events.settled()
        self.stand_in.clock.advance(seconds)

    async def time_passes(self, seconds: float) -> None:
        """Moves the clock of everybody, then runs what is scheduled."""
        await self.later(seconds)
        await self.program.runner.take_up()
        await self.run_tasks()
        await self.settle()

    async def run_tasks(self) -> None:
        """Runs every scheduled task once, as the schedule would."""
        program = self.program
        carry_out = program.pipeline.carry_out
        for task in all_tasks(program.services, program.runner, carry_out, program.ticker):
            await task.run()

    async def look(self, work: Any) -> Any:
        """Reads from the bot's own database."""
        return await self.program.ground.database.read(work)

    async def request_states(self) -> list[str]:
        """The states of all change requests, oldest first."""

        def read(work: UnitOfWork) -> list[str]:
            return [row.state for row in work.change_requests.list(self.team)]

        states: list[str] = await self.look(read)
        return states

    async def request_ids(self) -> list[str]:
        """The ids of all change requests, oldest first."""

        def read(work: UnitOfWork) -> list[str]:
            return [row.id for row in work.change_requests.list(self.team)]

        ids: list[str] = await self.look(read)
        return ids

    async def audit(self, limit: int = 100) -> list[Any]:
        """The records of the audit, newest first, but for those of people who only looked."""
        records = await self.program.services.audit.latest(self.team, 1000)
        told = [each for each in records if each.entry.effect != "read" or each.entry.verdict == "refused"]
        return told[:limit]

    async def _post_what_waits(self) -> bool:
        """Posts what is due, and moves the clock over the pauses between two messages of a channel."""
        worked, moves = False, 0
        sender = self.program.ground.sender
        while await self._waiting():
            woken = sender._woken
            if await sender.deliver_one():
                worked, moves = True, 0
                continue
            waiting = await self._waiting()  # anew: the bot's own sender may have had it in hand until now
            if any(self._is_held(row) for row in waiting):
                await _soon(woken)
            elif all(self._is_for_later(row) for row in waiting):
                return worked
            else:
                assert moves < _MOST_MOVES, "Something waits, and is never posted."
                if moves:  # the pause is over: perhaps the bot's own sender is taking it at this moment
                    await _soon(woken)
                await self.later(1.0)
                moves += 1
        return worked

    async def _waiting(self) -> list[Row[Any]]:
        rows: list[Row[Any]] = await self.look(lambda work: work._session.execute(_PENDING).all())
        return rows

    def _is_held(self, row: Row[Any]) -> bool:
        return row.lease_until is not None and row.lease_until > self.clock.now()

    def _is_for_later(self, row: Row[Any]) -> bool:
        return row.not_before is not None and (row.not_before - self.clock.now()).total_seconds() > 0


_PENDING = select(col(OutboxRow.lease_until), col(OutboxRow.not_before)).where(
    col(OutboxRow.state) == OutboxState.PENDING
)


async def _soon(event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_HELD_SECONDS):
            await event.wait()


def settings_for(plan: Plan, database_url: str, slack_url: str, vendors_url: str, **more: str) -> Settings:
    """The settings of a bot in this house."""
    vendors = {
        "appcues_account_id": VENDORS.appcues_account,
        "appcues_api_key": VENDORS.appcues_key,
        "appcues_api_secret": VENDORS.appcues_secret,
        "appcues_base_url": vendors_url,
        "appizer_api_key": VENDORS.appizer_key,
        "appizer_base_url": vendors_url,
    }
    client = {"slack_client_id": SLACK.client_id, "slack_client_secret": SLACK.client_secret}
    given = {
        "slack_bot_token": SLACK.bot_token if plan.has_home else "",
        **(client if plan.may_install else {}),
        "slack_signing_secret": SLACK.signing_secret,
        "slack_api_url": f"{slack_url}/api/",
        "database_url": database_url,
        "callboard_encryption_keys": ENCRYPTION_KEY,
        "callboard_admins": plan.admins,
        "callboard_approvers": plan.approvers,
        "callboard_editors": plan.editors,
        "callboard_approvals_channel": plan.approvals_channel,
        **(vendors if plan.has_vendors else {}),
        **more,
    }
    return load_settings(None, **{name: value for name, value in given.items() if value})


@asynccontextmanager
async def open_playhouse(plan: Plan, database_url: str, log: io.StringIO) -> AsyncIterator[Playhouse]:
    """Starts everything, and stops it in reverse order."""
    async with AsyncExitStack() as stack:
        doors = Doors()
        stack.push_async_callback(doors.close)
        bot_door, slack_door = listening_socket(), listening_socket()
        stand_ins = build_workspaces(plan, address(bot_door), address(slack_door))
        stand_in = stand_ins[0]
        stand_in.stage.public_url = await doors.open(several_workspaces(stand_ins), slack_door)
        clock = SharedClock(stand_in.clock)
        options = ApiOptions(size=plan.size, has_staging=plan.has_staging, clock=clock.now)
        vendors_url = await doors.open(build_apis(options))
        door = httpx.AsyncClient(base_url=vendors_url, trust_env=False, verify=False)
        await stack.enter_async_context(door)
        settings = settings_for(plan, database_url, stand_in.url, vendors_url)
        program = await start(settings, Part.WORKER, stack, Time(clock, clock.sleep, wakes_tasks=False))
        program.services.home.patience.seconds = PATIENCE  # a busy machine is nobody's delay
        server = Server(program.app, Health(program.ground), doors_to_install(program))
        bot_url = await doors.open(server.asgi(), bot_door)
        houses = []
        for each in stand_ins:
            each.bot_url = bot_url
            stack.push_async_callback(each.aclose)
            board = Board(each, "U0MAYA")
            stack.push_async_callback(board.aclose)
            houses.append(Playhouse(each, board, Vendors(door), settings, program, log))
        houses[0].neighbour = houses[1] if plan.may_install else None
        yield houses[0]


def build_workspaces(plan: Plan, bot_url: str, slack_url: str) -> list[SlackStandIn]:
    """The workspace of the house, and a neighbour's where there may be others; both go by one clock."""
    options = replace(SLACK, is_installed=plan.has_home, redirect_urls=(f"{bot_url}/slack/oauth_redirect",))
    first = build_slack(options)
    if not plan.may_install:
        return [first]
    other = replace(
        options,
        is_installed=False,
        team_id=NEIGHBOUR,
        team_name="Southgate Opera",
        public_url=address_of(NEIGHBOUR, slack_url),
    )
    return [first, build_slack(other, first.clock)]


def address(listening: socket.socket) -> str:
    """Where what listens there is reached."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


class Doors:
    """The HTTP servers of the house; uvicorn takes a tenth of a second to close one, so all close at once."""

    def __init__(self) -> None:
        self._opened: list[AbstractAsyncContextManager[str]] = []

    async def open(self, app: ASGIApp, listening: socket.socket | None = None) -> str:
        """Serves an application; its address."""
        door = serving(app, listening)
        self._opened.append(door)
        return await door.__aenter__()

    async def close(self) -> None:
        """Closes all servers."""
        await asyncio.gather(*(door.__aexit__(None, None, None) for door in self._opened))


def as_text(value: Any) -> str:
    """Everything in a JSON value as one text, to look for words in it."""
    return json.dumps(value, ensure_ascii=False, default=str)
