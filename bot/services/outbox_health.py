"""Reads how far the outbox is behind."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.outbox_health import ChannelHealth, OutboxHealth
from storage.database import Database
from storage.repositories.outbox_values import ChannelLag
from storage.unit_of_work import UnitOfWork


class OutboxHealthService:
    """Asks the database, so every process says the same."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def reading(self, team_id: str = "") -> OutboxHealth:
        """What waits and what is kept in a workspace, in all and by channel: the most belated first.

        Without one it is that of all together, which is for operators alone.
        """
        now = self._clock.now()

        def read(work: UnitOfWork) -> OutboxHealth:
            lag = work.outbox_readings.lag(team_id)
            channels = [_channel_health(each, now) for each in work.outbox_readings.channels(team_id)]
            channels.sort(key=lambda each: (-each.lag, -each.parked, each.channel))
            return OutboxHealth(
                waiting=lag.pending,
                parked=lag.parked,
                dead=lag.dead,
                lag=_age(lag.oldest_pending_at, now),
                channels=tuple(channels),
            )

        return await self._database.read(read)


def _channel_health(lag: ChannelLag, now: datetime) -> ChannelHealth:
    return ChannelHealth(
        channel=lag.channel,
        waiting=lag.waiting,
        parked=lag.parked,
        lag=_age(lag.oldest_waiting_at, now),
        last_error=lag.last_error,
        dead_since=lag.dead_since,
        dead_reason=lag.dead_reason,
        team_id=lag.team_id,
    )


def _age(since: datetime | None, now: datetime) -> timedelta:
    return max(now - since, timedelta(0)) if since else timedelta(0)
