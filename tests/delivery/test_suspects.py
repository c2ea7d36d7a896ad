"""A delivery that ends processes is found out, and those that were only worked on beside it are done."""

import asyncio

import pytest

from bot.inbox.delivery import Delivery
from bot.inbox.recorder import LEASE
from bot.inbox.runner import MOST_ATTEMPTS
from storage.database import Database
from tests.delivery.stage import MovableClock
from tests.delivery.test_runner import AFTER_LEASE, Handler, Stage

POISON = "poison"
INNOCENT = [f"innocent-{number}" for number in range(12)]


class Mortal:
    """One process: it ends where it comes to the poison, and with it all that was under way."""

    def __init__(self, stage: Stage, owner: str) -> None:
        self.handled: list[str] = []
        self.is_dead = asyncio.Event()
        self.runner = stage.runner(self.handle, owner)

    async def handle(self, delivery: Delivery) -> None:
        if delivery.key == POISON:
            self.is_dead.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        self.handled.append(delivery.key)

    async def live(self) -> None:
        await self.runner.take_up()
        idle, dead = asyncio.create_task(self.runner.idle()), asyncio.create_task(self.is_dead.wait())
        await asyncio.wait({idle, dead}, return_when=asyncio.FIRST_COMPLETED)
        for task in (idle, dead, *self.runner._tasks):  # nothing is given back: that is what dying means
            task.cancel()
        await asyncio.gather(idle, dead, *self.runner._tasks, return_exceptions=True)


@pytest.mark.parametrize("place", [0, 6, 12])
async def test_only_the_one_at_fault_is_given_up(place: int, database: Database, clock: MovableClock) -> None:
    stage = Stage(database, clock)
    keys = [*INNOCENT[:place], POISON, *INNOCENT[place:]]
    await stage.record(*keys, owner="first")
    handled: list[str] = []
    for number in range(6):
        clock.advance(AFTER_LEASE)
        process = Mortal(stage, f"process {number}")
        await process.live()
        handled += process.handled
    assert set(handled) == set(INNOCENT)
    assert [key for key, _ in stage.given_up] == [POISON]
    assert (await stage.row(POISON)).attempt == MOST_ATTEMPTS + 1
    assert {(await stage.row(key)).state for key in INNOCENT} == {"done"}


async def test_suspects_are_worked_on_one_after_the_other_without_waiting_for_the_next_round(
    database: Database, clock: MovableClock
) -> None:
    stage = Stage(database, clock)
    await stage.record(*INNOCENT, owner="first")
    clock.advance(AFTER_LEASE)
    later = clock.now()
    await database.transact(lambda work: work.inbox.claim_abandoned(later, "second", LEASE, limit=99))
    clock.advance(AFTER_LEASE)
    handler = Handler()
    runner = stage.runner(handler)
    assert await runner.take_up() == 1
    await runner.idle()
    assert handler.handled == INNOCENT
    assert handler.most_running == 1


async def test_what_failed_with_an_error_is_no_suspect(database: Database, clock: MovableClock) -> None:
    stage = Stage(database, clock)
    await stage.record(*INNOCENT)
    runner = stage.runner(Handler(failures=2 * len(INNOCENT)))
    for key in INNOCENT:
        runner.start(Delivery(key, "action", {"n": key}, clock.now()))
    await runner.idle()
    for _ in range(2):
        clock.advance(60)
        assert await runner.take_up() == len(INNOCENT)
        await runner.idle()
    assert {(await stage.row(key)).state for key in INNOCENT} == {"done"}
