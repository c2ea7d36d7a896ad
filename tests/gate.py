"""A gate within a statement of PostgreSQL: it has seen the rows as they are, and is kept from going on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import func, select, text

from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.pace import PATIENCE

T = TypeVar("T")

_LOCK = 6_180_339
_WAITING = text(f"select from pg_locks where locktype = 'advisory' and objid = {_LOCK} and not granted")

AT_THE_GATE = select(func.pg_advisory_xact_lock(_LOCK)).scalar_subquery().is_not(None)
"""The condition by which a query waits at the gate; it is true."""


@asynccontextmanager
async def held_at_the_gate(database: Database, work: Awaitable[T]) -> AsyncIterator[asyncio.Future[T]]:
    """Begins the work, whose query has the condition, and lets the query go on at the end of the block."""
    with database._engines.write.connect() as keeper:
        keeper.execute(select(func.pg_advisory_lock(_LOCK)))
        held = asyncio.ensure_future(work)
        try:
            async with asyncio.timeout(PATIENCE):
                # PostgreSQL tells nobody when a lock begins to be waited for.
                while not await database.read(_is_waited_for):  # noqa: ASYNC110 - so it has to be asked
                    await asyncio.sleep(0.005)
            yield held
        finally:
            keeper.execute(select(func.pg_advisory_unlock(_LOCK)))


def _is_waited_for(work: UnitOfWork) -> bool:
    return work._session.execute(_WAITING).first() is not None
