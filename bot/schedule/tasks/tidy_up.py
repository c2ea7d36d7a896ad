"""Deletes what was kept for a while only: drafts, unread secrets, lines of the last minute, old news."""

from datetime import timedelta

from bot.schedule.spec import Task
from bot.services.services import Services


def tidy_up(services: Services) -> Task:
    """The task."""

    async def run() -> None:
        await services.drafts.forget_old()
        await services.sealed_secrets.forget_old()
        await services.recent_answers.forget_old()
        await services.slack_files.forget_old()
        await services.followed_jobs.forget_old()
        await services.notices.forget_old()
        await services.installations.forget_old()
        await services.drifts.forget_old()
        await services.key_rotations.forget_old()
        await services.audiences.forget_old()

    return Task("tidy_up", timedelta(minutes=10), run)
