"""The table of due times that were taken: whoever inserts the row first does the work."""

from datetime import datetime

from sqlmodel import Field

from storage.models.rows import Row


class OccurrenceRow(Row, table=True):
    """One due time of one schedule, and who claimed it."""

    __tablename__ = "occurrence"

    schedule_id: str = Field(primary_key=True)
    due_at: datetime = Field(primary_key=True)
    claimed_by: str
    claimed_at: datetime
