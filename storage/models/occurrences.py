"""The table of due times that were taken: whoever inserts the row first does the work."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.models.rows import Row

_OPEN = text("state = 'claimed'")


class OccurrenceState(StrEnum):
    """What became of a due time."""

    CLAIMED = "claimed"
    """Somebody works on it, or it waits for another attempt."""
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class OccurrenceRow(Row, table=True):
    """One due time of one schedule, and who works on it."""

    __tablename__ = "occurrence"
    __table_args__: ClassVar = (
        Index("ix_occurrence_open", "schedule_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_occurrence_due_at", "due_at"),
    )

    schedule_id: str = Field(primary_key=True)
    due_at: datetime = Field(primary_key=True)
    team_id: str
    kind: str
    state: str = OccurrenceState.CLAIMED
    owner: str = ""
    lease_until: datetime | None = None
    """Until when the owner works on it; without an owner: not to be taken up before."""
    attempt: int = 1
    claimed_at: datetime
    finished_at: datetime | None = None
    note: str = ""
    """For people: why it was late, skipped or failed."""
