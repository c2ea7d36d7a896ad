"""The recorder: written before it is acknowledged, once, and never in the way of the event loop."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.errors import CallboardError
from bot.inbox.delivery import Delivery
from bot.inbox.recorder import InboxRecorder, from_bytes, to_bytes
from storage.database import Database
from storage.engines import connect_sqlite, sqlite_module
from storage.unit_of_work import UnitOfWork
from tests.conftest import ENCRYPTION_KEY
from tests.delivery.stage import START
from tests.pace import PATIENCE


def delivery(key: str, **body: Any) -> Delivery:
    return Delivery(key, "action", {"type": "block_actions", **body}, START)


@pytest.fixture
async def recorder(database: Database) -> AsyncIterator[InboxRecorder]:
    recorder = InboxRecorder(database, owner="me")
    yield recorder
    await recorder.close()


async def test_a_delivery_is_new_once(recorder: InboxRecorder) -> None:
    assert await recorder.record(delivery("a"))
    assert not await recorder.record(delivery("a"))
    assert await recorder.record(delivery("b"))


async def test_of_the_same_delivery_coming_many_times_at_once_one_is_new(recorder: InboxRecorder) -> None:
    results = await asyncio.gather(*(recorder.record(delivery("a")) for _ in range(20)))
    assert sorted(results) == [False] * 19 + [True]


async def test_what_is_written_can_be_taken_up_by_others(database: Database, recorder: InboxRecorder) -> None:
    body = {"user": {"id": "U1"}, "text": "“quotes” \ud83d \0 ünï", "many": [1, 2.5, None]}
    await recorder.record(delivery("a", **body))
    row = await database.read(lambda work: work.inbox.get("a"))
    assert row is not None
    assert from_bytes(row.body) == {"type": "block_actions", **body}
    assert (row.kind, row.owner, row.state, row.attempt) == ("action", "me", "open", 1)
    assert row.received_at == START
    assert row.lease_until is not None
    assert row.lease_until > START


async def test_it_is_encrypted(database: Database, recorder: InboxRecorder) -> None:
    await recorder.record(delivery("a", response_url="https://hooks.slack.com/canary"))

    def raw(work: UnitOfWork) -> bytes:
        return bytes(work._session.execute(text("SELECT body FROM inbox")).scalar_one())

    assert b"canary" not in await database.read(raw)


async def test_all_that_comes_in_one_turn_of_the_loop_shares_a_transaction(sqlite_url: str) -> None:
    database = Database.open(sqlite_url, encryption_keys=[ENCRYPTION_KEY])
    recorder = InboxRecorder(database, owner="me")
    assert recorder._appender is not None
    statements: list[str] = []
    recorder._appender._connection.set_trace_callback(statements.append)
    results = await asyncio.gather(*(recorder.record(delivery(f"d{n}")) for n in range(50)))
    await recorder.close()
    await database.close()
    assert results == [True] * 50
    assert sum(statement.startswith("COMMIT") for statement in statements) == 1


async def test_while_another_writes_the_loop_goes_on_and_the_delivery_is_written_after(
    sqlite_url: str,
) -> None:
    database = Database.open(sqlite_url, encryption_keys=[ENCRYPTION_KEY])
    recorder = InboxRecorder(database, owner="me")
    loop = asyncio.get_running_loop()
    begun, may_end = asyncio.Event(), asyncio.Event()

    def slow(work: UnitOfWork) -> None:
        work.role_grants.grant("T", "U", 1, "x", START)
        loop.call_soon_threadsafe(begun.set)
        # This transaction needs the loop to end: were the loop waiting for the lock, both would wait for ever.
        asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result(timeout=10)

    async with asyncio.timeout(PATIENCE):
        writing = asyncio.create_task(database.transact(slow))
        await begun.wait()
        recording = [asyncio.create_task(recorder.record(delivery(f"d{n}"))) for n in range(3)]
        for _ in range(5):
            await asyncio.sleep(0)
        assert not any(task.done() for task in recording)
        may_end.set()
        await writing
        assert await asyncio.gather(*recording) == [True, True, True]
    await recorder.close()
    await database.close()


async def test_another_connection_that_writes_delays_the_delivery_and_no_more(sqlite_url: str) -> None:
    database = Database.open(sqlite_url, encryption_keys=[ENCRYPTION_KEY])
    recorder = InboxRecorder(database, owner="me")
    # The same library: two SQLites in one process do not see each other's locks.
    other = connect_sqlite(sqlite_module(), sqlite_url.removeprefix("sqlite:///"), timeout=0)
    other.execute("BEGIN IMMEDIATE")
    recording = asyncio.create_task(recorder.record(delivery("a")))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not recording.done()
    other.execute("ROLLBACK")
    async with asyncio.timeout(PATIENCE):
        assert await recording
    other.close()
    await recorder.close()
    await database.close()


async def test_what_cannot_be_written_is_refused_visibly(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'without-tables.db'}", encryption_keys=[ENCRYPTION_KEY])
    recorder = InboxRecorder(database, owner="me")
    results = await asyncio.gather(
        *(recorder.record(delivery(key)) for key in ("a", "b")), return_exceptions=True
    )
    await recorder.close()
    await database.close()
    assert [type(result) for result in results] == [CallboardError] * 2
    assert "nothing was done" in str(results[0])


async def test_without_a_key_nothing_is_written_in_the_clear(database_url: str) -> None:
    database = Database.open(database_url)
    recorder = InboxRecorder(database, owner="me")
    with pytest.raises(CallboardError):
        await recorder.record(delivery("a"))
    assert await database.read(lambda work: work.inbox.open_count()) == 0
    await recorder.close()
    await database.close()


async def test_one_who_stops_waiting_does_not_disturb_the_others(recorder: InboxRecorder) -> None:
    impatient = asyncio.create_task(recorder.record(delivery("a")))
    patient = asyncio.create_task(recorder.record(delivery("b")))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient
    assert impatient.cancelled() or impatient.done()


def test_payloads_survive_the_way_there_and_back() -> None:
    for body in ({}, {"a": "\ud800"}, {"a": {"b": ["ü", 1.25, True, None]}}):
        assert from_bytes(to_bytes(body)) == body
