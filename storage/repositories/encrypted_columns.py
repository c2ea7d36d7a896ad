"""Writing encrypted values anew, whichever table they stand in."""

from typing import Any

from sqlalchemy import Column, Table, or_, select, tuple_, update
from sqlmodel import Session

from storage.column_types import EncryptedBytes, EncryptedText
from storage.repositories.statements import changed


def encrypted_columns(table: Table) -> tuple[Column[Any], ...]:
    """The columns of a table whose values are encrypted."""
    return tuple(
        column for column in table.columns if isinstance(column.type, EncryptedBytes | EncryptedText)
    )


class EncryptedColumnRepository:
    """Encrypted values of any table with a primary key."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def encrypt_again(self, table: Table, after: Any, limit: int) -> tuple[int, Any]:
        """Write values anew, and so under the newest key: how many rows, and the last one, where to go on."""
        keys, columns = tuple(table.primary_key.columns), encrypted_columns(table)
        query = select(*keys, *columns).where(or_(*(column.is_not(None) for column in columns)))
        if after is not None:
            query = query.where(tuple_(*keys) > after)
        rows = self._session.execute(query.order_by(*keys).limit(limit)).all()
        for row in rows:
            here = (key == value for key, value in zip(keys, row, strict=False))
            anew = dict(zip(columns, row[len(keys) :], strict=True))
            changed(self._session, update(table).where(*here).values(anew))
        return len(rows), tuple(rows[-1][: len(keys)]) if rows else after
