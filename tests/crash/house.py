"""One house whose bot may die: both stand-ins in the test's loop, the bot a process, and who asks and approves."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.apis import ApiOptions, build_apis
from sandbox.slack.app import SlackOptions, SlackStandIn, build_slack
from sandbox.slack.driver import Board
from sandbox.slack.parcels import Parcel
from sandbox.slack.seen import SeenMessage
from sandbox.slack.serving import serving
from tests.conftest import ENCRYPTION_KEY
from tests.crash.lives import WITHIN, Life, Start
from tests.crash.records import Records, open_records

Json = dict[str, Any]

FLOW = "Welcome tour"
LAUNCHES, APPROVALS, NEWS = "C0LAUNCHES", "C0APPROVALS", "C0STATS"
MAYA, TOMAS = "U0MAYA", "U0TOMAS"
DIRECT = "D0MAYA"
OURS = ("SLACK_", "CALLBOARD_", "APPCUES_", "APPIZER_", "DATABASE_URL", "LOG_", "CRASH_AT")
SLACK, VENDORS = SlackOptions(), ApiOptions()


class Arrivals:
    """The wire to the vendors, which tells when a request has come, before anything is done about it."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner
        self._seen: list[str] = []
        self._more = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http":
            self._seen.append(f"{scope['method']} {scope['path']}")
            more, self._more = self._more, asyncio.Event()
            more.set()
        await self._inner(scope, receive, send)

    def forget(self) -> None:
        """Counts only what comes from now on."""
        self._seen.clear()

    async def of(self, route: str) -> None:
        """Waits for a request whose "METHOD /path" fits the glob."""
        while not any(fnmatchcase(each, route) for each in self._seen):
            await self._more.wait()


@dataclass
class House:
    """Where the story plays. `rise` starts a bot; the bots come one after the other."""

    stand_in: SlackStandIn
    maya: Board
    tomas: Board
    vendors: httpx.AsyncClient
    arrivals: Arrivals
    records: Records
    folder: Path
    environment: Mapping[str, str]
    start: Start
    lives: list[Life] = field(default_factory=list)
    ports: list[socket.socket] = field(default_factory=list)

    # The bot

    async def migrate(self) -> None:
        """Brings the database up to date, as a release does."""
        life = await self.start(self.environment, self.folder, arguments=["migrate"])
        assert await life.ended() == 0, life.log.text

    async def rise(self, *, crash_at: str = "", start: Start | None = None) -> Life:
        """Starts a bot, and waits until it is ready or, where it has a place to die at, dead."""
        port = self._new_port()
        environment = {**self.environment, "PORT": str(port)} | ({"CRASH_AT": crash_at} if crash_at else {})
        life = await (start or self.start)(environment, self.folder)
        self.lives.append(life)
        self.stand_in.bot_url = f"http://127.0.0.1:{port}"
        assert await life.opens(port) or crash_at, f"The bot has ended by itself:\n{life.log.text}"
        return life

    async def retire(self) -> int:
        """Asks the bot to stop; its exit status."""
        life = self.lives[-1]
        life.send(signal.SIGTERM)
        return await life.ended()

    def _new_port(self) -> int:
        """A port that nobody else gets who asks for any; each bot has its own, so that none waits for an old one."""
        ours = socket.socket()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the bot may listen where we only sit
        ours.bind(("127.0.0.1", 0))
        self.ports.append(ours)
        port: int = ours.getsockname()[1]
        return port

    # The story

    async def ask(self) -> str:
        """Maya asks for the flow to be published; what Slack made of the bot's acknowledgement."""
        line = f'/appcues flows publish "{FLOW}" --reason "spring launch"'
        return str((await self.maya.type(LAUNCHES, line))["result"])

    async def imports(self) -> None:
        """Maya imports some rows; the card of the job stands in her direct messages."""
        await self.maya.type(LAUNCHES, '/appcues imports profiles --rows "user_id,plan\nu-1,PRO"')
        review = await self.maya.wait_for("as they are understood", LAUNCHES, timeout=WITHIN)
        await self.maya.press(review, "Import")
        await self.maya.wait_for("Accepted", DIRECT, timeout=WITHIN)

    async def job_ends(self) -> None:
        """The time of the vendors moves on, and the job with it."""
        await self.vendors.post("/_sandbox/clock", json={"advance": 60})

    async def job_card(self, words: str) -> SeenMessage:
        """The card of the job, once it says that."""

        def is_card(seen: SeenMessage) -> bool:
            return words in seen and seen.thread_ts in {None, seen.ts}

        return await self.maya.wait_for(is_card, DIRECT, timeout=WITHIN)

    async def card(self, words: str = "") -> SeenMessage:
        """The card of the request, once it says that."""
        return await self.tomas.wait_for(
            lambda seen: bool(seen.raw["is_bot"]) and not seen.is_ephemeral and words in seen,
            APPROVALS,
            timeout=WITHIN,
        )

    async def reject(self) -> None:
        """Tomás says no, without a reason."""
        await self.tomas.press(await self.card("Waiting for approval"), "Reject")
        await self.tomas.wait_for_modal(timeout=WITHIN)
        assert (await self.tomas.submit())["result"] == "closed"

    async def approve(self) -> str:
        """Tomás presses Approve; what Slack made of the bot's acknowledgement."""
        card = await self.card("Waiting for approval")
        return str((await self.tomas.press(card, "Approve"))["result"])

    async def answers(self, seat: Board, channel: str, least: int = 1) -> list[str]:
        """What the bot has said to one person alone, once that is so many times; not what Slack itself said."""

        async def look() -> list[str] | None:
            private = [seen for seen in await seat.ephemerals(channel) if seen.error is None]
            return [seen.lines[0] for seen in private] if len(private) >= least else None

        return await seat.wait_until(look, WITHIN)

    async def ends_well(self) -> None:
        """Waits until the card and the thread say live."""
        card = await self.card("approved by")
        await self.tomas.wait_for(
            lambda seen: seen.ts != card.ts and "approved by" in seen, thread=card, timeout=WITHIN
        )

    async def told(self, *words: str) -> list[str]:
        """What the bot has posted in the channel that hears of everything, once each of these is told there."""
        for each in words:
            await self.maya.wait_for(each, NEWS, timeout=WITHIN)
        return [seen.plain for seen in await self.maya.messages(NEWS) if seen.raw["is_bot"]]

    async def deliver_again(self, parcel: Parcel) -> str:
        """Slack delivers once more what it had delivered; what it makes of the acknowledgement."""
        answer = await self.stand_in.stage.delivery.deliver(parcel)
        return answer.problem or "acknowledged"

    async def last_click(self) -> Parcel:
        """What Slack last delivered of somebody's pressing a button."""
        entries = await self.maya.journal(direction="to_bot")
        clicks = [each["request"] for each in entries if each["request"].get("type") == "block_actions"]
        return Parcel("interactive", "the click, once more", clicks[-1])

    # The vendors

    async def hold(self, route: str) -> None:
        """The next request on that route is not looked at until `let_go`."""
        self.arrivals.forget()
        fault = {"route": route, "kind": "slow", "seconds": 3600}
        answer = await self.vendors.post("/_sandbox/faults", json=fault)
        assert answer.status_code == httpx.codes.OK, answer.text

    async def is_held(self, route: str) -> None:
        """Waits until a request on that route has come."""
        async with asyncio.timeout(WITHIN):
            await self.arrivals.of(route)

    async def let_go(self) -> None:
        """Lets what is held go on."""
        await self.vendors.delete("/_sandbox/faults")

    async def publications(self) -> tuple[int, int]:
        """How often the vendor was told to publish, and how often that changed something."""
        requests = (await self.vendors.get("/_sandbox/journal")).json()["requests"]
        calls = [each for each in requests if each["path"].endswith("/publish")]
        return len(calls), sum(each["had_effect"] for each in calls)


@asynccontextmanager
async def open_house(database_url: str, folder: Path, start: Start) -> AsyncIterator[House]:
    """A house of its own: ports, database, folder. No bot lives in it yet, and none does afterwards."""
    async with AsyncExitStack() as stack:
        arrivals = Arrivals(build_apis(VENDORS))
        vendors_url = await stack.enter_async_context(serving(arrivals))
        stand_in = build_slack(SLACK)
        stand_in.stage.public_url = await stack.enter_async_context(serving(stand_in.asgi))
        stack.push_async_callback(stand_in.aclose)
        maya = Board(stand_in, MAYA)
        stack.push_async_callback(maya.aclose)
        vendors = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app=arrivals), base_url=vendors_url)
        )
        house = House(
            stand_in=stand_in,
            maya=maya,
            tomas=maya.as_(TOMAS),
            vendors=vendors,
            arrivals=arrivals,
            records=await stack.enter_async_context(open_records(database_url)),
            folder=folder,
            environment=_environment(stand_in.url, vendors_url, database_url),
            start=start,
        )
        try:
            yield house
        finally:
            await house.let_go()
            for life in house.lives:
                life.send(signal.SIGKILL)
                await life.ended()
            for port in house.ports:
                port.close()


def _environment(slack_url: str, vendors_url: str, database_url: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return inherited | {
        "SLACK_BOT_TOKEN": SLACK.bot_token,
        "SLACK_SIGNING_SECRET": SLACK.signing_secret,
        "SLACK_API_URL": f"{slack_url}/api/",
        "DATABASE_URL": database_url,
        "CALLBOARD_ENCRYPTION_KEYS": ENCRYPTION_KEY,
        "CALLBOARD_EDITORS": MAYA,
        "CALLBOARD_APPROVERS": TOMAS,
        "CALLBOARD_APPROVALS_CHANNEL": APPROVALS,
        "APPCUES_ACCOUNT_ID": VENDORS.appcues_account,
        "APPCUES_API_KEY": VENDORS.appcues_key,
        "APPCUES_API_SECRET": VENDORS.appcues_secret,
        "APPCUES_BASE_URL": vendors_url,
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "INFO",
    }
