"""Closes change requests that nobody decided about in time."""

from datetime import timedelta

from bot.schedule.spec import Task
from bot.services.approvals import ApprovalsService


def expire_change_requests(approvals: ApprovalsService) -> Task:
    """The task; half a minute late is soon enough for hours."""
    return Task("expire_change_requests", timedelta(seconds=30), approvals.expire)
