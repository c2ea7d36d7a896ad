"""Digests: posted in a channel at their times, each once, or shown to one person now."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.domain.digests import Digest, Period
from bot.domain.schedules import Work
from bot.domain.subscriptions import Filters, Topic
from bot.services.digest_reading import DigestReader
from bot.services.memory import Memory
from bot.services.scheduled_posts import ScheduledPosts
from bot.views import digests as views

KIND = Topic.DIGEST.value
"""Schedules of this kind have the id of a subscription as their subject."""

SHARED_FOR = timedelta(seconds=2)
"""Hundreds of channels have the same digest at nine: what it tells is read for those that come at once together."""
MOST_SHARED = 16

Subject = tuple[str, Filters, Period]
"""A workspace, and what a digest of it tells."""

NOTHING = "nothing posted: there was nothing to tell"


class DigestsService:
    """Posts digests, and reads them for whoever asks."""

    def __init__(self, posts: ScheduledPosts, reader: DigestReader, clock: Clock) -> None:
        self._posts = posts
        self._reader = reader
        self._read_lately = Memory[Subject, Digest](SHARED_FOR, clock, most=MOST_SHARED)

    async def post(self, work: Work) -> str:
        """Writes the digest of one due time; again for the same one, it is the same message."""
        due = await self._posts.due(work)
        if isinstance(due, str):
            return due
        subscription = due.subscription
        digest = await self._shared(work.team_id, subscription.filters, due.period)
        if digest.is_empty and not subscription.even_if_empty:
            unknown = digest.forgotten_before
            return (
                f"{NOTHING} since {unknown:%Y-%m-%d}; what changed before is not kept" if unknown else NOTHING
            )
        return await self._posts.post(work, views.posted(digest, subscription, work.note))

    async def _shared(self, team_id: str, filters: Filters, period: Period) -> Digest:
        subject = team_id, filters, period
        digest = await self._read_lately.get(subject, partial(self._reader.read, *subject))
        return replace(digest, filters=filters)

    async def read(self, team_id: str, filters: Filters, period: Period) -> Digest:
        """The digest of a period. What cannot be read is told in it."""
        return await self._reader.read(team_id, filters, period)
