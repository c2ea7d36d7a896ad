"""The rows of a new subscription, and of the schedule that comes with one whose times somebody has said."""

from dataclasses import asdict
from datetime import datetime, timedelta

from bot.domain.schedules import LateRule
from bot.domain.subscriptions import NewSubscription
from bot.services.schedules import NewSchedule
from storage.models.subscriptions import SubscriptionRow

GRACE = timedelta(hours=3)
"""How late a digest or a post of statistics may still come."""


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
        grace=GRACE,
        subject=subscription_id,
        late_rule=LateRule.LATEST,
    )
