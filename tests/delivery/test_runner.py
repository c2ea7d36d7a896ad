"""The runner: what was acknowledged is done, here or by whoever lives on."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.inbox.delivery import Delivery
from bot.inbox.recorder import LEASE, InboxRecorder
from bot.inbox.runner import MOST_ATTEMPTS, ROUND_SECONDS, InboxRunner
from storage.database import Database
from storage.models.inbox import InboxRow
from storage.repositories.inbox import TakenOver
from storage.unit_of_work import UnitOfWork
from tests.conftest import ENCRYPTION_KEY
from tests.delivery.stage import START, MovableClock
from tests.pace import PATIENCE

PATIENT, AT_ONCE = timedelta(seconds=10), timedelta(0)
AFTER_LEASE = LEASE.total_seconds() + 1


def delivery(key: str) -> Delivery:
    return Delivery(key, "action", {"n": key}, START)


def _claim(work: UnitOfWork, now: datetime, owner: str) -> list[TakenOver]:
    return work.inbox.claim_abandoned(now, owner, LEASE)


class Handler:
    """Notes what it was given; fails as often as it is told, and waits while its gate is shut."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.handled: list[str] = []
        self.running = 0
        self.most_running = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()

    async def __call__(self, delivery: Delivery) -> None:
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        self.begun.set()
        try:
            await self.gate.wait()
            if self.failures:
                self.failures -= 1
                raise LookupError("a bug")
            self.handled.append(delivery.key)
        finally:
            self.running -= 1


class Stage:
    """A database with runners on it."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database = database
        self.clock = clock
        self.given_up: list[tuple[str, str]] = []

    def runner(
        self, handle: Callable[[Delivery], Awaitable[None]], owner: str = "me", **options: Any
    ) -> InboxRunner:
        async def note(delivery: Delivery, error_id: str) -> None:
            self.given_up.append((delivery.key, error_id))

        return InboxRunner(self.database, handle, self.clock, owner=owner, given_up=note, **options)

    async def record(self, *keys: str, owner: str = "me") -> None:
        recorder = InboxRecorder(self.database, owner=owner)
        for key in keys:
            assert await recorder.record(delivery(key))
        await recorder.close()

    async def row(self, key: str) -> InboxRow:
        row = await self.database.read(lambda work: work.inbox.get(key))
        assert row is not None
        return row


@pytest.fixture
def stage(database: Database, clock: MovableClock) -> Stage:
    return Stage(database, clock)


async def test_a_recorded_delivery_is_handled_and_closed(stage: Stage) -> None:
    handler = Handler()
    runner = stage.runner(handler)
    await stage.record("a")
    runner.start(delivery("a"))
    await runner.drain(PATIENT)
    assert handler.handled == ["a"]
    row = await stage.row("a")
    assert (row.state, row.finished_at) == ("done", START)


async def test_what_gives_a_head_start_begins_only_then(stage: Stage) -> None:
    handler = Handler()
    runner = stage.runner(handler)
    await stage.record("a", "b")
    runner.start(delivery("a"), after=0.05)
    runner.start(delivery("b"))
    await runner.idle()
    assert handler.handled == ["b", "a"]


async def test_a_look_is_handled_without_a_row(stage: Stage) -> None:
    handler = Handler()
    runner = stage.runner(handler)
    runner.start_unrecorded(delivery("a"))
    await runner.drain(PATIENT)
    assert handler.handled == ["a"]
    assert await stage.database.read(lambda work: work.inbox.get("a")) is None


async def test_a_look_that_fails_is_told(stage: Stage) -> None:
    runner = stage.runner(Handler(failures=1))
    runner.start_unrecorded(delivery("a"))
    await runner.drain(PATIENT)
    assert [key for key, _ in stage.given_up] == ["a"]


async def test_no_more_than_so_many_run_at_once(stage: Stage) -> None:
    handler = Handler()
    handler.gate.clear()
    runner = stage.runner(handler, concurrency=3)
    for number in range(10):
        runner.start_unrecorded(delivery(f"d{number}"))
    await handler.begun.wait()
    for _ in range(5):
        await asyncio.sleep(0)
    handler.gate.set()
    await runner.drain(PATIENT)
    assert handler.most_running == 3
    assert len(handler.handled) == 10


async def test_what_a_dead_process_left_is_taken_up_once_its_lease_is_over(stage: Stage) -> None:
    await stage.record("a", "b", owner="dead")
    handler = Handler()
    runner = stage.runner(handler)
    assert await runner.take_up() == 0
    stage.clock.advance(AFTER_LEASE)
    assert await runner.take_up() == 2
    await runner.drain(PATIENT)
    assert sorted(handler.handled) == ["a", "b"]
    assert (await stage.row("a")).state == "done"


async def test_the_payload_comes_back_whole(stage: Stage) -> None:
    await stage.record("a", owner="dead")
    stage.clock.advance(AFTER_LEASE)
    seen: list[Delivery] = []

    async def handle(delivery: Delivery) -> None:
        seen.append(delivery)

    runner = stage.runner(handle)
    await runner.take_up()
    await runner.drain(PATIENT)
    assert seen == [delivery("a")]


async def test_several_processes_take_up_each_delivery_once(stage: Stage) -> None:
    await stage.record(*(f"d{n}" for n in range(12)), owner="dead")
    stage.clock.advance(AFTER_LEASE)
    handler = Handler()
    runners = [stage.runner(handler, f"r{n}") for n in range(3)]
    await asyncio.gather(*(runner.take_up() for runner in runners))
    for runner in runners:
        await runner.drain(PATIENT)
    assert sorted(handler.handled) == sorted(f"d{n}" for n in range(12))


async def test_on_sqlite_the_next_process_need_not_wait_for_the_lease(
    sqlite_url: str, clock: MovableClock
) -> None:
    database = Database.open(sqlite_url, encryption_keys=[ENCRYPTION_KEY])
    stage = Stage(database, clock)
    await stage.record("a", owner="dead")
    handler = Handler()
    runner = stage.runner(handler)
    assert await runner.release_of_dead_processes() == 1
    await runner.take_up()
    await runner.drain(PATIENT)
    assert handler.handled == ["a"]
    await database.close()


async def test_work_that_takes_long_keeps_its_lease(stage: Stage) -> None:
    handler, other = Handler(), Handler()
    handler.gate.clear()
    runner, second = stage.runner(handler), stage.runner(other, "other")
    await stage.record("a")
    runner.start(delivery("a"))
    await handler.begun.wait()
    for _ in range(5):
        stage.clock.advance(LEASE.total_seconds() / 2)
        await runner.renew()
        assert await second.take_up() == 0
    handler.gate.set()
    await runner.drain(PATIENT)
    assert (handler.handled, other.handled) == (["a"], [])


async def test_a_handler_that_fails_is_tried_again_later(stage: Stage) -> None:
    handler = Handler(failures=1)
    runner = stage.runner(handler)
    await stage.record("a")
    runner.start(delivery("a"))
    await runner.drain(PATIENT)
    row = await stage.row("a")
    assert (row.state, handler.handled) == ("open", [])
    assert "LookupError" in row.note
    assert await runner.take_up() == 0, "not at once"
    stage.clock.advance(10)
    assert await runner.take_up() == 1
    await runner.drain(PATIENT)
    assert handler.handled == ["a"]
    assert stage.given_up == []


async def test_after_the_last_attempt_it_is_given_up_and_the_person_is_told(stage: Stage) -> None:
    runner = stage.runner(Handler(failures=99))
    await stage.record("a")
    runner.start(delivery("a"))
    await runner.drain(PATIENT)
    for _ in range(5):
        stage.clock.advance(60)
        await runner.take_up()
        await runner.drain(PATIENT)
    row = await stage.row("a")
    assert (row.state, row.attempt) == ("given_up", MOST_ATTEMPTS)
    ((key, error_id),) = stage.given_up
    assert key == "a"
    assert error_id in row.note


async def test_a_delivery_that_kills_its_process_every_time_is_given_up(stage: Stage) -> None:
    await stage.record("poison", owner="dead-0")
    handler = Handler()
    handler.gate.clear()
    for number in range(1, MOST_ATTEMPTS):
        stage.clock.advance(AFTER_LEASE)
        take = partial(_claim, now=stage.clock.now(), owner=f"dead-{number}")
        assert [taken.attempt for taken in await stage.database.transact(take)] == [number + 1]
    stage.clock.advance(AFTER_LEASE)
    runner = stage.runner(handler)
    await runner.take_up()
    await runner.drain(PATIENT)
    assert handler.handled == []
    assert (await stage.row("poison")).state == "given_up"
    assert [key for key, _ in stage.given_up] == ["poison"]


async def test_what_cannot_be_read_is_given_up_without_stopping_the_rest(
    stage: Stage, database_url: str
) -> None:
    stranger = Database.open(database_url, encryption_keys=[Fernet.generate_key().decode()])
    await Stage(stranger, stage.clock).record("unreadable", owner="dead")
    await stranger.close()
    await stage.record("a", owner="dead")
    stage.clock.advance(AFTER_LEASE)
    handler = Handler()
    runner = stage.runner(handler)
    await runner.take_up()
    await runner.drain(PATIENT)
    assert handler.handled == ["a"]
    row = await stage.database.read(lambda work: work.inbox.open_count())
    assert row == 0


async def test_draining_waits_for_running_work(stage: Stage) -> None:
    handler = Handler()
    handler.gate.clear()
    runner = stage.runner(handler)
    await stage.record("a")
    runner.start(delivery("a"))
    await handler.begun.wait()
    draining = asyncio.create_task(runner.drain(PATIENT))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not draining.done()
    handler.gate.set()
    await draining
    assert (await stage.row("a")).state == "done"


async def test_what_does_not_end_in_time_is_left_to_others_at_once(stage: Stage) -> None:
    handler = Handler()
    handler.gate.clear()
    runner = stage.runner(handler, concurrency=1)
    await stage.record("begun", "waiting")
    runner.start(delivery("begun"))
    runner.start(delivery("waiting"))
    runner.start_unrecorded(delivery("look"))
    await handler.begun.wait()
    await runner.drain(AT_ONCE)
    assert handler.running == 0

    successor = Handler()
    second = stage.runner(successor, "second")
    assert await second.take_up() == 2
    await second.drain(PATIENT)
    assert sorted(successor.handled) == ["begun", "waiting"]
    assert (await stage.row("begun")).attempt == 2
    assert (await stage.row("waiting")).attempt == 1, "it was never begun"


async def test_the_rounds_go_on_after_an_error(clock: MovableClock, tmp_path: Path) -> None:
    rounds = asyncio.Queue[float]()

    async def pause(seconds: float) -> None:
        await rounds.put(seconds)
        await asyncio.sleep(0)

    without_tables = Database.open(f"sqlite:///{tmp_path / 'empty.db'}")
    runner = InboxRunner(without_tables, Handler(), clock, owner="me", pause=pause)
    running = asyncio.create_task(runner.run())
    async with asyncio.timeout(PATIENCE):
        assert [await rounds.get(), await rounds.get()] == [ROUND_SECONDS] * 2
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await without_tables.close()
