"""The table of rotations of SDK keys: an old key gives way to a new one, step by step."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.models.rows import Row

_OPEN = text("ended_at IS NULL")


class KeyRotationRow(Row, table=True):
    """One rotation; a key has one that is open at a time."""

    __tablename__ = "key_rotation"
    __table_args__: ClassVar = (
        Index(
            "uq_key_rotation_one_open_per_key",
            "team_id",
            "account_id",
            "key_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: str = Field(primary_key=True)
    team_id: str
    account_id: str
    key_id: str
    """Of the old key."""
    key_name: str
    key_made_at: datetime | None = None
    channel_id: str
    """Where its card stands."""
    started_by: str
    started_at: datetime
    used: int
    """How many slots were used when anybody looked last."""
    new_key_id: str = ""
    new_key_name: str = ""
    request_id: str = ""
    """The change request that made the new key."""
    created_at: datetime | None = None
    rolled_out_by: str = ""
    rolled_out_at: datetime | None = None
    reminders: int = 0
    note: str = ""
    """What happened that makes it different from the plan, as a sentence."""
    ended_at: datetime | None = None
    ended_by: str = ""
    """Who cancelled it; empty where the old key is revoked."""
    version: int = 1
