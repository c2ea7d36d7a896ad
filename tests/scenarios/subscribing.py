"""What the stories of notices share: channels that want to hear of a topic, and what then stands in them."""

from typing import Any

from bot.domain.subscriptions import Topic
from sandbox.slack.driver import SeenMessage
from storage.models.notices import NoticeRow
from storage.unit_of_work import UnitOfWork
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.seats import Cast
from tests.subscriptions import subscription_row

STATS, RANDOM = "C0STATS", "C0RANDOM"


async def wants(house: Playhouse, channel: str, topic: Topic, **filters: Any) -> None:
    """Somebody has a topic posted in a channel."""
    row = subscription_row(TEAM, channel, topic, house.clock.now(), **filters)
    assert await house.program.ground.database.transact(lambda work: work.subscriptions.add(row))


async def posted(cast: Cast, channel: str) -> list[SeenMessage]:
    """What the bot has posted in a channel, threads aside, oldest first."""
    seen = await cast.olivia.in_channel(channel)
    return [each for each in seen if each.raw["is_bot"] and each.thread_ts in {None, each.ts}]


async def notices(house: Playhouse, topic: Topic) -> list[NoticeRow]:
    """The notices of a topic that were written down, oldest first."""

    def read(work: UnitOfWork) -> list[NoticeRow]:
        now = house.clock.now()
        return work.notices.between(
            TEAM, now.replace(year=2000), now.replace(year=2100), topics=[topic], limit=999
        )

    found: list[NoticeRow] = await house.look(read)
    return found
