"""The table of what each person typed last, so that the same line typed twice in a row has one effect."""

from datetime import datetime

from sqlmodel import Field

from storage.column_types import EncryptedText
from storage.models.rows import Row


class RecentAnswerRow(Row, table=True):
    """The last line of one person that changes something, and what it was answered with once it was."""

    __tablename__ = "recent_answer"

    person: str = Field(primary_key=True)
    """Workspace and user."""
    line: str
    """A hash over command and arguments."""
    delivery_key: str
    """Of the delivery that is answered: delivered again, it is the same line, not a second one."""
    asked_at: datetime = Field(index=True)
    answer: str | None = Field(default=None, sa_type=EncryptedText)
