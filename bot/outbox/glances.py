"""What there is to do, all of it looked for in one statement: a sender asks every second."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.outbox.dead_channels import KEPT_FOR
from bot.outbox.delivery_rules import OF_USE_FOR
from storage.database import Database
from storage.models.outbox import OutboxRank
from storage.repositories.outbox_glances import Glance


@dataclass(frozen=True)
class Glances:
    """Readers of it, that take no lock."""

    database: Database
    pace: timedelta

    async def at(self, now: datetime, rank: OutboxRank) -> Glance:
        """What is due now, of messages that are at least of this rank."""
        kept = {"kept_since": now - KEPT_FOR, "of_use_since": now - OF_USE_FOR}
        return await self.database.read(lambda work: work.outbox_glances.at(now, self.pace, rank, **kept))

    async def soonest(self, now: datetime) -> datetime | None:
        """When the next delivery or sweep may be due; None when none waits."""
        return await self.database.read(lambda work: work.outbox_glances.soonest(now))
