"""Posts that come at times of their own: for whom one is due, over which period, and its one message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.digests import Period, period_of
from bot.domain.schedules import Work
from bot.domain.subscriptions import Subscription
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.services.kept_posts import drop_earlier
from bot.services.schedules import schedule_from
from bot.services.subscription_rows import subscription_from
from bot.views.reply import Reply
from storage.database import Database
from storage.models.outbox import OutboxState
from storage.repositories.outbox_queue import DOUBTS
from storage.unit_of_work import UnitOfWork

GONE = "nothing posted: the subscription is gone"
MUTED = "nothing posted: it is muted"


@dataclass(frozen=True)
class DuePost:
    """What a post of one due time is about."""

    subscription: Subscription
    period: Period


class ScheduledPosts:
    """Schedules of such posts have the id of a subscription as their subject."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        wake_outbox: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._wake_outbox = wake_outbox

    async def due(self, work: Work) -> DuePost | str:
        """For which subscription a post is due, and the time it looks at; or a note why none is."""

        def read(unit: UnitOfWork) -> DuePost | str:
            found = self._wanted(unit, work)
            if isinstance(found, str):
                return found
            row = unit.schedules.get(work.team_id, work.schedule_id)
            if row is None:
                return GONE
            last = _last_that_came(unit, work)
            return DuePost(found, period_of(schedule_from(row).recurrence, work.due_at, last))

        return await self._database.read(read)

    async def post(self, work: Work, shown: Reply) -> str:
        """Writes the message of a due time, if it still is wanted, else a note why not.

        Again for the same due time it is the same message, as it looks now.
        """

        def write(unit: UnitOfWork) -> str:
            found = self._wanted(unit, work)
            if isinstance(found, str):
                return found
            message = Message(
                work.key,
                work.team_id,
                found.channel_id,
                shown.text,
                shown.blocks,
                responsible_id=found.created_by,
                is_timely=True,
            )
            now = self._clock.now()
            drop_earlier(unit, work, found.channel_id, now)
            enqueue(unit, message, now)
            return ""

        note = await self._database.transact(write)
        self._wake_outbox()
        return note

    def _wanted(self, unit: UnitOfWork, work: Work) -> Subscription | str:
        row = unit.subscriptions.get(work.team_id, work.subject)
        if row is None:
            return GONE
        subscription = subscription_from(row)
        return MUTED if subscription.is_muted(self._clock.now()) else subscription


def _last_that_came(unit: UnitOfWork, work: Work) -> datetime | None:
    """The due time of the last post that stands in its channel, or of which there was nothing to tell.

    What one that never came was to tell is told now: it is dropped when this one is written, if it was not before.
    """
    last = unit.occurrences.last_done_before(work.schedule_id, work.due_at)
    while last is not None and _never_came(unit, work, last):
        last = unit.occurrences.last_done_before(work.schedule_id, last)
    return last


def _never_came(unit: UnitOfWork, work: Work, due_at: datetime) -> bool:
    """What expired in doubt counts as well: a fact that stands there twice is better than one that is lost."""
    row = unit.outbox.get(work.team_id, work.key_at(due_at))
    if row is None or row.ts:
        return False
    return row.state == OutboxState.DEAD or row.last_outcome not in DOUBTS
