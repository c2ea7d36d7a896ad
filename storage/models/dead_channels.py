"""The table of channels that cannot be posted in: what is written for them is kept, and tried now and then."""

from datetime import datetime

from sqlmodel import Field

from storage.models.rows import Row


class DeadChannelRow(Row, table=True):
    """One channel, from the first refusal until something could be posted in it again."""

    __tablename__ = "dead_channel"

    team_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    reason: str
    """Slack's word for it."""
    since: datetime
    tell_at: datetime | None = None
    """When somebody is to be told; None once they are."""
    try_again_at: datetime
