"""What channels hear of: somebody subscribes, time goes by until the next look, and the cards are read."""

from bot.domain.subscriptions import Topic
from sandbox.slack.driver import SeenMessage
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import LAUNCHES, Cast
from tests.scenarios.subscribing import posted, wants

MINUTES = 60
NEXT_LOOK = 6 * MINUTES


async def subscribe(house: Playhouse, *topics: str, channel: str = LAUNCHES, **filters: object) -> None:
    """Somebody had these topics posted in a channel."""
    for topic in topics:
        await wants(house, channel, Topic(topic), **filters)


async def hears(house: Playhouse, *topics: str, channel: str = LAUNCHES, **filters: object) -> None:
    """Somebody had these topics posted in a channel, and everything was looked at once."""
    await subscribe(house, *topics, channel=channel, **filters)
    await house.time_passes(NEXT_LOOK)


async def next_look(house: Playhouse) -> None:
    """Time goes by until the accounts have been looked at again."""
    await house.time_passes(NEXT_LOOK)


async def news(cast: Cast, channel: str = LAUNCHES) -> list[SeenMessage]:
    """What the bot posted in a channel, oldest first."""
    return await posted(cast, channel)
