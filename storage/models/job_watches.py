"""The table of accounts whose jobs are looked at although nobody here has started one."""

from datetime import datetime

from sqlmodel import Field

from storage.models.rows import Row


class JobWatchRow(Row, table=True):
    """One account that one workspace wants to hear of, whoever starts its jobs."""

    __tablename__ = "job_watch"

    team_id: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    since: datetime | None = None
    """When it was looked at first: what had ended by then is old."""
    looked_at: datetime | None = None
    """When it was looked at last, with all that was found written down."""
