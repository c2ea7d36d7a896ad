"""Subscriptions: what channels want to hear about, kept, muted and removed."""

from bot.domain.subscriptions import Filters, Severity, Subscription, Topic
from storage.models.subscriptions import SubscriptionRow


def subscription_from(row: SubscriptionRow) -> Subscription:
    """The value of a stored subscription."""
    least = Severity(row.filters.get("least", Severity.NEWS))
    return Subscription(
        id=row.id,
        team_id=row.team_id,
        channel_id=row.channel_id,
        topic=Topic(row.topic),
        filters=Filters(**{**row.filters, "least": least}),
        created_by=row.created_by,
        created_by_name=row.created_by_name,
        created_at=row.created_at,
        zone=row.zone,
        schedule_id=row.schedule_id,
        even_if_empty=row.even_if_empty,
        muted_until=row.muted_until,
    )
