"""What the delivery tests play on: a clock that is moved by hand, and a Slack that fails on demand."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.errors import SlackError, SlackOutcomeUnknown, SlackRateLimited, SlackRefused
from bot.outbox.slack_shapes import Blocks, Posted

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


_METHODS = {"post": "chat.postMessage", "update": "chat.update"}


class MovableClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class Killed(BaseException):
    """The process ends here, as far as the code under test can tell."""


@dataclass
class Said:
    """A message as Slack keeps it."""

    channel_id: str
    ts: str
    text: str
    outbox_id: str
    thread_ts: str = ""
    blocks: Blocks = ()
    at: datetime = START
    edits: int = 0


@dataclass
class SmallSlack:
    """Keeps messages, and fails as often and in the way it is told.

    `faults` are used up one per call. `lost` has its effect and gives no answer; `broken` has none and gives
    no answer; `late N` gives no answer and has its effect N seconds later; `killed before` and `killed after`
    end the process around the effect; `slow N` takes N seconds; a number asks to wait so long; anything else
    is a refusal of that name.
    """

    clock: MovableClock
    call_seconds: float = 10.0
    messages: list[Said] = field(default_factory=list)
    faults: dict[str, list[str | float]] = field(default_factory=lambda: defaultdict(list))
    calls: list[str] = field(default_factory=list)
    limited_as: dict[str, str] = field(default_factory=dict)
    """The method that a wish to wait names, by call, where that matters."""
    asked_for: list[str] = field(default_factory=list)
    """The workspaces whose bots were asked for."""
    _late: list[Said] = field(default_factory=list)
    _count: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def slack(self, team_id: str) -> "SmallSlack":
        """The way to any workspace."""
        self.asked_for.append(team_id)
        return self

    async def post(
        self, channel: str, text: str, blocks: Blocks, *, outbox_id: str, thread_ts: str = ""
    ) -> Posted:
        fault = self._begin("post")
        self._count += 1
        ts = f"{self.clock.now().timestamp():.0f}.{self._count:06d}"
        channel_id = f"D{channel}" if channel.startswith("U") else channel
        said = Said(channel_id, ts, text, outbox_id, thread_ts, blocks, self.clock.now())
        if isinstance(fault, str) and fault.startswith("late "):
            said.at += timedelta(seconds=float(fault.removeprefix("late ")))
            self._late.append(said)
            raise SlackOutcomeUnknown("chat.postMessage", "TimeoutError")
        self.messages.append(said)
        async with self._changed:
            self._changed.notify_all()
        self._end("chat.postMessage", fault)
        return Posted(channel_id, ts)

    async def update(self, channel_id: str, ts: str, text: str, blocks: Blocks) -> None:
        fault = self._begin("update")
        for said in self.messages:
            if (said.channel_id, said.ts) == (channel_id, ts):
                said.text, said.blocks, said.edits = text, blocks, said.edits + 1
                break
        else:
            raise SlackRefused("message_not_found", "chat.update")
        self._end("chat.update", fault)

    async def delete(self, channel_id: str, ts: str) -> None:
        self._begin("delete")
        self.messages = [said for said in self.messages if (said.channel_id, said.ts) != (channel_id, ts)]

    async def find_copies(
        self, channel: str, outbox_id: str, *, oldest: datetime, thread_ts: str = ""
    ) -> Sequence[Posted]:
        self._begin("find")
        channel_id = f"D{channel}" if channel.startswith("U") else channel
        return [
            Posted(said.channel_id, said.ts)
            for said in self.messages
            if said.outbox_id == outbox_id
            and said.channel_id == channel_id
            and said.thread_ts == thread_ts
            and said.at >= oldest
        ]

    async def has(self, count: int) -> None:
        """Wait until it has that many messages."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.messages) >= count)

    @property
    def texts(self) -> list[str]:
        return [said.text for said in self.messages]

    def _begin(self, call: str) -> str | float | None:
        self.calls.append(call)
        arrived = [said for said in self._late if said.at <= self.clock.now()]
        self._late = [said for said in self._late if said not in arrived]
        self.messages.extend(arrived)
        fault = self.faults[call].pop(0) if self.faults[call] else None
        match fault:
            case "broken":
                raise SlackOutcomeUnknown(call, "ClientOSError")
            case "killed before":
                raise Killed
            case float() | int():
                raise SlackRateLimited(self.limited_as.get(call) or _METHODS.get(call, call), float(fault))
            case str() if fault.startswith("slow "):
                self.clock.advance(float(fault.removeprefix("slow ")))
            case str() if fault not in {"lost", "killed after"} and not fault.startswith("late "):
                raise SlackRefused(fault, call)
        return fault

    def _end(self, call: str, fault: str | float | None) -> None:
        error: SlackError = SlackOutcomeUnknown(call, "TimeoutError")
        if fault == "lost":
            raise error
        if fault == "killed after":
            raise Killed
