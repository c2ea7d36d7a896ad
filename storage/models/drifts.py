"""The table of changes that were made outside Callboard."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.models.rows import Row


class DriftRow(Row, table=True):
    """One change to one item, as it was found."""

    __tablename__ = "drift"

    id: str = Field(primary_key=True)
    team_id: str
    account_id: str
    kind: str
    item_id: str
    item_name: str
    found_at: datetime = Field(index=True)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What was changed, by whom and when, as far as it is known."""
    accepted_by: str = ""
    accepted_at: datetime | None = None
