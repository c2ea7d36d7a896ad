"""Channels that cannot be posted in: kept, told once, tried again, told when mended, dropped when too old."""

import asyncio
import threading
from datetime import timedelta

import pytest

from bot.outbox.dead_channels import KEPT_FOR
from bot.outbox.delivery_rules import TRY_EVERY
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.outbox.outcomes import NotDelivered
from bot.outbox.sender import Sender
from storage.database import Database
from storage.models.dead_channels import DeadChannelRow
from storage.models.outbox import OutboxState
from storage.unit_of_work import UnitOfWork
from tests.delivery.conftest import MakeSender
from tests.delivery.stage import MovableClock, SmallSlack
from tests.delivery.telling import CHANNEL, TEAM, deliver_all, row, write

HOUR = TRY_EVERY.total_seconds()
DEADLY = [
    "is_archived",
    "not_in_channel",
    "channel_not_found",
    "restricted_action",
    "restricted_action_read_only_channel",
    "account_inactive",
    "user_disabled",
]


async def dead_channel(database: Database, channel: str = CHANNEL) -> DeadChannelRow | None:
    return await database.read(lambda work: work.dead_channels.get(TEAM, channel))


@pytest.mark.parametrize("code", DEADLY)
async def test_what_was_written_before_and_after_is_kept_and_costs_no_more_calls(
    code: str, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = [code]
    for key in ("a", "b"):
        await write(database, clock, key)
    await deliver_all(sender, clock)
    await write(database, clock, "c")
    await write(database, clock, "elsewhere", channel="C2")
    await deliver_all(sender, clock)
    assert slack.texts == ["elsewhere"]
    assert slack.calls == ["post", "post"]
    assert {(await row(database, key)).state for key in ("a", "b", "c")} == {OutboxState.PARKED}
    assert [code in (await row(database, key)).last_error for key in ("a", "b")] == [True, True]


async def test_the_owner_is_told_once_however_often_it_fails(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"] = ["is_archived"] * 5
    await write(database, clock, "a", responsible_id="U7")
    await deliver_all(sender, clock)
    for number in range(4):
        clock.advance(HOUR)
        await deliver_all(sender, clock)
        await write(database, clock, f"more {number}")
        await deliver_all(sender, clock)
    assert slack.calls == ["post"] * 5
    assert [(each.channel, each.reason, each.responsible_id) for each in troubles] == [
        (CHANNEL, "is_archived", "U7")
    ]


async def test_once_a_channel_lives_again_all_is_told_in_order_without_an_event(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["not_in_channel", "not_in_channel"]
    keys = ["a", "b", "c", "d"]
    for key in keys[:3]:
        await write(database, clock, key)
    await deliver_all(sender, clock)
    await write(database, clock, "d")
    clock.advance(HOUR - 1)
    assert not await sender.deliver_one()
    clock.advance(1)
    await deliver_all(sender, clock)
    assert slack.texts == []
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == keys
    assert await dead_channel(database) is None


async def test_what_is_awaited_is_told_first_when_a_channel_lives_again(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["is_archived"]
    await write(database, clock, "news")
    await deliver_all(sender, clock)
    await write(database, clock, "answer", is_awaited=True)
    await database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, clock.now()))
    await deliver_all(sender, clock)
    assert slack.texts == ["answer", "news"]


async def test_an_edit_that_is_refused_is_made_when_the_channel_lives_again(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "card", "waiting")
    await deliver_all(sender, clock)
    slack.faults["update"] = ["is_archived"]
    await write(database, clock, "card", "live")
    await deliver_all(sender, clock)
    assert slack.texts == ["waiting"]
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == ["live"]
    assert await dead_channel(database) is None


async def test_where_posts_are_restricted_an_edit_proves_nothing(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "card", "waiting")
    await deliver_all(sender, clock)
    slack.faults["post"] = ["restricted_action", "restricted_action"]
    await write(database, clock, "news")
    await deliver_all(sender, clock)
    await write(database, clock, "card", "live")
    await deliver_all(sender, clock)
    assert slack.texts == ["live"], "what stands can be edited"
    assert await dead_channel(database) is not None
    clock.advance(2 * HOUR)
    await deliver_all(sender, clock)
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == ["live", "news"]


async def test_a_new_process_tries_dead_channels_at_once(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender, make_sender: MakeSender
) -> None:
    slack.faults["post"] = ["token_revoked"]
    await write(database, clock, "a")
    await deliver_all(sender, clock)
    second = make_sender("with the new token")
    await second._try_dead_channels()
    await deliver_all(second, clock)
    assert slack.texts == ["a"]


async def test_a_process_that_dies_before_it_could_tell_is_followed_by_one_that_tells(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    make_sender: MakeSender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"] = ["is_archived"]
    await write(database, clock, "a")
    first = make_sender("first")
    claim = await first._claim()
    assert claim is not None
    with pytest.raises(ZeroDivisionError):
        await _deliver_and_die_before_telling(first, claim)
    assert troubles == []
    await deliver_all(make_sender("second"), clock)
    assert [each.reason for each in troubles] == ["is_archived"]


async def _deliver_and_die_before_telling(sender: Sender, claim: object) -> None:
    class Dies:
        async def tend(self) -> bool:
            raise ZeroDivisionError

    sender._dead_channels = Dies()  # type: ignore[assignment] # the process ends in this moment
    await sender._deliver(claim)  # type: ignore[arg-type] # whatever was claimed


async def test_who_could_not_be_told_is_told_a_little_later(
    database: Database, clock: MovableClock, slack: SmallSlack
) -> None:
    told: list[NotDelivered] = []
    fails = [True]

    async def tell(trouble: NotDelivered) -> None:
        if fails.pop() if fails else False:
            raise LookupError
        told.append(trouble)

    sender = Sender(database, slack, clock, owner="x", tell_owner=tell)
    slack.faults["post"] = ["is_archived"]
    await write(database, clock, "a")
    await deliver_all(sender, clock)
    assert told == []
    clock.advance(300)
    await deliver_all(sender, clock)
    await deliver_all(sender, clock)
    assert len(told) == 1


async def test_what_is_too_old_is_dropped_with_a_note_and_the_owner_is_told(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    slack.faults["post"] = ["is_archived"] * 500
    for key in ("a", "b"):
        await write(database, clock, key, responsible_id="U7")
    await deliver_all(sender, clock)
    clock.advance(3600 * 24)
    await write(database, clock, "younger")
    clock.advance((KEPT_FOR - timedelta(days=1)).total_seconds())
    await deliver_all(sender, clock)
    assert (await row(database, "a")).state == OutboxState.PARKED
    clock.advance(1)
    await deliver_all(sender, clock)
    for key in ("a", "b"):
        dropped = await row(database, key)
        assert (dropped.state, dropped.last_error) == (
            OutboxState.DEAD,
            "Dropped: it could not be posted for 7 days.",
        )
    assert (await row(database, "younger")).state == OutboxState.PARKED
    assert [(each.waiting, each.dropped, each.responsible_id) for each in troubles] == [
        (2, 0, "U7"),
        (0, 2, "U7"),
    ]
    slack.faults["post"] = []
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == ["younger"]


@pytest.mark.parametrize("stands", [True, False])
async def test_what_is_kept_is_as_old_as_its_last_wording(
    stands: bool, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    if stands:
        await write(database, clock, "card", "asked")
        await deliver_all(sender, clock)
    slack.faults["post"], slack.faults["update"] = ["is_archived"] * 500, ["is_archived"] * 500
    await write(database, clock, "card", "waits")
    await deliver_all(sender, clock)
    clock.advance((KEPT_FOR - timedelta(days=1)).total_seconds())
    await write(database, clock, "card", "done")
    clock.advance(timedelta(days=2).total_seconds())
    await deliver_all(sender, clock)
    slack.faults.clear()
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == ["done"]


async def burst_that_waited(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender, fault: str
) -> None:
    """Twelve messages, the last of them two hours younger, that were to be told in one, which did not work."""
    slack.faults["post"] = [3 * HOUR, fault]
    for number in range(12):
        if number == 6:
            await sender.deliver_one()
            clock.advance(2 * HOUR)
        await write(database, clock, f"n{number}", fold_line=f"n{number}")
    clock.advance(HOUR)
    assert await sender.deliver_one()
    slack.faults["post"] = ["is_archived"] * 500


async def test_of_a_burst_that_is_too_old_what_is_younger_is_told_when_the_channel_lives_again(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await burst_that_waited(database, clock, slack, sender, "is_archived")
    clock.advance((KEPT_FOR - timedelta(hours=2)).total_seconds())
    await deliver_all(sender, clock)
    slack.faults.clear()
    clock.advance(HOUR / 2)
    await database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, clock.now()))
    await deliver_all(sender, clock)
    assert slack.texts == [f"n{number}" for number in range(6, 12)]


async def test_of_a_burst_in_doubt_that_is_too_old_nothing_is_told_blindly(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["find"] = ["is_archived"]
    await burst_that_waited(database, clock, slack, sender, "lost")
    clock.advance((KEPT_FOR - timedelta(hours=2)).total_seconds())
    await deliver_all(sender, clock)
    slack.faults.clear()
    await database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, clock.now()))
    await deliver_all(sender, clock)
    assert len(slack.texts) == 1
    assert {(await row(database, f"n{number}")).state for number in range(12)} == {OutboxState.DEAD}


async def test_a_message_in_doubt_is_kept_in_doubt(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["late 40", "is_archived"]
    await write(database, clock, "a")
    await sender.deliver_one()
    clock.advance(2)
    await sender.deliver_one()
    assert (await row(database, "a")).state == OutboxState.PARKED
    clock.advance(60)
    await database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, clock.now()))
    await deliver_all(sender, clock)
    assert slack.texts == ["a"], "it had arrived after all"
    assert slack.calls.count("post") == 2


async def test_a_message_in_doubt_keeps_its_place_when_a_dead_channel_is_tried(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["broken", "is_archived"]
    await write(database, clock, "a")
    await write(database, clock, "b")
    await deliver_all(sender, clock)
    assert {(await row(database, key)).state for key in ("a", "b")} == {OutboxState.PARKED}
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == ["a", "b"]


async def test_a_message_that_is_never_found_does_not_keep_a_channel_dead(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["lost", "is_archived"]
    slack.faults["find"] = ["missing_scope"] * 3
    await write(database, clock, "a")
    await write(database, clock, "b")
    await deliver_all(sender, clock)
    clock.advance(HOUR)
    await deliver_all(sender, clock)
    assert slack.texts == ["a", "b"]
    assert await dead_channel(database) is None
    assert (await row(database, "a")).state == OutboxState.PARKED


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_written_while_its_channel_is_mended_is_not_kept_for_ever(
    database: Database, clock: MovableClock
) -> None:
    now = clock.now()
    again = now + timedelta(hours=1)
    await database.transact(
        lambda work: work.dead_channels.mark(TEAM, CHANNEL, now, reason="is_archived", try_again_at=again)
    )
    written, mended = threading.Event(), threading.Event()

    def tell(work: UnitOfWork) -> None:
        enqueue(work, Message("a", TEAM, CHANNEL, "hello"), now)
        written.set()
        mended.wait(5)

    telling = asyncio.create_task(database.transact(tell))
    await asyncio.to_thread(written.wait, 5)
    mending = asyncio.create_task(
        database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, now))
    )
    await asyncio.wait({mending}, timeout=0.2)  # it waits for whoever writes
    mended.set()
    await asyncio.gather(telling, mending)
    assert (await row(database, "a")).state == OutboxState.PENDING
