"""A channel that cannot be posted in for a while: who hears of it, and what is posted once it is back."""

from bot.domain.subscriptions import Topic
from tests.scenarios.marks import on_both_databases
from tests.scenarios.news import happens
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.seats import Cast, Seat
from tests.scenarios.subscribing import STATS
from tests.subscriptions import subscription_row

DEAD = ("is_archived", "message_needs_a_person", "channel_cannot_be_posted_in")


async def set_up(house: Playhouse, seat: Seat, topic: Topic, channel: str = STATS) -> None:
    """Somebody has a topic posted in a channel."""
    row = subscription_row(TEAM, channel, topic, house.clock.now())
    row.created_by = seat.user
    assert await house.program.ground.database.transact(lambda work: work.subscriptions.add(row))


@on_both_databases
async def test_everybody_who_set_something_up_in_a_channel_hears_once_that_it_is_archived(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive(*DEAD)
    await set_up(house, cast.maya, Topic.PUBLISHING)
    await set_up(house, cast.maya, Topic.KEYS)
    await set_up(house, cast.tomas, Topic.JOBS)
    await house.board.change_channel(STATS, "archive")
    await happens(house, "one", "publishing")
    await happens(house, "two", "publishing")
    await happens(house, "three", "jobs")
    for seat in (cast.maya, cast.tomas, cast.olivia, cast.adam):
        told = [each for each in await seat.direct_messages() if "archived" in each]
        assert len(told) == 1, seat.user
        assert "#stats" in told[0]
