"""The table of pauses that Slack has asked for; every sender obeys them, in whatever process."""

from datetime import datetime

from sqlmodel import Field

from storage.models.rows import Row


class OutboxPauseRow(Row, table=True):
    """Until then a method is not called: for one channel, or, where `channel` is empty, in the workspace."""

    __tablename__ = "outbox_pause"

    team_id: str = Field(primary_key=True)
    method: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    until: datetime
