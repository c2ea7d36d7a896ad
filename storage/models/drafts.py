"""The table of drafts: what somebody typed or filled in, kept until they go on with it."""

from datetime import datetime

from sqlmodel import Field

from storage.column_types import EncryptedText
from storage.models.rows import Row


class DraftRow(Row, table=True):
    """The arguments of one command of one person, as JSON."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    team_id: str
    user_id: str
    command_path: str
    arguments: str = Field(sa_type=EncryptedText)
    is_reviewed: bool = False
    """Whether the person has seen what would be done, so that going on does it."""
    created_at: datetime = Field(index=True)
