"""The table of schedules: what is to be done at which times, and when next."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from storage.models.rows import Row

_IS_DUE_SOMETIME = text("next_due_at IS NOT NULL")


class LateRule(StrEnum):
    """What becomes of due times at which nobody was there."""

    SKIP = "skip"
    """They are left out."""
    LATEST = "latest"
    """The last of them is caught up, once, within the grace."""
    ALL = "all"
    """Each of them is caught up, in order, within the grace."""


class ScheduleRow(Row, table=True):
    """One schedule. `recurrence` is as it is typed; `revision` counts the changes by people."""

    __tablename__ = "schedule"
    __table_args__: ClassVar = (
        Index(
            "ix_schedule_due", "next_due_at", sqlite_where=_IS_DUE_SOMETIME, postgresql_where=_IS_DUE_SOMETIME
        ),
        Index("ix_schedule_team", "team_id", "kind", "subject"),
    )

    id: str = Field(primary_key=True)
    team_id: str
    kind: str
    """What is done: the name of a handler."""
    subject: str = ""
    """What it is about: the id of a channel, a request, an account."""
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Always empty: what there is to know stands in the row that `subject` names."""
    recurrence: str
    zone: str
    late_rule: str = LateRule.LATEST
    grace_seconds: int
    next_due_at: datetime | None
    """Empty when nothing comes any more."""
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    revision: int = 1
    created_by: str
    created_at: datetime
    updated_at: datetime
