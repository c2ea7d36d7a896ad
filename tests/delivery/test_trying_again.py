"""What Slack does not take for a day is kept, lets others pass, and is tried again until it gets through."""

from bot.outbox.outcomes import NotDelivered
from bot.outbox.sender import Sender
from storage.database import Database
from storage.models.outbox import OutboxState
from tests.delivery.stage import MovableClock, SmallSlack
from tests.delivery.telling import deliver_all, row, write

HOUR, DAY = 3600, 24 * 3600


async def fails_for_a_day(slack: SmallSlack, clock: MovableClock, sender: Sender, call: str) -> None:
    """The message that is next is refused without a word for longer than it is tried at its turn."""
    slack.faults[call] = ["broken"] * 2
    await sender.deliver_one()
    clock.advance(DAY)
    await sender.deliver_one()


async def test_what_failed_for_a_day_is_posted_within_the_hour_once_slack_takes_it(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    await write(database, clock, "a")
    await fails_for_a_day(slack, clock, sender, "post")
    assert (await row(database, "a")).state == OutboxState.PARKED
    slack.faults["post"] = ["broken"] * 3
    for _ in range(3):
        clock.advance(HOUR)
        await deliver_all(sender, clock)
        assert (await row(database, "a")).state == OutboxState.PARKED
    assert slack.texts == []
    clock.advance(HOUR - 1)
    assert not await sender.deliver_one()
    clock.advance(1)
    await deliver_all(sender, clock)
    assert slack.texts == ["a"]
    assert len(troubles) == 1, "told once, however often it is tried"


async def test_what_is_kept_lets_the_others_of_its_channel_pass(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a")
    await fails_for_a_day(slack, clock, sender, "post")
    await write(database, clock, "b")
    await deliver_all(sender, clock)
    assert slack.texts == ["b"]
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == ["b", "a"]


async def test_an_edit_that_failed_for_a_day_is_made_later(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "card", "waiting")
    await deliver_all(sender, clock)
    await write(database, clock, "card", "live")
    slack.faults["update"] = ["broken"]
    clock.advance(DAY)
    await sender.deliver_one()
    assert (await row(database, "card")).state == OutboxState.PARKED
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == ["live"]


async def test_an_edit_of_an_old_card_has_a_day_of_its_own(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "card", "waiting")
    await deliver_all(sender, clock)
    clock.advance(2 * DAY)
    await write(database, clock, "card", "live")
    slack.faults["update"] = ["broken"]
    await sender.deliver_one()
    assert (await row(database, "card")).state == OutboxState.PENDING
    clock.advance(2)
    await deliver_all(sender, clock)
    assert slack.texts == ["live"]


async def test_so_has_an_edit_of_an_old_burst(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a")
    await deliver_all(sender, clock)
    clock.advance(8 * DAY)
    id = (await row(database, "a")).id
    await database.transact(lambda work: work.outbox.edit_again(id, clock.now()))
    slack.faults["update"] = ["broken"]
    await sender.deliver_one()
    assert (await row(database, "a")).state == OutboxState.PENDING


async def test_what_stands_there_after_all_is_found_and_not_posted_twice(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["lost"]
    await write(database, clock, "a")
    await fails_for_a_day(slack, clock, sender, "find")
    clock.advance(DAY)
    await sender.deliver_one()
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == ["a"]
    assert slack.calls.count("post") == 1


async def test_what_cannot_be_looked_for_is_looked_for_again_once_somebody_may_have_mended_that(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"], slack.faults["find"] = ["broken"], ["token_revoked"] * 2
    await write(database, clock, "a")
    await deliver_all(sender, clock)
    assert (await row(database, "a")).state == OutboxState.PARKED
    for _ in range(2):
        clock.advance(HOUR)
        await deliver_all(sender, clock)
    assert slack.texts == ["a"]
    assert len(troubles) == 1


async def test_what_was_given_up_and_has_news_has_a_day_of_its_own(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"] = ["invalid_blocks"]
    await write(database, clock, "a")
    await deliver_all(sender, clock)
    assert (await row(database, "a")).state == OutboxState.DEAD
    clock.advance(2 * DAY)
    slack.faults["post"] = ["broken"]
    await write(database, clock, "a", "anew")
    await deliver_all(sender, clock)
    assert slack.texts == ["anew"]
    assert len(troubles) == 1, "only of what was given up"
