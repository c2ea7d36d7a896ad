"""The table of warnings: each raised once, and cleared once."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from storage.models.rows import Row

_IS_OPEN = text("cleared_at IS NULL")


class RaisedWarningRow(Row, table=True):
    """A warning. `key` names the one occasion, `subject` what is warned of: one is open at a time."""

    __tablename__ = "raised_warning"
    __table_args__: ClassVar = (
        Index(
            "uq_raised_warning_one_open_per_subject",
            "topic",
            "account",
            "subject",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_raised_warning_cleared", "cleared_at"),
    )

    key: str = Field(primary_key=True)
    topic: str
    account: str
    subject: str
    raised_at: datetime
    cleared_at: datetime | None = None
    cleared_because: str = ""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
