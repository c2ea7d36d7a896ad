"""Many facts, several senders, a Slack that loses, delays and refuses, processes that die: each told once."""

import random

import pytest

from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.outbox.outcomes import NotDelivered
from bot.outbox.sender import LEASE, Sender
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.delivery.conftest import MakeSender
from tests.delivery.stage import Killed, MovableClock, SmallSlack

CHANNELS = ("C1", "C2", "U3")
FACTS = 24
MISFORTUNES: dict[str, list[str | float]] = {
    "post": ["lost", "broken", "late 5", "late 40", "killed before", "killed after", "slow 8", 3.0],
    "update": ["lost", "broken", "killed before", "killed after", 2.0],
    "find": ["broken", "killed before", "slow 9", "slow 55", 4.0],
    "delete": ["broken", "killed before", 1.0],
}


class Theatre:
    """Tells facts, lets senders work on them, and now and then something goes wrong."""

    def __init__(self, seed: int, database: Database, clock: MovableClock, slack: SmallSlack) -> None:
        self.luck = random.Random(seed)
        self.database = database
        self.clock = clock
        self.slack = slack
        self.expected: dict[str, str] = {}

    async def tell(self, number: int) -> None:
        key = f"fact-{number}"
        self.expected[key] = f"{key} v{self.luck.randrange(1000)}"
        message = Message(key, "T1", CHANNELS[number % len(CHANNELS)], self.expected[key])

        def work(unit: UnitOfWork) -> None:
            enqueue(unit, message, self.clock.now())

        await self.database.transact(work)

    async def storm(self, make_sender: MakeSender, turns: int) -> None:
        senders = [make_sender(f"s{number}") for number in range(3)]
        for turn in range(turns):
            for call, misfortunes in MISFORTUNES.items():
                struck = self.luck.random() < 0.3
                self.slack.faults[call] = [self.luck.choice(misfortunes)] if struck else []
            if self.luck.random() < 0.1:
                await self.tell(self.luck.randrange(FACTS))
            which = self.luck.randrange(len(senders))
            try:
                if not await senders[which].deliver_one():
                    self.clock.advance(self.luck.choice([0.5, 1, 5]))
            except Killed:
                senders[which] = make_sender(f"s{which}-{turn}")

    async def calm(self, sender: Sender) -> None:
        self.slack.faults.clear()
        for _ in range(1000):
            if await sender.deliver_one():
                continue
            if await self.database.read(lambda work: _is_done(work, self.clock)):
                return
            self.clock.advance(LEASE.total_seconds())


@pytest.mark.parametrize("seed", range(2))
async def test_every_fact_is_told_once_in_its_last_form_and_in_order(
    seed: int,
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    make_sender: MakeSender,
    troubles: list[NotDelivered],
) -> None:
    theatre = Theatre(seed, database, clock, slack)
    for number in range(FACTS):
        await theatre.tell(number)
    await theatre.storm(make_sender, turns=150)
    await theatre.calm(make_sender("last"))

    assert troubles == []
    assert len({said.outbox_id for said in slack.messages}) == len(slack.messages), "no fact stands twice"
    assert sorted(slack.texts) == sorted(theatre.expected.values())
    for channel in CHANNELS:
        here = [said for said in slack.messages if said.channel_id.endswith(channel)]
        here.sort(key=lambda said: float(said.ts.split(".")[1]))
        numbers = [int(said.text.split()[0].removeprefix("fact-")) for said in here]
        assert numbers == sorted(numbers), "a channel keeps its order"


def _is_done(work: UnitOfWork, clock: MovableClock) -> bool:
    return work.outbox_glances.soonest(clock.now()) is None
