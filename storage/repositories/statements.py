"""Statements that the two databases spell differently, and the running of those that only change rows."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from storage.models.rows import Row


def insert_unless_known(session: Session, table: type[Row], **values: Any) -> bool:
    """Insert one row unless it offends a unique constraint; whether it was inserted."""
    statement = _insert_or_nothing(table, is_postgresql(session))
    return changed(session, statement, _complete(table, values)) == 1


def insert_all_unless_known(
    session: Session, table: type[Row], key: Mapped[str], rows: Sequence[Mapping[str, Any]]
) -> set[str]:
    """Insert many rows in one go; the keys of those that were inserted."""
    statement = _insert(table, is_postgresql(session)).on_conflict_do_nothing().returning(key)
    return set(session.connection().execute(statement, [_complete(table, row) for row in rows]).scalars())


def insert_tuples_unless_known(session: Session, table: type[Row], rows: Sequence[tuple[Any, ...]]) -> int:
    """Insert thousands of rows, each with all columns in the order of the table; how many were inserted.

    The values go to the driver as they are, in the form in which they stand in the table: turning each one
    into that form here would take longer than writing it.
    """
    if not rows:
        return 0
    statement = _insert_or_nothing(table, is_postgresql(session))
    dialect: Any = session.get_bind().dialect
    in_order = type(dialect)(paramstyle="format") if is_postgresql(session) else dialect
    result: Any = session.connection().exec_driver_sql(
        str(statement.compile(dialect=in_order)), [*rows], execution_options={"preserve_rowcount": True}
    )
    return int(result.rowcount)


@cache
def _insert_or_nothing(table: type[Row], for_postgresql: bool) -> Any:
    # inline: else the new number is fetched, and the count of rows is lost.
    return _insert(table, for_postgresql).inline().on_conflict_do_nothing()


def _insert(table: type[Row], for_postgresql: bool) -> Any:
    return postgresql.insert(table) if for_postgresql else sqlite.insert(table)


def changed(session: Session, statement: Executable, values: Mapping[str, Any] | None = None) -> int:
    """Run a statement that changes rows, with the values that it asks for; how many it changed."""
    options = {"preserve_rowcount": True}
    result: Any = session.connection().execute(statement, values, execution_options=options)
    return int(result.rowcount)


def is_postgresql(session: Session) -> bool:
    """Whether this session speaks to PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def _complete(table: type[Row], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with the defaults of the model for the columns that are left out."""
    defaults = {
        name: field.default
        for name, field in table.model_fields.items()
        if name not in values and not field.is_required() and name not in _GENERATED
    }
    return defaults | {name: storable(value) for name, value in values.items()}


def storable(value: Any) -> Any:
    """The value; of a text, what a database can hold: no NUL, no half of a surrogate pair.

    Names and words come from elsewhere and may contain anything that JSON can say.
    """
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


_GENERATED = {"id", "seq", "number"}
"""Numbers that the database gives; tables with an id of their own pass it."""
