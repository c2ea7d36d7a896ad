"""The rows of subscriptions, and of the schedule that comes with one whose times somebody has said."""

from dataclasses import asdict
from datetime import datetime

from bot.domain.schedules import LateRule
from bot.domain.subscriptions import Filters, NewSubscription, Severity, Subscription, Topic
from bot.outbox.delivery_rules import OF_USE_FOR
from bot.services.schedules import NewSchedule
from storage.models.subscriptions import SubscriptionRow


def row_of(new: NewSubscription, id: str, schedule_id: str, now: datetime) -> SubscriptionRow:
    """The row of a new subscription."""
    return SubscriptionRow(
        id=id,
        team_id=new.team_id,
        channel_id=new.channel_id,
        topic=new.topic.value,
        filters={**asdict(new.filters), "least": int(new.filters.least)},
        fingerprint=new.fingerprint,
        zone=new.zone,
        schedule_id=schedule_id,
        even_if_empty=new.even_if_empty,
        created_by=new.created_by,
        created_by_name=new.created_by_name,
        created_at=now,
    )


def schedule_of(new: NewSubscription, subscription_id: str) -> NewSchedule | None:
    """Its schedule; none for what is posted when it happens."""
    if new.recurrence is None:
        return None
    return NewSchedule(
        team_id=new.team_id,
        kind=new.topic.value,
        recurrence=new.recurrence,
        created_by=new.created_by,
        grace=OF_USE_FOR,
        subject=subscription_id,
        late_rule=LateRule.LATEST,
    )


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
        muted_at=row.muted_at,
    )
