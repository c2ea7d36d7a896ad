"""Encrypts again, with the newest key, what was encrypted with an older one; safe while the bot runs."""

from functools import partial

from storage.database import Database
from storage.unit_of_work import UnitOfWork

_BATCH = 200


async def rotate(database: Database) -> int:
    """Rotates every encrypted value, some at a time so that nobody waits for long; how many.

    Raises ValueError where a value was encrypted with a key that is not given any more.
    """
    total, last = 0, 0
    while True:
        done, last = await database.transact(partial(_rotate_some, last))
        if not done:
            return total
        total += done


def _rotate_some(after: int, work: UnitOfWork) -> tuple[int, int]:
    return work.inbox.encrypt_again(after, _BATCH)
