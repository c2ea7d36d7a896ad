"""Reminds those who may approve of what waits for them."""

from datetime import timedelta

from bot.schedule.spec import Task
from bot.services.reminders import RemindersService


def remind_approvers(reminders: RemindersService) -> Task:
    """The task; half a minute late is soon enough for quarters of an hour."""
    return Task("remind_approvers", timedelta(seconds=30), reminders.remind)
