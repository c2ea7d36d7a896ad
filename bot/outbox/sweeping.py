"""Looks once more at messages that may stand in Slack twice, and takes the second copy away."""

from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.errors import SlackError
from bot.outbox.gateway import Gateways
from bot.outbox.outcomes import Outcomes
from storage.database import Database
from storage.repositories.outbox_sweeps import Sweep

_LOG = structlog.get_logger(__name__)

LOOK_BACK = timedelta(seconds=60)
"""How far our clock may be ahead of Slack's, when a message is looked for from its first attempt on."""


class Sweeping:
    """The last of the steps by which a message stands once."""

    def __init__(
        self, database: Database, gateways: Gateways, clock: Clock, outcomes: Outcomes, *, lease: timedelta
    ) -> None:
        self._database = database
        self._gateways = gateways
        self._clock = clock
        self._outcomes = outcomes
        self._lease = lease

    async def claim(self) -> Sweep | None:
        """The next message to look at; None when none is due, or others have it."""
        now = self._clock.now()
        return await self._database.transact(lambda work: work.outbox_sweeps.claim(now, self._lease))

    async def sweep(self, sweep: Sweep) -> None:
        """Keep the copy that is recorded, and delete any other."""
        try:
            slack = await self._gateways.slack(sweep.team_id)
            copies = await slack.find_copies(
                sweep.channel_id,
                sweep.id,
                oldest=sweep.first_try_at - LOOK_BACK,
                thread_ts=sweep.thread_ts,
            )
            if any(copy.ts == sweep.ts for copy in copies):
                for copy in copies:
                    if copy.ts != sweep.ts:
                        _LOG.warning("second_copy_deleted", outbox_id=sweep.id)
                        await slack.delete(copy.channel_id, copy.ts)
        except SlackError as error:
            await self._outcomes.not_swept(sweep, error)
        else:
            await self._outcomes.swept(sweep)
