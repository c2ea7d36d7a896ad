"""What operators and people read of the outbox: what waits, what is kept, since when, and why."""

from datetime import timedelta

from bot.domain.outbox_health import ChannelHealth, OutboxHealth
from bot.outbox.sender import Sender
from bot.services.outbox_health import OutboxHealthService
from bot.views.board import status
from storage.database import Database
from tests.delivery.stage import START, MovableClock, SmallSlack
from tests.delivery.telling import deliver_all, write


async def read(database: Database, clock: MovableClock) -> OutboxHealth:
    return await OutboxHealthService(database, clock).reading()


def told(health: OutboxHealth) -> list[str]:
    """What the status says of it."""
    reply = status(pulses=[], waiting=0, running=0, outbox=health, version="1.0", now=START)
    return reply.text.splitlines()[2:]


async def test_an_outbox_that_is_up_to_date_has_nothing_to_say(
    database: Database, clock: MovableClock, sender: Sender
) -> None:
    await write(database, clock, "a")
    await deliver_all(sender, clock)
    health = await read(database, clock)
    assert health == OutboxHealth(waiting=0, parked=0, dead=0, lag=timedelta(0))
    assert told(health) == ["No message waits to be posted."]


async def test_the_age_of_the_oldest_is_the_lag_and_the_latest_channel_comes_first(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["broken", 40.0]
    await write(database, clock, "a", channel="C1")
    clock.advance(20)
    await write(database, clock, "b", channel="C2")
    await write(database, clock, "c", channel="C2")
    clock.advance(10)
    for _ in range(2):
        await sender.deliver_one()
    health = await read(database, clock)
    assert (health.waiting, health.lag) == (3, timedelta(seconds=30))
    first, second = health.channels
    assert (first.channel, first.waiting, first.lag) == ("C1", 1, timedelta(seconds=30))
    assert (second.channel, second.waiting, second.lag) == ("C2", 2, timedelta(seconds=10))
    assert "ClientOSError" in first.last_error
    assert "wait 40 s" in second.last_error


async def test_a_dead_channel_says_since_when_why_and_how_much_is_kept(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["is_archived", "invalid_blocks"]
    await write(database, clock, "a", channel="C1")
    await write(database, clock, "b", channel="C1")
    await write(database, clock, "refused", channel="C2")
    await deliver_all(sender, clock)
    health = await read(database, clock)
    assert (health.waiting, health.parked, health.dead, health.lag) == (0, 2, 1, timedelta(0))
    assert health.channels == (
        ChannelHealth(
            "C1",
            waiting=0,
            parked=2,
            lag=timedelta(0),
            last_error="Slack refused post: is_archived.",
            dead_since=START,
            dead_reason="is_archived",
            team_id="T1",
        ),
    )
    first, second = told(health)
    assert first == ("0 messages wait to be posted; 2 are kept for later. 1 could not be posted at all.")
    assert second.startswith("<#C1>: 2 kept, because Slack says `is_archived` since <!date^")


async def test_what_is_folded_waits_with_the_message_that_will_tell_it(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    for number in range(20):
        await write(database, clock, f"n{number}", fold_line="short")
    slack.faults["post"] = [30]
    await sender.deliver_one()
    assert (await read(database, clock)).waiting == 20
    await deliver_all(sender, clock)
    assert (await read(database, clock)).waiting == 0


def test_foreign_words_are_shown_and_obeyed_by_nobody() -> None:
    channel = ChannelHealth("U7", waiting=2, parked=1, lag=timedelta(minutes=5), last_error="<!channel> & co")
    assert told(OutboxHealth(2, 1, 0, timedelta(minutes=5), (channel,))) == [
        "2 messages wait to be posted, the oldest for 5 min; 1 is kept for later.",
        "<@U7>: 1 kept, because Slack says `&lt;!channel&gt; &amp; co`",
    ]


def test_only_the_channels_that_are_worst_are_listed() -> None:
    channels = tuple(ChannelHealth(f"C{n}", waiting=1, parked=1, lag=timedelta(seconds=n)) for n in range(13))
    lines = told(OutboxHealth(13, 13, 0, timedelta(seconds=13), channels))
    assert len(lines) == 11
    assert lines[-1].startswith("<#C9>: 1 kept")
