"""The table of files that were shown to people: whose message shortcut was used on which file, and where."""

from datetime import datetime

from sqlmodel import Field

from storage.models.rows import Row


class FilePassRow(Row, table=True):
    """Slack let this person use a shortcut on a message with this file in this channel, so they can see it."""

    __tablename__ = "file_pass"

    team_id: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    file_id: str = Field(primary_key=True)
    channel_id: str = Field(primary_key=True)
    given_at: datetime = Field(index=True)
