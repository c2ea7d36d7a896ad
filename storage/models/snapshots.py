"""The tables of app statistics: the apps, the takes of all their counts, and the readings of each take.

The readings are by far the most rows of the database, so they hold numbers alone: which app it is stands once
in `snapshot_app`. They are kept in the order of the takes, because everything but the series of one app is
done take by take: written, compared, thinned, and deleted at last.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from storage.column_types import EpochSeconds
from storage.models.rows import Row, RowNumber


class SnapshotAppRow(Row, table=True):
    """An app of an account, and its last known name; it stays when the app is deleted at the vendor's."""

    __tablename__ = "snapshot_app"
    __table_args__: ClassVar = (UniqueConstraint("account", "app_id"),)

    number: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    account: str
    app_id: str
    name: str
    unread_since: datetime | None = None
    """The first take in which it was missing; None while it is read."""


class SnapshotTakeRow(Row, table=True):
    """One reading of all apps of an account: first claimed, then finished, then judged."""

    __tablename__ = "snapshot_take"

    account: str = Field(primary_key=True)
    taken_at: datetime = Field(primary_key=True, sa_type=EpochSeconds)
    owner: str
    lease_until: datetime
    finished_at: datetime | None = None
    app_count: int = 0
    judged_at: datetime | None = None


class AppSnapshotRow(Row, table=True):
    """The counts of one app as they were in one take; None is a count that could not be read."""

    __tablename__ = "app_snapshot"
    # Without row ids SQLite keeps the rows in the order of the key: a take is one piece of the file.
    __table_args__: ClassVar = {"sqlite_with_rowid": False}

    taken_at: datetime = Field(primary_key=True, sa_type=EpochSeconds)
    app_number: int = Field(primary_key=True, sa_type=BigInteger)
    user_count: int | None = Field(default=None, sa_type=BigInteger)
    event_count: int | None = Field(default=None, sa_type=BigInteger)
    last_event_at: datetime | None = Field(default=None, sa_type=EpochSeconds)
    counted_at: datetime | None = Field(default=None, sa_type=EpochSeconds)
