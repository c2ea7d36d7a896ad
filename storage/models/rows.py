"""What all tables share: one schema, whose constraints have predictable names."""

from typing import ClassVar

from sqlalchemy import BigInteger, Integer, MetaData
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Alembic changes constraints by name, and SQLite gives them none of its own."""


RowNumber = BigInteger().with_variant(Integer(), "sqlite")
"""Numbers that the database gives. SQLite does so for INTEGER alone, which has 64 bits there."""


class Row(SQLModel):
    """One row of one of our tables. Times are aware UTC; naive ones are refused when written."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)
