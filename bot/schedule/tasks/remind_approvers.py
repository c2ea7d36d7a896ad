"""Reminds those who may approve of what waits for them."""

from datetime import timedelta

from bot.schedule.spec import Task
from bot.services.approval_reminders import ApprovalRemindersService


def remind_approvers(reminders: ApprovalRemindersService) -> Task:
    """The task; half a minute late is soon enough for quarters of an hour."""
    return Task("remind_approvers", timedelta(seconds=30), reminders.remind)
