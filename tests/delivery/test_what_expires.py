"""What speaks of its moment is of no use hours later: it expires with a note, and facts stay."""

from bot.metrics import Metrics
from bot.outbox.outcomes import NotDelivered
from bot.outbox.sender import Sender
from storage.database import Database
from storage.models.outbox import OutboxState
from tests.delivery.stage import MovableClock, SmallSlack
from tests.delivery.telling import CHANNEL, TEAM, deliver_all, row, write

HOUR, DAY = 3600, 24 * 3600
NOTE = "Expired: it could not be posted within 3 hours."


async def is_mended(database: Database, clock: MovableClock) -> None:
    """Somebody unarchives the channel."""
    await database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, clock.now()))


async def test_a_channel_that_comes_back_gets_the_facts_and_only_what_is_of_use(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    troubles: list[NotDelivered],
) -> None:
    metrics = Metrics()

    async def tell(trouble: NotDelivered) -> None:
        troubles.append(trouble)

    sender = Sender(database, slack, clock, owner="x", tell_owner=tell, metrics=metrics.outbox)
    slack.faults["post"] = ["is_archived"] * 100
    await write(database, clock, "old digest", is_timely=True)
    await write(database, clock, "job done")
    await deliver_all(sender, clock)
    await write(database, clock, "older digest", is_timely=True)
    clock.advance(2 * DAY)
    await write(database, clock, "new digest", is_timely=True)
    await deliver_all(sender, clock)
    slack.faults["post"] = []
    await is_mended(database, clock)
    await deliver_all(sender, clock)
    assert slack.texts == ["job done", "new digest"]
    for key in ("old digest", "older digest"):
        gone = await row(database, key)
        assert (gone.state, gone.last_error) == (OutboxState.DEAD, NOTE)
    counted = metrics.registry.get_sample_value("callboard_outbox_outcomes_total", {"outcome": "expired"})
    assert counted == 2
    assert len(troubles) == 1, "nobody is told of each"


async def test_what_waits_too_long_expires_also_where_no_channel_is_dead(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender, troubles: list[NotDelivered]
) -> None:
    slack.faults["post"] = [float(4 * HOUR)]
    await write(database, clock, "digest", is_timely=True)
    await write(database, clock, "news")
    await deliver_all(sender, clock)
    assert slack.texts == ["news"]
    assert (await row(database, "digest")).last_error == NOTE
    assert troubles == []


async def test_a_dead_channel_is_tried_by_what_is_still_of_use(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["token_revoked"]
    await write(database, clock, "digest", is_timely=True)
    await deliver_all(sender, clock)
    clock.advance(4 * HOUR)
    await write(database, clock, "news")
    await deliver_all(sender, clock)
    assert slack.texts == ["news"], "without anybody saying that it is back"


async def test_what_stands_already_is_edited_however_old_it_is(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "digest", "before", is_timely=True)
    await deliver_all(sender, clock)
    clock.advance(DAY)
    await write(database, clock, "digest", "after", is_timely=True)
    await deliver_all(sender, clock)
    assert slack.texts == ["after"]
