"""Whether the program can do its work, and the figures that tell how it does."""

from prometheus_client import generate_latest

from bot.wiring.ground import Ground


class Health:
    """Asks the database; everything else is held in memory or asked by those who need it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def checks(self) -> dict[str, bool]:
        """Whether the database answers. It is up to date, or the program would not have started."""
        try:
            await self._ground.database.read(lambda work: work.inbox.open_count())
        except Exception:  # noqa: BLE001 - whatever it is, the answer to the load balancer is no
            return {"database": False}
        return {"database": True}

    async def figures(self) -> bytes:
        """The metrics, with the outbox as it is now."""
        metrics = self._ground.metrics
        lag = await self._ground.database.read(lambda work: work.outbox_readings.lag())
        now = self._ground.clock.now()
        metrics.waiting_messages.set(lag.pending)
        metrics.oldest_message.set(
            (now - lag.oldest_pending_at).total_seconds() if lag.oldest_pending_at else 0
        )
        return generate_latest(metrics.registry)
