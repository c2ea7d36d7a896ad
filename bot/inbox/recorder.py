"""Writes down what Slack told us before it is acknowledged, at a cost that a person does not notice."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
import structlog

from bot.errors import CallboardError
from bot.inbox.delivery import Delivery
from storage.database import Database
from storage.inbox_appender import NewDelivery, StoreBusyError
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
"""How long a process may be silent before others take up its deliveries."""


@dataclass(frozen=True)
class _Waiting:
    delivery: NewDelivery
    is_new: asyncio.Future[bool]


class InboxRecorder:
    """Records deliveries as being worked on by this process from the start.

    Everything that comes in during one turn of the event loop shares one transaction. SQLite is written to
    on the loop's own thread, where the commit costs less than the way to another thread would; when another
    connection holds the lock, and always on PostgreSQL, the rows go the long way, and those that come in
    meanwhile share the next transaction.
    """

    def __init__(self, database: Database, *, owner: str, lease: timedelta = LEASE) -> None:
        self._database = database
        self._owner = owner
        self._lease = lease
        self._appender = database.open_inbox_appender()
        self._waiting: list[_Waiting] = []
        self._flush_is_due = False
        self._writing: asyncio.Task[None] | None = None

    async def record(self, delivery: Delivery) -> bool:
        """Write it down; False when it was written down before, so that there is nothing to do.

        Raises:
            CallboardError: it could not be written, so it must not be acknowledged.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(self._row(delivery), loop.create_future())
        self._waiting.append(waiting)
        if not self._flush_is_due:
            self._flush_is_due = True
            loop.call_soon(self._flush)
        return await waiting.is_new

    async def close(self) -> None:
        """Finish what is being written, and close the connection."""
        while self._writing is not None:
            await asyncio.wait([self._writing])
        if self._appender is not None:
            self._appender.close()

    def _row(self, delivery: Delivery) -> NewDelivery:
        return NewDelivery(
            key=delivery.key,
            kind=delivery.kind,
            body=to_bytes(delivery.body),
            received_at=delivery.received_at,
            owner=self._owner,
            lease_until=delivery.received_at + self._lease,
        )

    def _flush(self) -> None:
        self._flush_is_due = False
        if self._appender is None:
            self._write_elsewhere()
            return
        batch, self._waiting = self._waiting, []
        try:
            _answer(batch, self._appender.append([waiting.delivery for waiting in batch]))
        except StoreBusyError:
            self._waiting = batch + self._waiting
            self._write_elsewhere()
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait have to hear of it
            _refuse(batch, error)

    def _write_elsewhere(self) -> None:
        if self._writing is None and self._waiting:
            self._writing = asyncio.get_running_loop().create_task(self._write_all())

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                work = partial(_add, rows=[waiting.delivery for waiting in batch])
                try:
                    _answer(batch, await self._database.transact(work))
                except Exception as error:  # noqa: BLE001 - as above
                    _refuse(batch, error)
        finally:
            self._writing = None


def to_bytes(body: Mapping[str, Any]) -> bytes:
    """A payload as JSON. Slack's texts may hold half a surrogate pair, which the fast writer refuses."""
    try:
        return orjson.dumps(dict(body))
    except TypeError:
        return json.dumps(dict(body)).encode()


def from_bytes(stored: bytes) -> dict[str, Any]:
    """The payload that `to_bytes` wrote."""
    body: dict[str, Any] = json.loads(stored)
    return body


def _add(work: UnitOfWork, rows: Sequence[NewDelivery]) -> list[bool]:
    return work.inbox.add(rows)


def _answer(batch: Sequence[_Waiting], results: Sequence[bool]) -> None:
    for waiting, is_new in zip(batch, results, strict=True):
        if not waiting.is_new.done():
            waiting.is_new.set_result(is_new)


def _refuse(batch: Sequence[_Waiting], error: Exception) -> None:
    _LOG.error("inbox_not_written", deliveries=len(batch), exc_info=error)
    for waiting in batch:
        if not waiting.is_new.done():
            refusal = CallboardError(
                "This could not be written down, so nothing was done.", "Try it again in a moment."
            )
            refusal.__cause__ = error
            waiting.is_new.set_exception(refusal)
