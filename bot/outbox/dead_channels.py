"""Tends channels that cannot be posted in: tells who can mend it, tries again, and gives up what is too old."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.metrics import OutboxMetrics
from bot.outbox.delivery_rules import EXPIRED_NOTE, OF_USE_FOR, TRY_EVERY
from bot.outbox.outcomes import NotDelivered
from storage.database import Database
from storage.repositories.dead_channels import Kept

_LOG = structlog.get_logger(__name__)

KEPT_FOR = timedelta(days=7)
"""As long as a change request stays open: what was written before then is news to nobody."""
TELL_AGAIN_AFTER = timedelta(minutes=5)
"""Where nobody could be told, for whatever reason."""


class DeadChannels:
    """What is done about them, by whichever process comes first."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        tell_owner: Callable[[NotDelivered], Awaitable[None]],
        metrics: OutboxMetrics,
    ) -> None:
        self._database = database
        self._clock = clock
        self._tell_owner = tell_owner
        self._metrics = metrics

    async def try_all_soon(self) -> None:
        """Have every dead channel tried again: whoever restarts a process may just have mended its token."""
        now = self._clock.now()
        await self._database.transact(lambda work: work.dead_channels.try_all_soon(now))

    async def tend(self) -> bool:
        """Do one thing that is due; False when nothing is."""
        now = self._clock.now()
        kept_since, of_use_since = now - KEPT_FOR, now - OF_USE_FOR
        if not await self._database.read(
            lambda work: work.dead_channels.work_is_due(now, kept_since, of_use_since)
        ):
            return False
        duties = (self._expire, self._tell, self._drop, self._try_one, self._try_message)
        for duty in duties:
            if await duty():
                return True
        return False

    async def _tell(self) -> bool:
        now = self._clock.now()
        dead = await self._database.transact(
            lambda work: work.dead_channels.claim_telling(now, now + TELL_AGAIN_AFTER)
        )
        if dead is None:
            return False
        try:
            await self._tell_owner(_about(dead, waiting=dead.count))
        except Exception:  # noqa: BLE001 - the messages are kept, and it is tried again
            _LOG.exception("owner_not_told", channel=dead.channel)
        else:
            await self._database.transact(lambda work: work.dead_channels.told(dead.team_id, dead.channel))
        return True

    async def _expire(self) -> bool:
        """Before any is tried: what is of no use any more must not be what a channel that comes back begins with."""
        now = self._clock.now()
        count = await self._database.transact(
            lambda work: work.dead_channels.expire(now - OF_USE_FOR, now, EXPIRED_NOTE)
        )
        if count:
            _LOG.warning("messages_expired", count=count)
            self._metrics.outcomes.labels("expired").inc(count)
        return count > 0

    async def _drop(self) -> bool:
        now = self._clock.now()
        note = f"Dropped: it could not be posted for {KEPT_FOR.days} days."
        dropped = await self._database.transact(
            lambda work: work.dead_channels.drop(now - KEPT_FOR, now, note)
        )
        if dropped is None:
            return False
        _LOG.error("messages_dropped", channel=dropped.channel, count=dropped.count)
        try:
            await self._tell_owner(_about(dropped, dropped=dropped.count))
        except Exception:  # noqa: BLE001 - the rows say it too
            _LOG.exception("owner_not_told", channel=dropped.channel)
        return True

    async def _try_one(self) -> bool:
        now = self._clock.now()
        return await self._database.transact(lambda work: work.dead_channels.try_one(now, now + TRY_EVERY))

    async def _try_message(self) -> bool:
        now = self._clock.now()
        return await self._database.transact(lambda work: work.dead_channels.try_message(now))


def _about(kept: Kept, *, waiting: int = 0, dropped: int = 0) -> NotDelivered:
    return NotDelivered(
        kept.team_id,
        kept.channel,
        "",
        kept.reason,
        waiting=waiting,
        dropped=dropped,
        since=kept.since,
        responsible_id=kept.responsible_id,
    )
