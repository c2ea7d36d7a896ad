"""What somebody waits for goes first: among channels, within one, and while all else is busy."""

import asyncio
import random

import pytest

from bot.outbox.sender import Sender
from bot.outbox.slack_shapes import Blocks, Posted
from storage.database import Database
from tests.delivery.stage import MovableClock, SmallSlack
from tests.delivery.telling import deliver_all, write
from tests.pace import PATIENCE


async def test_an_answer_overtakes_the_news_of_its_channel_and_of_others(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    for number in range(5):
        await write(database, clock, f"news {number}", channel=f"C{number % 2}")
    await write(database, clock, "answer", channel="C0", is_awaited=True)
    await write(database, clock, "second answer", channel="C0", is_awaited=True)
    await deliver_all(sender, clock)
    assert slack.texts[0] == "answer"
    here = [said.text for said in slack.messages if said.channel_id == "C0"]
    assert here == ["answer", "second answer", "news 0", "news 2", "news 4"]


@pytest.mark.parametrize("seed", range(3))
async def test_each_kind_keeps_its_order_in_its_channel(
    seed: int, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    luck = random.Random(seed)
    told: list[tuple[str, bool]] = []
    for number in range(40):
        told.append((f"m{number}", luck.random() < 0.3))
        await write(database, clock, told[-1][0], channel="C1", is_awaited=told[-1][1])
        if luck.random() < 0.5:
            await sender.deliver_one()
            clock.advance(1)
    await deliver_all(sender, clock)
    for is_awaited in (True, False):
        expected = [key for key, awaited in told if awaited is is_awaited]
        assert [text for text in slack.texts if text in expected] == expected


class Jam(SmallSlack):
    """A Slack where posting in a channel takes until it is let go; direct messages are posted at once."""

    def __init__(self, clock: MovableClock) -> None:
        super().__init__(clock)
        self.begun = asyncio.Semaphore(0)
        self.count = 0
        self.let_go = asyncio.Event()

    async def post(
        self, channel: str, text: str, blocks: Blocks, *, outbox_id: str, thread_ts: str = ""
    ) -> Posted:
        if channel.startswith("C"):
            self.count += 1
            self.begun.release()
            await self.let_go.wait()
        return await super().post(channel, text, blocks, outbox_id=outbox_id, thread_ts=thread_ts)


async def test_while_all_else_is_slow_a_place_is_kept_for_answers(
    database: Database, clock: MovableClock
) -> None:
    slack = Jam(clock)
    sender = Sender(database, slack, clock, owner="x")
    for number in range(8):
        await write(database, clock, f"news {number}", channel=f"C{number}")
    running = asyncio.create_task(sender.run())
    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            await slack.begun.acquire()
        await write(database, clock, "answer", channel="U7", is_awaited=True)
        sender.wake()
        await slack.has(1)
        assert slack.texts == ["answer"]
        assert slack.count == 3, "the fourth place is for answers alone"
        slack.let_go.set()
        await slack.has(9)
        sender.stop()
        await running


async def test_sweeps_are_made_also_while_there_is_always_something_to_post(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["broken"]
    await write(database, clock, "a")
    await sender.deliver_one()
    clock.advance(2)
    await sender.deliver_one()
    clock.advance(120)
    for number in range(30):
        await write(database, clock, f"m{number}", channel=f"C{number + 5}")
    before = slack.calls.count("find")
    for _ in range(4):
        assert await sender.deliver_one()
    assert slack.calls.count("find") == before + 1
