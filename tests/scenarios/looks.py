"""What channels hear of: somebody subscribes, time goes by until the next look, and the cards are read."""

from sandbox.slack.driver import SeenMessage
from storage.models.subscriptions import SubscriptionRow
from storage.unit_of_work import UnitOfWork
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.seats import LAUNCHES, Cast

MINUTES = 60
NEXT_LOOK = 6 * MINUTES


async def subscribe(house: Playhouse, *topics: str, channel: str = LAUNCHES, **filters: object) -> None:
    """Somebody had these topics posted in a channel."""
    for topic in topics:
        row = SubscriptionRow(
            id=f"{channel}-{topic}",
            team_id=TEAM,
            channel_id=channel,
            topic=topic,
            filters=dict(filters),
            fingerprint="",
            created_by="U0OLIVIA",
            created_by_name="Olivia",
            created_at=house.clock.now(),
        )

        def add(work: UnitOfWork, row: SubscriptionRow = row) -> bool:
            return work.subscriptions.add(row)

        await house.program.ground.database.transact(add)


async def hears(house: Playhouse, *topics: str, channel: str = LAUNCHES, **filters: object) -> None:
    """Somebody had these topics posted in a channel, and everything was looked at once."""
    await subscribe(house, *topics, channel=channel, **filters)
    await house.time_passes(NEXT_LOOK)


async def next_look(house: Playhouse) -> None:
    """Time goes by until the accounts have been looked at again."""
    await house.time_passes(NEXT_LOOK)


async def news(cast: Cast, channel: str = LAUNCHES) -> list[SeenMessage]:
    """What the bot posted in a channel, oldest first."""
    seen = await cast.olivia.in_channel(channel)
    return [each for each in seen if each.raw["is_bot"] and each.thread_ts in {None, each.ts}]
