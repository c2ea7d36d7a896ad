"""The table of what Slack told us: recorded before it is acknowledged, done at most a few times."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.column_types import EncryptedBytes
from storage.models.rows import Row, RowNumber


class InboxState(StrEnum):
    """Where a delivery stands."""

    OPEN = "open"
    DONE = "done"
    GIVEN_UP = "given_up"


class InboxRow(Row, table=True):
    """One delivery. `body` is encrypted: it holds response_urls and what people typed."""

    __tablename__ = "inbox"
    __table_args__: ClassVar = (
        Index(
            "ix_inbox_open",
            "lease_until",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    dedupe_key: str = Field(unique=True)
    kind: str
    body: bytes = Field(sa_type=EncryptedBytes)
    received_at: datetime
    state: str = InboxState.OPEN
    owner: str = ""
    lease_until: datetime | None = None
    """Until when the owner works on it; without an owner: not to be taken up before."""
    attempt: int = 1
    finished_at: datetime | None = None
    note: str = ""
