"""The storm: facts are told, workers die and freeze at random moments, Slack loses answers; and what stands then."""

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sandbox.slack.app import SlackOptions, SlackStandIn, build_slack
from sandbox.slack.serving import serving
from sandbox.slack.workspace import Channel
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.conftest import ENCRYPTION_KEY
from tests.soak.child import Terms
from tests.soak.facts import CHANNELS, PEOPLE, Facts
from tests.soak.hurry import Hurry
from tests.soak.verdict import Verdict, judge
from tests.soak.weather import Weather
from tests.soak.workers import Worker, Workers

SPEED = 60.0
"""A lease of a minute takes a second, so that there is time to wait for two hundred of them."""
CALLS_AT_MOST, SECONDS_AT_MOST = 12, 0.05
"""From being ready to the blow: a random number of calls of Slack, and then a random while."""
WAITS_AT_MOST = 3.0
"""Seconds, where so many calls do not come."""
FROZEN_BEYOND_LEASE = 1.3
FROZEN_SHARE = 0.25
CALM_WITHIN = 120.0
BACKLOG = 20
"""Messages that wait at a time: always something to do, and never more than is done before the storm is over."""


@dataclass(frozen=True)
class Plan:
    """How hard it blows."""

    seed: int
    blows: int
    workers: int = 1
    is_naive: bool = False


@dataclass
class Storm:
    """One storm over one database."""

    plan: Plan
    database_url: str
    folder: Path
    stand_in: SlackStandIn
    database: Database
    weather: Weather
    hurry: Hurry
    workers: Workers
    kills: int = 0
    freezes: int = 0
    lives: int = 0

    async def blow(self) -> Verdict:
        """Everything, from the first fact to the verdict."""
        began = time.monotonic()
        facts = Facts(self.database, self.hurry, self.plan.seed)
        luck = random.Random(self.plan.seed + 1)
        shares = [self.plan.blows // self.plan.workers] * self.plan.workers
        shares[0] += self.plan.blows % self.plan.workers
        fates = [asyncio.create_task(self._fate(random.Random(luck.random()), share)) for share in shares]
        telling = asyncio.create_task(self._tell(facts))
        try:
            await asyncio.gather(*fates)
        finally:
            telling.cancel()
            await asyncio.gather(telling, *fates, return_exceptions=True)
        await self._calm()
        messages = [
            message
            for channel in self.stand_in.workspace.channels
            for message in self.stand_in.stage.messages.newest_first(channel)
        ]
        verdict = await judge(self.database, facts, messages)
        return verdict.with_story(
            seed=self.plan.seed,
            kills=self.kills,
            freezes=self.freezes,
            lives=self.lives,
            weather=self.weather.happened,
            seconds=round(time.monotonic() - began, 1),
        )

    async def _tell(self, facts: Facts) -> None:
        archived = self.stand_in.workspace.channels[CHANNELS[-1]]
        while True:
            if await self.database.read(_backlog) < BACKLOG:
                await facts.tell_some(plain=self.plan.is_naive)
            archived.is_archived = not self.plan.is_naive and len(facts) % 60 < 15
            await asyncio.sleep(0.03)

    async def _fate(self, luck: random.Random, blows: int) -> None:
        """The lives of one worker after the other, until all blows have fallen."""
        worker = await self._birth()
        for _ in range(blows):
            await self._some_while(luck)
            if luck.random() < FROZEN_SHARE:
                self.freezes += 1
                worker.send(signal.SIGSTOP)
                await self.hurry.sleep(60 * FROZEN_BEYOND_LEASE)
                worker.send(signal.SIGCONT)
            else:
                self.kills += 1
                await worker.end()
                worker = await self._birth()
        await worker.end()

    async def _some_while(self, luck: random.Random) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(WAITS_AT_MOST):
                await self.weather.calls(luck.randrange(CALLS_AT_MOST))
        await asyncio.sleep(luck.uniform(0.0, SECONDS_AT_MOST))

    async def _calm(self) -> None:
        """No more trouble: one more worker brings everything to its end."""
        self.weather.is_calm = True
        for channel in self.stand_in.workspace.channels.values():
            channel.is_archived = False
        worker = await self._birth()
        try:
            async with asyncio.timeout(CALM_WITHIN):
                while not await self.database.read(is_done):  # noqa: ASYNC110 - another process does it
                    await asyncio.sleep(0.05)
        except TimeoutError:
            left = await self.database.read(lambda work: work.outbox_readings.lag())
            raise AssertionError(
                f"It does not come to an end; {left} are left.\n{self.last_words()}"
            ) from None
        finally:
            await worker.end()

    async def _birth(self) -> Worker:
        terms = Terms(
            is_naive=self.plan.is_naive,
            database_url=self.database_url,
            slack_url=self.stand_in.url,
            bot_token=self.stand_in.stage.options.bot_token,
            encryption_key=ENCRYPTION_KEY,
            zero=self.hurry.zero,
            speed=self.hurry.speed,
            log=str(self.folder / "workers.log"),
        )
        worker = await self.workers.bear(terms)
        if worker is None:
            raise AssertionError(f"A worker has ended by itself:\n{self.last_words()}")
        self.lives += 1
        return worker

    def last_words(self) -> str:
        """The end of what the workers have logged."""
        log = self.folder / "workers.log"
        return log.read_text()[-6000:] if log.exists() else ""


@asynccontextmanager
async def storm_over(database_url: str, folder: Path, plan: Plan, workers: Workers) -> AsyncIterator[Storm]:
    """A storm that is about to break; nobody lives afterwards."""
    stand_in = build_slack(SlackOptions())
    hurry = Hurry(time.time(), SPEED)
    weather = Weather(plan.seed + 2)
    stand_in.stage.faults = weather
    bot = stand_in.workspace.bot_user_id
    for name in CHANNELS:
        members = [bot, *PEOPLE]
        stand_in.workspace.channels[name] = Channel(name, name.lower(), member_ids=members)
    database = Database.open(database_url, encryption_keys=[ENCRYPTION_KEY])
    async with serving(stand_in.asgi) as url:
        stand_in.url = url
        hands = asyncio.create_task(_move(stand_in, hurry))
        storm = Storm(plan, database_url, folder, stand_in, database, weather, hurry, workers)
        try:
            yield storm
        finally:
            hands.cancel()
            await asyncio.gather(hands, return_exceptions=True)
            await stand_in.aclose()
            await database.close()


async def _move(stand_in: SlackStandIn, hurry: Hurry) -> None:
    """Slack's clock goes with ours."""
    while True:
        ahead = hurry.now().timestamp() - stand_in.clock.now()
        stand_in.clock.advance(max(ahead, 0.0))
        await asyncio.sleep(0.02)


def _backlog(work: UnitOfWork) -> int:
    return work.outbox_readings.lag().pending + work.inbox.open_count()


def is_done(work: UnitOfWork) -> bool:
    """Whether nothing is left to do, not even a second look."""
    lag = work.outbox_readings.lag()
    swept = work.outbox_glances.soonest(datetime.now(UTC)) is None
    return not lag.pending and not lag.parked and swept and not work.inbox.open_count()
