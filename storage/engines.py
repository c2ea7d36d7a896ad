"""Opening a database: which driver, which settings, and why."""

import importlib
import logging
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Engine, PoolProxiedConnection, create_engine, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import ArgumentError
from sqlalchemy.types import NullType

_LOG = logging.getLogger(__name__)

POSTGRESQL_THREADS = 8
BUSY_TIMEOUT_SECONDS = 5.0
_CONNECT_TIMEOUT_SECONDS = 5
_SAFE_SQLITE = (3, 51, 3)


def normalise(url: str) -> URL:
    """The address with the driver that we use.

    Raises:
        ValueError: the address is not one of a SQLite file or of PostgreSQL. Its text is never repeated,
            since it may hold a password.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ValueError(
            "DATABASE_URL cannot be read: it looks like postgresql://user@host/name or sqlite:///file."
        ) from error
    family = parsed.drivername.split("+")[0]
    if family in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    if family == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise ValueError("DATABASE_URL names no file: a SQLite database in memory forgets everything.")
        return parsed.set(drivername="sqlite", query={})
    raise ValueError(f"DATABASE_URL names {family}; Callboard knows sqlite and postgresql.")


def sqlite_module() -> ModuleType:
    """The newest SQLite at hand: the one of the pysqlite3 wheel, else Python's own.

    Whoever opens the file in this process has to use the same one: two copies of SQLite within a process do
    not see each other's locks.
    """
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def warn_of_old_sqlite(module: ModuleType) -> None:
    """Say so when this SQLite has the WAL-reset race, which may lose commits between two connections."""
    if module.sqlite_version_info < _SAFE_SQLITE:
        _LOG.warning(
            "SQLite %s has a race between checkpoints and writers that was mended in 3.51.3; "
            "install the pysqlite3 wheel, or use PostgreSQL.",
            module.sqlite_version,
        )


def connect_sqlite(module: ModuleType, path: str, *, timeout: float) -> Any:
    """A connection of the driver itself that leaves transactions to us; `timeout` in seconds.

    synchronous=NORMAL: in WAL mode a killed process loses nothing and the file is never corrupted; only a
    power cut may take the last commits. FULL would cost 0.3 ms per commit instead of 0.02 ms, and the
    commit of the inbox stands between a person and Slack's acknowledgement.
    """
    connection = module.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@dataclass(frozen=True)
class Engines:
    """One engine that writes and one that only reads."""

    write: Engine
    read: Engine

    def dispose(self) -> None:
        """Close all connections."""
        self.read.dispose()
        self.write.dispose()


def open_engines(url: URL) -> Engines:
    """The engines of a database; nothing is connected yet."""
    return _sqlite_engines(url) if url.drivername == "sqlite" else _postgresql_engines(url)


def _postgresql_engines(url: URL) -> Engines:
    write = create_engine(
        url,
        pool_size=POSTGRESQL_THREADS,
        max_overflow=0,
        pool_pre_ping=True,
        pool_timeout=BUSY_TIMEOUT_SECONDS,
        connect_args={"connect_timeout": _CONNECT_TIMEOUT_SECONDS},
    )
    return Engines(write, write.execution_options(postgresql_readonly=True))


def _sqlite_engines(url: URL) -> Engines:
    path = str(url.database)
    _make_private_file(Path(path))
    module = sqlite_module()
    warn_of_old_sqlite(module)
    return Engines(
        write=_sqlite_engine(url, module, begin="BEGIN IMMEDIATE", pragmas=()),
        read=_sqlite_engine(url, module, begin="BEGIN", pragmas=("PRAGMA query_only = ON",)),
    )


def _make_private_file(path: Path) -> None:
    """Create the file, readable by its owner alone; SQLite gives its side files the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


class _WithPlainLimits(SQLiteCompiler):
    """Writes limits out: where one is a parameter, SQLite plans the query anew each time that it runs."""

    def limit_clause(self, select: Any, **options: Any) -> str:
        """The end of the query, with numbers in it."""
        limit, offset = select._limit_clause, select._offset_clause  # noqa: SLF001 - as in SQLAlchemy's compilers
        if offset is None:
            return "\n LIMIT " + self.process(limit, **options, literal_execute=True)
        clause: str = super().limit_clause(select, **options, literal_execute=True)  # type: ignore[no-untyped-call] # SQLAlchemy's
        return clause

    def render_literal_value(self, value: Any, type_: Any) -> str:
        """A value as it stands in the text; the number of a limit may come without a type."""
        if isinstance(type_, NullType) and isinstance(value, int):
            return str(int(value))
        return super().render_literal_value(value, type_)


def _sqlite_engine(url: URL, module: ModuleType, *, begin: str, pragmas: tuple[str, ...]) -> Engine:
    def connect() -> Any:
        connection = connect_sqlite(module, str(url.database), timeout=BUSY_TIMEOUT_SECONDS)
        for pragma in pragmas:
            connection.execute(pragma)
        return connection

    def start(dbapi_connection: PoolProxiedConnection) -> None:
        # A deferred transaction that turns into a writer fails at once when another one was faster,
        # whatever the busy timeout says; one that begins as a writer waits its turn.
        connection: Any = dbapi_connection.driver_connection
        connection.execute(begin)

    engine = create_engine(url, module=module, creator=connect)
    engine.dialect.statement_compiler = _WithPlainLimits
    # Not as an event: an engine that has any looks for listeners at each statement.
    engine.dialect.do_begin = start  # type: ignore[method-assign] # the hook for just this
    return engine
