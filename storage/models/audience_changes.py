"""The table of changes of who reads a place in Slack, so that every process asks anew who does."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from storage.models.rows import Row, RowNumber


class AudienceChangeRow(Row, table=True):
    """Slack said once that a channel or a person changed. By `seq`, since clocks of processes differ."""

    __tablename__ = "audience_change"
    __table_args__: ClassVar = (Index("ix_audience_change_place", "team_id", "place", "seq"),)

    seq: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    team_id: str
    place: str
    """The id of the channel, or of the person."""
    changed_at: datetime = Field(index=True)
