"""The tables of looks at the vendors' accounts: when the next one is due, and when the last one was."""

from datetime import datetime

from sqlmodel import Field

from storage.models.rows import Row


class WatchPollRow(Row, table=True):
    """When an account is to be looked at next."""

    __tablename__ = "watch_poll"

    team_id: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    due_at: datetime
    changed_at: datetime | None = None
    """When a change was found last."""


class WatchLookRow(Row, table=True):
    """When the items of one kind were looked at last; none before the first look."""

    __tablename__ = "watch_look"

    team_id: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    looked_at: datetime
