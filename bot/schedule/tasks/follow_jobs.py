"""Looks after the jobs that are followed, as often as each account needs it."""

from datetime import timedelta

from bot.schedule.spec import Task
from bot.services.job_follower import JobFollower


def follow_jobs(follower: JobFollower) -> Task:
    """The task; which accounts are due stands in the database."""
    return Task("follow_jobs", timedelta(seconds=1), follower.look)
