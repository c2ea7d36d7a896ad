"""Deletes what became of due times long ago."""

from datetime import timedelta

from bot.schedule.spec import Task
from bot.services.occurrences import OccurrencesService


def forget_occurrences(occurrences: OccurrencesService) -> Task:
    """The task."""
    return Task("forget_occurrences", timedelta(hours=1), occurrences.forget)
