"""The one place where speed decides: rows of the inbox, written to SQLite on the event loop's thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from storage.column_types import Cipher

_INSERT = (
    "INSERT INTO inbox (dedupe_key, kind, body, received_at, state, owner, lease_until, attempt, note)"
    " VALUES (?, ?, ?, ?, 'open', ?, ?, 1, '') ON CONFLICT (dedupe_key) DO NOTHING"
)
_BUSY_CODES = {5, 6}  # SQLITE_BUSY, SQLITE_LOCKED; the extended codes keep them in the low byte


class StoreBusyError(Exception):
    """Another connection is writing; nothing was written."""


@dataclass(frozen=True)
class NewDelivery:
    """A row to be: what came, and who works on it from the start. `body` is still in the clear."""

    key: str
    kind: str
    body: bytes
    received_at: datetime
    owner: str
    lease_until: datetime


class InboxAppender:
    """Writes to the inbox without leaving the thread, and never waits for a lock.

    A thread hop costs more than the insert. But whoever holds the lock may need the event loop to finish,
    so waiting for it here could stop both: the busy timeout is 0, and the caller takes another way.
    """

    def __init__(self, connection: Any, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher
        # A checkpoint waits for the disk; the writer thread does it after one of its own commits.
        connection.execute("PRAGMA wal_autocheckpoint = 0")

    def append(self, deliveries: Sequence[NewDelivery]) -> list[bool]:
        """Write all in one transaction; for each, whether it is new.

        Raises:
            StoreBusyError: another connection is writing; nothing was written.
            ValueError: there is no encryption key.
        """
        rows = [_values(delivery, self._cipher) for delivery in deliveries]
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                new = [connection.execute(_INSERT, row).rowcount == 1 for row in rows]
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        except Exception as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY_CODES or "locked" in str(error):
                raise StoreBusyError from error
            raise
        return new

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _values(delivery: NewDelivery, cipher: Cipher) -> tuple[Any, ...]:
    return (
        delivery.key,
        delivery.kind,
        cipher.encrypt(delivery.body),
        _stored(delivery.received_at),
        delivery.owner,
        _stored(delivery.lease_until),
    )


def _stored(moment: datetime) -> str:
    """A time as SQLAlchemy writes it to SQLite: UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
