"""Encrypts again, with the newest key, what was encrypted with an older one; safe while the bot runs."""

from functools import partial
from typing import Any

from sqlalchemy import Table

from storage.database import Database
from storage.models import SCHEMA
from storage.repositories.encrypted_columns import encrypted_columns
from storage.unit_of_work import UnitOfWork

_BATCH = 200


async def rotate(database: Database) -> int:
    """Rotates every encrypted value, some at a time so that nobody waits for long; how many rows.

    Raises ValueError where a value was encrypted with a key that is not given any more.
    """
    tables = [table for table in SCHEMA.sorted_tables if encrypted_columns(table)]
    return sum([await _rotate_table(database, table) for table in tables])


async def _rotate_table(database: Database, table: Table) -> int:
    total, last = 0, None
    while True:
        done, last = await database.transact(partial(_rotate_some, table, last))
        if not done:
            return total
        total += done


def _rotate_some(table: Table, after: Any, work: UnitOfWork) -> tuple[int, Any]:
    return work.encrypted_columns.encrypt_again(table, after, _BATCH)
