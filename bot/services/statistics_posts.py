"""Posts of statistics: written in a channel at their times, each once, also when there is nothing to read."""

from bot.domain.schedules import Work
from bot.domain.subscriptions import Topic
from bot.services.account_readings import AccountReadings
from bot.services.scheduled_posts import ScheduledPosts
from bot.views import statistics_posts as views

KIND = Topic.STATS.value
"""Schedules of this kind have the id of a subscription as their subject."""


class StatisticsPostsService:
    """Posts the statistics of all organisations, or of the one, or the app, that the subscription is about."""

    def __init__(self, posts: ScheduledPosts, accounts: AccountReadings) -> None:
        self._posts = posts
        self._accounts = accounts

    async def post(self, work: Work) -> str:
        """Writes the statistics of one due time; again for the same one, it is the same message."""
        due = await self._posts.due(work)
        if isinstance(due, str):
            return due
        subscription, days = due.subscription, due.period.statistics_days
        accounts = await self._accounts.all(work.team_id)
        read = await self._accounts.statistics(work.team_id, accounts, subscription.filters, days)
        shown = views.posted(read.read, read.troubles, subscription, work.note)
        return await self._posts.post(work, shown)
