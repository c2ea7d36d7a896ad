"""What people only looked at is written down after they were answered, many at a time."""

import asyncio
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.domain.audit import Entry
from bot.services.audit import AuditService

MOST_AT_ONCE = 50
"""Records in one transaction: whoever changes something waits for so many."""

_LOG = structlog.get_logger(__name__)


class AuditedReads:
    """Keeps nobody waiting: while one transaction is written, what comes meanwhile gathers for the next.

    A record that cannot be written is named in the log; the answer that it tells of stands.
    """

    def __init__(self, audit: AuditService, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock
        self._waiting: list[tuple[Entry, datetime]] = []
        self._writing: asyncio.Task[None] | None = None

    def note(self, entry: Entry) -> None:
        """Has an entry written soon."""
        self._waiting.append((entry, self._clock.now()))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def settle(self) -> None:
        """Waits until all that was noted is written."""
        while self._writing is not None:
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        try:
            while self._waiting:
                entries, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                try:
                    await self._audit.record_all(entries)
                except Exception:  # noqa: BLE001 - whatever it is, the people were answered
                    missing = [f"{entry.action} by {entry.actor_id}" for entry, _ in entries]
                    _LOG.exception("reads_not_audited", count=len(missing), missing=missing)
        finally:
            self._writing = None
