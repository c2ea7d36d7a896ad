"""The table of subscriptions: what a channel wants to hear about."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.models.rows import Row


class SubscriptionRow(Row, table=True):
    """One topic with its filters, in one channel."""

    __tablename__ = "subscription"
    __table_args__: ClassVar = (
        UniqueConstraint("team_id", "channel_id", "topic", "fingerprint"),
        Index("ix_subscription_topic", "team_id", "topic"),
    )

    id: str = Field(primary_key=True)
    team_id: str
    channel_id: str
    topic: str
    filters: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    fingerprint: str
    """Of the filters and the times: the same topic with the same ones stands in a channel once."""
    zone: str = "UTC"
    schedule_id: str = ""
    even_if_empty: bool = False
    muted_until: datetime | None = None
    muted_at: datetime | None = None
    created_by: str
    created_by_name: str
    created_at: datetime
