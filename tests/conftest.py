"""Databases for the tests: each test that asks for one runs on SQLite and on PostgreSQL."""

import asyncio
import gc
import os
import shutil
import sys
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psycopg
import pytest
import uvloop
from hypothesis import HealthCheck, settings

from storage.database import Database
from storage.migrate import migrate
from storage.models import SCHEMA
from tests.compiled_statements import shared_by_engines

ENCRYPTION_KEY = urlsafe_b64encode(bytes(range(32))).decode()  # the same in all processes of the tests

_SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://127.0.0.1:5432/test")


settings.register_profile(
    "any machine", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")  # one that is busy with other things must not fail a test

_YOUNG_OBJECTS = 20_000
_MEMORY, _ROOM = Path("/dev/shm"), 2**30

if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment] # httpx looks for it everywhere at each request


LONGEST_FIRST = ("tests/browser/", "tests/crash/", "tests/schedules/", "tests/soak/", "tests/matrix/")
"""Where tests wait for browsers, for other processes, or for a year to pass."""


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The tests run on the event loop that the bot runs on."""
    return {"uvloop": uvloop.new_event_loop}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The matrix of who may do what can be tried in full, which takes minutes (`make matrix`)."""
    parser.addoption("--in-full", action="store_true", help="every way from every place for everybody")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One more than there are processors: while a test waits for a browser or a process, another goes on."""
    processors = yield
    return processors + ("PYTEST_XDIST_AUTO_NUM_WORKERS" not in os.environ)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with what takes longest, so that no worker is left alone with it in the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST_FIRST))


def pytest_collection_finish() -> None:
    """Lets the collector of garbage pass over what was imported, and come as seldom as in the bot."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    with shared_by_engines(ENCRYPTION_KEY):
        yield


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_schema() -> Iterator[str]:
    """The address of a schema that belongs to this test run alone, with the tables in it."""
    try:
        connection = psycopg.connect(_SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        missing = "There is no PostgreSQL at TEST_DATABASE_URL (by default 127.0.0.1:5432, database test)."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    schema = f"callboard_test_{os.getpid()}"
    options = f"-csynchronous_commit=off -csearch_path={schema}"  # nobody pulls the plug of this server
    with connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.execute(f"CREATE SCHEMA {schema}")
        url = f"{_SERVER}{'&' if '?' in _SERVER else '?'}options={quote(options)}"
        migrate(url)
        yield url
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where SQLite files stand while their test runs: in memory, if it has room, so that no disk is waited for."""
    has_room = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if has_room else tmp_path_factory.getbasetemp()


@pytest.fixture
def sqlite_url(migrated_sqlite_file: Path, sqlite_folder: Path) -> Iterator[str]:
    with TemporaryDirectory(prefix="callboard-test-", dir=sqlite_folder) as folder:
        file = Path(folder) / "callboard.db"
        shutil.copyfile(migrated_sqlite_file, file)
        yield f"sqlite:///{file}"


@pytest.fixture(scope="session")
def _postgresql_connection(postgresql_schema: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgresql_schema, autocommit=True) as connection:
        yield connection


@pytest.fixture
def postgresql_url(postgresql_schema: str, _postgresql_connection: psycopg.Connection) -> str:
    empty_postgresql(_postgresql_connection)
    return postgresql_schema


def empty_postgresql(connection: psycopg.Connection) -> None:
    """Deletes all rows of a schema, and lets its numbers begin anew; to truncate takes many times as long."""
    connection.execute(_EMPTY)


_RENUMBER = (
    "SELECT setval(format('%I.%I', schemaname, sequencename), 1, false)"
    " FROM pg_sequences WHERE schemaname = current_schema()"
)
_EMPTY = "; ".join([*(f'DELETE FROM "{each.name}"' for each in reversed(SCHEMA.sorted_tables)), _RENUMBER])


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database with all tables."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url, encryption_keys=[ENCRYPTION_KEY])
    yield database
    await database.close()
