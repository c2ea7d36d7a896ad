"""A bad day of Slack and of the vendors, on a clock that is moved by hand: ten minutes cost seconds.

The whole bot stands between the stand-ins. While facts are told by the hundred and Slack loses answers, asks to
wait, is down for ten minutes and has a channel archived, people go on asking, and it is measured how long they
wait.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from statistics import quantiles

from sandbox.slack.faults import Fault, Faults
from sandbox.slack.workspace import Channel
from tests.scenarios.playhouse import Playhouse
from tests.soak.facts import CHANNELS, PEOPLE, Facts
from tests.soak.storm import is_done
from tests.soak.verdict import Verdict, judge

PHASES = 4
TEN_MINUTES = 600
ASK_EVERY = 10
"""Seconds of the clock between two questions."""
VENDOR_FAULTS = ("", "cut_before", "rate_limited", "broken_json", "html", "cut_after")
QUIET_WITHIN = 6 * 3600

Rule = Callable[[str], Fault | None]


class Sky(Faults):
    """Faults by a rule, which is changed from phase to phase."""

    def __init__(self) -> None:
        super().__init__()
        self.rule: Rule = lambda _method: None
        self.happened = 0

    def take(self, *methods: str) -> Fault | None:
        """What happens to this call."""
        fault = super().take(*methods) or self.rule(methods[0])
        self.happened += fault is not None
        return fault


@dataclass
class Waits:
    """How long people waited for their answers, in seconds of the machine and of the clock."""

    real: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        p50, p95 = (1000 * quantiles(self.real, n=20)[at] for at in (9, 18))
        waits = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, at most {self.worst_clock:.1f} s of the clock"
        return f"{len(self.real)} answers, {waits}"

    @property
    def p95(self) -> float:
        """What all but one of twenty stay below."""
        return quantiles(self.real, n=20)[18]

    @property
    def worst_clock(self) -> float:
        """The longest by the clock."""
        return max(self.clock)


class Outage:
    """One bad day."""

    def __init__(self, house: Playhouse, seed: int, count: int) -> None:
        self._house = house
        self._luck = random.Random(seed)
        self._count = count
        self._sky = Sky()
        self._vendor_faults = cycle(VENDOR_FAULTS)
        self._facts = Facts(house.program.ground.database, house.clock, seed)
        self._questions = 0
        self.calm, self.busy, self.direct = Waits(), Waits(), Waits()
        house.stand_in.stage.faults = self._sky
        workspace = house.stand_in.workspace
        for name in CHANNELS:
            workspace.channels[name] = Channel(
                name, name.lower(), member_ids=[workspace.bot_user_id, *PEOPLE]
            )

    async def play(self) -> Verdict:
        """Everything; what stands when it is over."""
        for _ in range(24):
            await self._ask(self.calm)
        await self._phase(self._lost_answers, 60)
        await self._phase(self._too_fast, 60)
        await self._phase(self._down, TEN_MINUTES, directly=False)
        await self._house.board.change_channel(CHANNELS[0], "archive")
        await self._phase(lambda _method: None, 60)
        await self._house.board.change_channel(CHANNELS[0], "unarchive")
        await self._become_quiet()
        stage = self._house.stand_in.stage
        messages = [
            message
            for channel in self._house.stand_in.workspace.channels
            for message in stage.messages.newest_first(channel)
        ]
        verdict = await judge(self._house.program.ground.database, self._facts, messages)
        return verdict.with_story(
            faults=self._sky.happened, calm=self.calm, busy=self.busy, direct=self.direct
        )

    async def _phase(self, rule: Rule, seconds: int, *, directly: bool = True) -> None:
        """A quarter of the facts, told under this sky, and people who ask all the while."""
        self._sky.rule = rule
        for _ in range(self._count // PHASES):
            await self._facts.tell_some(plain=True)
        for second in range(seconds):
            await self._deliver_what_is_due()
            if second % ASK_EVERY == 0:
                await self._ask(self.busy)
            if directly and second % (2 * ASK_EVERY) == ASK_EVERY:
                await self._write_to_the_bot()
            await self._house.later(1.0)

    async def _deliver_what_is_due(self) -> None:
        while await self._house.program.ground.sender.deliver_one():
            pass

    async def _ask(self, waits: Waits) -> None:
        """Maya types a command; some need an API that is not well either."""
        self._questions += 1
        line = "/appcues flows" if self._questions % 2 else "/callboard help"
        kind = next(self._vendor_faults)
        if kind:
            await self._house.vendors.heal()
            await self._house.vendors.fault("GET /v2/accounts/*/flows", kind)
        before, began, then = self._private(), time.perf_counter(), self._house.clock.now()
        answer = await self._house.board.type("C0LAUNCHES", line)
        assert answer["result"] == "acknowledged", answer
        await self._house.program.runner.idle()
        waits.real.append(time.perf_counter() - began)
        waits.clock.append((self._house.clock.now() - then).total_seconds())
        assert self._private() == before + 1, f"{line} was not answered"

    async def _write_to_the_bot(self) -> None:
        """Tomás mentions the bot, and is answered by a direct message, which goes through the outbox."""
        before, began, then = self._direct(), time.perf_counter(), self._house.clock.now()
        tomas = self._house.board.as_("U0TOMAS")
        await tomas.type("C0LAUNCHES", f"<@{self._house.stand_in.workspace.bot_user_id}> hello")
        await self._house.stand_in.stage.events.settled()
        await self._house.program.runner.idle()
        while self._direct() == before:
            if not await self._house.program.ground.sender.deliver_one():
                await self._house.later(1.0)
        self.direct.real.append(time.perf_counter() - began)
        self.direct.clock.append((self._house.clock.now() - then).total_seconds())

    async def _become_quiet(self) -> None:
        house = self._house
        await house.stand_in.stage.events.settled()
        await house.program.runner.idle()
        until = house.clock.now().timestamp() + QUIET_WITHIN
        while not await house.program.ground.database.read(is_done):
            assert house.clock.now().timestamp() < until, "It does not come to an end."
            await self._deliver_what_is_due()
            await house.later(1.0)

    def _private(self) -> int:
        messages = self._house.stand_in.stage.messages.newest_first("C0LAUNCHES")
        return sum(message.ephemeral_to == "U0MAYA" for message in messages)

    def _direct(self) -> int:
        """How often the bot has told Tomás how to talk to it."""
        bot, facts = self._house.stand_in.workspace.bot_user_id, "fact-"
        messages = self._house.stand_in.stage.messages.newest_first("D0TOMAS")
        return sum(message.user_id == bot and not message.text.startswith(facts) for message in messages)

    def _lost_answers(self, method: str) -> Fault | None:
        is_lost = method.startswith("chat.") and self._luck.random() < 0.3
        return Fault(method, "lost_answer") if is_lost else None

    def _too_fast(self, method: str) -> Fault | None:
        is_fast = method.startswith("chat.") and self._luck.random() < 0.5
        return Fault(method, "ratelimited", retry_after=self._luck.randrange(1, 8)) if is_fast else None

    def _down(self, method: str) -> Fault | None:
        is_of_messages = method.startswith(("chat.", "conversations."))
        return Fault(method, "error500") if is_of_messages else None
