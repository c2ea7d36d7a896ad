"""Looks every second whether a schedule is due."""

from datetime import timedelta

from bot.schedule.spec import Task
from bot.schedule.ticker import Ticker


def begin_what_is_due(ticker: Ticker) -> Task:
    """The task."""
    return Task("begin_what_is_due", timedelta(seconds=1), ticker.tick)
