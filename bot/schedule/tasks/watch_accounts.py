"""Looks for what was changed outside Callboard, as often as each account needs it."""

from datetime import timedelta

from bot.schedule.spec import Task
from bot.services.watch import WatchService


def watch_accounts(watch: WatchService) -> Task:
    """The task; which accounts are due stands in the database."""
    return Task("watch_accounts", timedelta(seconds=20), watch.look)
