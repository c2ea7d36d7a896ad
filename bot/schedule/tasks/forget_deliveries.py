"""Deletes what Slack delivered once it is finished and cannot be delivered again."""

from datetime import timedelta

from bot.inbox.runner import InboxRunner
from bot.schedule.spec import Task


def forget_deliveries(inbox: InboxRunner) -> Task:
    """The task."""
    return Task("forget_deliveries", timedelta(hours=1), inbox.forget_finished)
