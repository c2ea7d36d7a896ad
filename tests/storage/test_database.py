"""The database: transactions, settings, and what is encrypted."""

import asyncio
import logging
import stat
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import bindparam, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from storage.database import Database
from storage.engines import normalise, open_engines, warn_of_old_sqlite
from storage.inbox_appender import NewDelivery
from storage.models.inbox import InboxRow
from storage.unit_of_work import UnitOfWork
from tests.conftest import ENCRYPTION_KEY
from tests.pace import PATIENCE

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def delivery(key: str, body: bytes = b"{}") -> NewDelivery:
    return NewDelivery(key, "command", body, NOW, "me", NOW + timedelta(minutes=1))


async def test_work_that_raises_leaves_nothing_behind(database: Database) -> None:
    def work(unit: UnitOfWork) -> None:
        unit.inbox.add([delivery("a")])
        raise LookupError

    with pytest.raises(LookupError):
        await database.transact(work)
    assert await database.read(lambda unit: unit.inbox.get("a")) is None


async def test_work_that_only_reads_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read.?only"):
        await database.read(lambda unit: unit.inbox.add([delivery("a")]))


async def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    await database.transact(lambda unit: unit.inbox.add([delivery("a")]))
    row = await database.read(lambda unit: unit.inbox.get("a"))
    assert row is not None
    assert row.received_at == NOW
    assert row.received_at.tzinfo is UTC


async def test_a_naive_time_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001 - the point of the test
    with pytest.raises(Exception, match="timezone"):
        await database.transact(lambda unit: unit.occurrences.forget(naive))


async def test_a_body_is_not_readable_in_the_table(database: Database) -> None:
    await database.transact(lambda unit: unit.inbox.add([delivery("a", b'{"text": "canary-1234"}')]))

    def raw(unit: UnitOfWork) -> bytes:
        return bytes(unit._session.execute(text("SELECT body FROM inbox")).scalar_one())

    stored = await database.read(raw)
    assert b"canary" not in stored
    row = await database.read(lambda unit: unit.inbox.get("a"))
    assert row is not None
    assert row.body == b'{"text": "canary-1234"}'


async def test_an_older_key_still_reads_and_a_stranger_does_not(
    database_url: str, database: Database
) -> None:
    await database.transact(lambda unit: unit.inbox.add([delivery("a", b"secret")]))
    newer = Fernet.generate_key().decode()
    rotated = Database.open(database_url, encryption_keys=[newer, ENCRYPTION_KEY])
    row = await rotated.read(lambda unit: unit.inbox.get("a"))
    await rotated.close()
    assert row is not None
    assert row.body == b"secret"

    stranger = Database.open(database_url, encryption_keys=[newer])
    with pytest.raises(ValueError, match="cannot be decrypted"):
        await stranger.read(lambda unit: unit.inbox.get("a"))
    await stranger.close()


async def test_without_a_key_nothing_is_stored_in_the_clear(database_url: str) -> None:
    keyless = Database.open(database_url)
    with pytest.raises(Exception, match="CALLBOARD_ENCRYPTION_KEYS"):
        await keyless.transact(lambda unit: unit.inbox.add([delivery("a")]))
    await keyless.close()


def test_a_key_that_is_none_is_named_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="CALLBOARD_ENCRYPTION_KEYS") as caught:
        Database.open(f"sqlite:///{tmp_path / 'a.db'}", encryption_keys=["canary-key"])
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgresql+asyncpg://u@h/d", "postgresql+psycopg"),
        ("sqlite:///a.db", "sqlite"),
        ("sqlite+aiosqlite:///a.db", "sqlite"),
    ],
)
def test_addresses_are_understood_in_their_usual_forms(url: str, driver: str) -> None:
    assert normalise(url).drivername == driver


@pytest.mark.parametrize("url", ["canary", "mysql://u:canary@h/d", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_will_not_do_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as caught:
        normalise(url)
    assert "canary" not in str(caught.value)


def test_a_new_sqlite_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "callboard.db"
    engines = open_engines(normalise(f"sqlite:///{file}"))
    with engines.write.begin():
        pass
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    engines.dispose()
    assert set(modes.values()) == {0o600}, modes


def test_sqlite_is_opened_with_our_settings(sqlite_url: str) -> None:
    engines = open_engines(normalise(sqlite_url))
    with engines.write.begin() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engines.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}


def test_sqlite_is_told_limits_as_numbers(sqlite_url: str) -> None:
    """A limit that is a parameter has it plan the query anew each time."""
    engines, asked = open_engines(normalise(sqlite_url)), []
    event.listen(engines.read, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with engines.read.begin() as connection:
        for most in (1, 7):
            connection.execute(select(col(InboxRow.id)).limit(most)).all()
        connection.execute(select(col(InboxRow.id)).limit(bindparam("most")), {"most": 9}).all()
    engines.dispose()
    assert [each.split("LIMIT ")[1].split()[0] for each in asked] == ["1", "7", "9"]


def test_an_old_sqlite_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    old, new = ModuleType("old"), ModuleType("new")
    for module, version in ((old, (3, 40, 1)), (new, (3, 51, 3))):
        vars(module).update(sqlite_version_info=version, sqlite_version=".".join(map(str, version)))
    with caplog.at_level(logging.WARNING):
        warn_of_old_sqlite(new)
        assert not caplog.records
        warn_of_old_sqlite(old)
    assert "3.40.1" in caplog.text


async def test_two_that_lock_each_other_out_both_get_through(postgresql_url: str) -> None:
    database = Database.open(postgresql_url, encryption_keys=[ENCRYPTION_KEY])
    await database.transact(lambda unit: unit.role_grants.grant("T", "a", 1, "x", NOW))
    await database.transact(lambda unit: unit.role_grants.grant("T", "b", 1, "x", NOW))
    runs: list[str] = []
    loop = asyncio.get_running_loop()
    holding = {"a": asyncio.Event(), "b": asyncio.Event()}

    def crosswise(unit: UnitOfWork, first: str, second: str) -> None:
        runs.append(first)
        unit.role_grants.grant("T", first, 2, "x", NOW)
        loop.call_soon_threadsafe(holding[first].set)
        asyncio.run_coroutine_threadsafe(holding[second].wait(), loop).result(timeout=5)
        unit.role_grants.grant("T", second, 2, "x", NOW)

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(
            database.transact(partial(crosswise, first="a", second="b")),
            database.transact(partial(crosswise, first="b", second="a")),
        )
    await database.close()
    assert len(runs) >= 3, "one of the two was chosen as the victim, and ran again"


async def test_text_that_no_database_can_hold_is_mended_on_its_way_in(database: Database) -> None:
    hostile = "Tour\0 \ud83d half"
    await database.transact(
        lambda unit: unit.audit.append(
            team_id="T", at=NOW, actor_id="U", source="s", action="a", verdict="done", item_name=hostile
        )
    )
    (row,) = await database.read(lambda unit: unit.audit.latest("T", 1))
    assert row.item_name == "Tour\N{REPLACEMENT CHARACTER} ? half"


def test_psycopg_is_the_driver(postgresql_url: str) -> None:
    engines = open_engines(normalise(postgresql_url))
    with engines.write.connect() as connection:
        assert type(connection.connection.dbapi_connection).__module__.startswith("psycopg")
    engines.dispose()
