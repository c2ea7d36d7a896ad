"""The bot's own database, as a test looks into it between two lives of the bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Database
from storage.models import (
    ChangeRequestRow,
    InboxRow,
    OccurrenceRow,
    OutboxRow,
    OutboxState,
    ScheduleRow,
    SubscriptionRow,
)
from storage.repositories.audit_verification import AuditCheck
from storage.unit_of_work import UnitOfWork
from tests.conftest import ENCRYPTION_KEY
from tests.subscriptions import subscription_row

TEAM = "T0CALLBOARD"


class Records:
    """What one house keeps."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def let_leases_run_out(self) -> None:
        """Sets the leases that a dead bot left behind into the past: nobody waits a minute here.

        On SQLite the next bot frees them by itself, since it knows that it is alone; that is left to it.
        """
        if self._database.dialect == "sqlite":
            return
        past = datetime.now(UTC) - timedelta(seconds=1)

        def end(work: UnitOfWork) -> None:
            for table in (InboxRow, ChangeRequestRow, OutboxRow, OccurrenceRow):
                held = col(table.lease_until).is_not(None)
                work._session.execute(update(table).where(held).values(lease_until=past))
            work.followed_jobs.poll_all_by(past)

        await self._database.transact(end)

    async def want(self, channel: str, *topics: str) -> None:
        """Somebody has these topics posted in a channel."""
        now = datetime.now(UTC)
        rows = [subscription_row(TEAM, channel, topic, now) for topic in topics]
        await self._database.transact(lambda work: [work.subscriptions.add(row) for row in rows])

    async def inbox(self, *kinds: str) -> list[str]:
        """The states of what Slack told us, in order; of these kinds, or of all."""
        query = select(InboxRow).order_by(col(InboxRow.id))
        if kinds:
            query = query.where(col(InboxRow.kind).in_(kinds))
        return await self._database.read(
            lambda work: [str(row.state) for row in work._session.scalars(query)]
        )

    async def undelivered(self) -> list[str]:
        """The keys of messages that are not where they should be."""
        query = select(OutboxRow).where(col(OutboxRow.state) != OutboxState.SENT)
        return await self._database.read(
            lambda work: [f"{row.dedupe_key}: {row.state}" for row in work._session.scalars(query)]
        )

    async def requests(self) -> list[str]:
        """The states of the change requests."""
        return await self._database.read(lambda work: [row.state for row in work.change_requests.list(TEAM)])

    async def keep(self, subscription: SubscriptionRow, schedule: ScheduleRow) -> None:
        """Writes down what a channel wants to hear at its times."""

        def add(work: UnitOfWork) -> None:
            work.subscriptions.add(subscription)
            work.schedules.add(schedule)

        await self._database.transact(add)

    async def occurrences(self, schedule_id: str) -> tuple[ScheduleRow, list[OccurrenceRow]]:
        """A schedule, and what became of its due times."""

        def look(work: UnitOfWork) -> tuple[ScheduleRow, list[OccurrenceRow]]:
            return work.schedules.of_ids([schedule_id])[schedule_id], work.occurrences.list(schedule_id)

        return await self._database.read(look)

    async def audit(self) -> tuple[AuditCheck, list[str]]:
        """Whether the chain holds, and its verdicts in order."""

        def look(work: UnitOfWork) -> tuple[AuditCheck, list[str]]:
            latest = work.audit.latest(TEAM, 100)
            return work.audit_verification.verify(TEAM), [row.verdict for row in reversed(latest)]

        return await self._database.read(look)


@asynccontextmanager
async def open_records(url: str) -> AsyncIterator[Records]:
    """The records at this address."""
    database = Database.open(url, encryption_keys=[ENCRYPTION_KEY])
    try:
        yield Records(database)
    finally:
        await database.close()
