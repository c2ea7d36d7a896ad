"""A subscription as it is stored, for tests that let a channel hear of something."""

from datetime import datetime
from typing import Any

from storage.models.subscriptions import SubscriptionRow


def subscription_row(team_id: str, channel: str, topic: str, at: datetime, **filters: Any) -> SubscriptionRow:
    """What Olivia has posted in a channel."""
    words = f"{channel} {topic} {filters}"
    return SubscriptionRow(
        id=words,
        team_id=team_id,
        channel_id=channel,
        topic=topic,
        filters=filters,
        fingerprint=words,
        created_by="U0OLIVIA",
        created_by_name="Olivia Marsh",
        created_at=at,
    )
