"""What there is to do, all of it looked for in one transaction: a sender asks every second."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.outbox.dead_channels import DeadChannels
from bot.outbox.sweeping import Sweeping
from storage.database import Database
from storage.models.outbox import OutboxRank
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Glance:
    """What seems to be due; another sender may be faster."""

    delivery: bool
    sweep: bool
    dead_channel: bool


@dataclass(frozen=True)
class Glances:
    """Readers of it, that take no lock."""

    database: Database
    sweeping: Sweeping
    dead_channels: DeadChannels
    pace: timedelta

    async def at(self, now: datetime, rank: OutboxRank) -> Glance:
        """What is due now, of messages that are at least of this rank."""

        def read(work: UnitOfWork) -> Glance:
            return Glance(
                delivery=work.outbox.may_claim(now, self.pace, rank),
                sweep=self.sweeping.is_due(work, now),
                dead_channel=self.dead_channels.is_due(work, now),
            )

        return await self.database.read(read)

    async def soonest(self, now: datetime) -> datetime | None:
        """When the next delivery or sweep may be due; None when none waits."""

        def read(work: UnitOfWork) -> list[datetime | None]:
            return [work.outbox.next_due(now), work.outbox_sweeps.next_due()]

        due = await self.database.read(read)
        return min((moment for moment in due if moment is not None), default=None)
