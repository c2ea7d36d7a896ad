"""The database: a piece of work goes over to a thread, is done in one transaction, and comes back."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from storage.column_types import Cipher, give_cipher
from storage.engines import (
    POSTGRESQL_THREADS,
    Engines,
    connect_sqlite,
    normalise,
    open_engines,
    sqlite_module,
)
from storage.inbox_appender import InboxAppender
from storage.unit_of_work import UnitOfWork

_LOG = logging.getLogger(__name__)

T = TypeVar("T")

_TRIES = 6
_REPEATABLE = {"40001": "serialization failure", "40P01": "deadlock"}
_SQLITE_READERS = 2
_AFRESH = {"populate_existing": True}
"""A query shows what stands in the table, also after an UPDATE that the session knows nothing of."""


class Database:
    """A database of either kind. Work is written as plain functions of a UnitOfWork."""

    def __init__(self, engines: Engines, cipher: Cipher, path: str) -> None:
        self._engines = engines
        self._cipher = cipher
        self._path = path
        self.dialect = engines.write.dialect.name
        """`sqlite` or `postgresql`."""
        threads = POSTGRESQL_THREADS
        if self.dialect == "sqlite":
            # SQLite has one writer at a time: one thread makes the others queue instead of collide.
            self._readers = ThreadPoolExecutor(_SQLITE_READERS, "storage-read")
            self._writers = ThreadPoolExecutor(1, "storage-write")
        else:
            self._readers = self._writers = ThreadPoolExecutor(threads, "storage")

    @classmethod
    def open(cls, url: str, *, encryption_keys: Sequence[str] = ()) -> "Database":
        """The database at this address; nothing is connected before the first use.

        Raises:
            ValueError: the address or a key cannot be read.
        """
        address = normalise(url)
        cipher = Cipher(encryption_keys)
        engines = open_engines(address)
        give_cipher(engines.write.dialect, cipher)
        give_cipher(engines.read.dialect, cipher)
        return cls(engines, cipher, str(address.database) if address.drivername == "sqlite" else "")

    async def transact(self, work: Callable[[UnitOfWork], T]) -> T:
        """Do the work in one transaction: kept when it returns, undone when it raises.

        The work may run again when PostgreSQL breaks a deadlock, so it touches nothing but the database. A
        caller that is cancelled while the work runs does not stop it.
        """
        return await asyncio.get_running_loop().run_in_executor(
            self._writers, _in_transaction, self._engines.write, work
        )

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Do work that only looks, in one read-only transaction."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, _in_transaction, self._engines.read, work
        )

    def open_inbox_appender(self) -> InboxAppender | None:
        """A fast way into the inbox for use on the event loop's own thread; only SQLite has one."""
        if self.dialect != "sqlite":
            return None
        return InboxAppender(connect_sqlite(sqlite_module(), self._path, timeout=0), self._cipher)

    async def close(self) -> None:
        """Finish what is running, and close all connections."""
        await asyncio.to_thread(self._shut_down)

    def _shut_down(self) -> None:
        self._readers.shutdown()
        self._writers.shutdown()
        self._engines.dispose()


def _in_transaction(engine: Engine, work: Callable[[UnitOfWork], T]) -> T:
    for attempt in range(1, _TRIES):
        try:
            return _once(engine, work)
        except DBAPIError as error:
            trouble = _REPEATABLE.get(getattr(error.orig, "sqlstate", None) or "")
            if trouble is None:
                raise
            _LOG.info("repeating a transaction after a %s (attempt %d)", trouble, attempt)
            # Two that collided once must not start again in step.
            time.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311 - timing, not a secret
    return _once(engine, work)


def _once(engine: Engine, work: Callable[[UnitOfWork], T]) -> T:
    with Session(engine, expire_on_commit=False, execution_options=_AFRESH) as session, session.begin():
        return work(UnitOfWork(session))
