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
        health = await self._ground.outbox_health.reading()
        figures = self._ground.metrics.outbox
        figures.waiting.set(health.waiting)
        figures.oldest.set(health.lag.total_seconds())
        figures.parked.set(health.parked)
        figures.dead.set(health.dead)
        by_channel = (figures.channel_waiting, figures.channel_parked, figures.channel_oldest)
        for gauge in by_channel:
            gauge.clear()  # a channel in which nothing waits any more is not shown
        for each in health.channels:
            values = (each.waiting, each.parked, each.lag.total_seconds())
            for gauge, value in zip(by_channel, values, strict=True):
                gauge.labels(each.team_id, each.channel).set(value)
        return generate_latest(self._ground.metrics.registry)
