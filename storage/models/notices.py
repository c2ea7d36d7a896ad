"""The table of notices: what happened, whether or not a channel wanted to hear of it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlmodel import Field

from storage.models.rows import Row

APPROVAL = "approval:"
"""What the key of the notice of a request begins with, before the id of the request."""


class NoticeRow(Row, table=True):
    """One fact that was told, or would have been; previews and digests look back at it."""

    __tablename__ = "notice"
    __table_args__: ClassVar = (
        Index("ix_notice_team_at", "team_id", "at"),
        Index("ix_notice_at", "at"),
    )

    team_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    topic: str
    at: datetime
    line: str
    text: str
    blocks: list[Any] = Field(sa_type=JSON)
    also: str = ""
    severity: int = 0
    account: str = ""
    kind: str = ""
    item_id: str = ""
    item_name: str = ""
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    app_id: str = ""
    actor_id: str = ""
    elsewhere: bool = False
    told: dict[str, str | None] = Field(default_factory=dict, sa_type=JSON)
    """The channels in which it stands, with the name of whoever had it posted there; null where a card of its own
    does."""
