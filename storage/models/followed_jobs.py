"""The tables of jobs that are followed: what is known of each, where it is shown, and when to look again."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from storage.models.rows import Row

_OPEN = text("ended_at IS NULL")


class FollowedJobRow(Row, table=True):
    """One job of one account, as it was last seen."""

    __tablename__ = "followed_job"
    __table_args__: ClassVar = (
        Index("ix_followed_job_open", "account_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    account_id: str = Field(primary_key=True)
    job_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    """The workspace that follows it; others may follow the same job."""
    title: str
    """What was asked for, in the words of the request; else the vendor's name for it."""
    name: str = ""
    """The vendor's name for it, once it was seen."""
    asked_by: str = ""
    """Who started it from Slack; empty where somebody else did."""
    request_id: str = ""
    """The change request that started it; empty where none did."""
    state: str
    status: str = ""
    """The vendor's word for how it ended."""
    counters: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    trouble: str = ""
    started_at: datetime
    followed_at: datetime
    last_seen_at: datetime | None = None
    ended_at: datetime | None = Field(default=None, index=True)
    """When it was known to have ended, or given up; none while it is followed."""


class JobCardRow(Row, table=True):
    """One place in which a job is shown, for one person."""

    __tablename__ = "job_card"

    account_id: str = Field(primary_key=True)
    job_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    """The id of a channel, or of a person for their direct messages."""
    person_id: str
    """Who is told in its thread when the job has ended."""


class JobPollRow(Row, table=True):
    """When the jobs of an account are to be read next."""

    __tablename__ = "job_poll"

    account_id: str = Field(primary_key=True)
    due_at: datetime
