"""What nobody wants any more is given up before it is posted, and takes nothing with it."""

from contextlib import suppress

import pytest

from bot.outbox.sender import LEASE, Sender
from storage.database import Database
from storage.models.outbox import OutboxState
from tests.delivery.stage import Killed, MovableClock, SmallSlack
from tests.delivery.telling import CHANNEL, TEAM, deliver_all, row, write

WHY = "Dropped: nobody wants it."


async def withdraw(database: Database, clock: MovableClock, key: str) -> bool:
    """Give it up."""
    return await database.transact(lambda work: work.outbox_withdrawals.withdraw(TEAM, key, clock.now(), WHY))


async def burst_that_is_kept(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender, fault: str
) -> list[str]:
    """Twelve messages that were to be told in one, which did not work; their keys."""
    keys = [f"n{number}" for number in range(12)]
    for key in keys:
        await write(database, clock, key, fold_line=key)
    slack.faults["post"] = [fault]
    await sender.deliver_one()
    return keys


@pytest.mark.parametrize("chosen", ["n0", "n5"])
async def test_a_burst_goes_on_without_what_nobody_wants(
    chosen: str, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    keys = await burst_that_is_kept(database, clock, slack, sender, "is_archived")
    assert await withdraw(database, clock, chosen)
    assert not await withdraw(database, clock, chosen)
    gone = await row(database, chosen)
    assert (gone.state, gone.last_error) == (OutboxState.DEAD, WHY)
    await database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, clock.now()))
    await deliver_all(sender, clock)
    (text,) = slack.texts
    assert "11" in text
    assert chosen not in text.split()
    left = {(await row(database, key)).state for key in keys if key != chosen}
    assert left == {OutboxState.SENT}


@pytest.mark.parametrize("chosen", ["n0", "n5"])
async def test_what_may_tell_others_already_is_left_to_be_looked_for(
    chosen: str, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await burst_that_is_kept(database, clock, slack, sender, "lost")
    assert not await withdraw(database, clock, chosen)
    await deliver_all(sender, clock)
    assert len(slack.texts) == 1
    assert (await row(database, chosen)).state == OutboxState.SENT


@pytest.mark.parametrize("fault", ["lost", "killed after"])
async def test_what_may_stand_already_is_left_to_be_looked_for(
    fault: str, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a")
    slack.faults["post"] = [fault]
    with suppress(Killed):
        await sender.deliver_one()
    clock.advance(LEASE.total_seconds())
    assert not await withdraw(database, clock, "a")
    await deliver_all(sender, clock)
    assert slack.texts == ["a"]
    assert (await row(database, "a")).state == OutboxState.SENT


@pytest.mark.parametrize("chosen", ["n0", "n5"])
async def test_what_is_being_told_in_a_burst_is_left(
    chosen: str, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    for number in range(12):
        await write(database, clock, f"n{number}", fold_line=f"n{number}")
    claim = await sender._claim()
    assert claim is not None
    assert not await withdraw(database, clock, chosen)
    await sender._deliver(claim)
    assert len(slack.texts) == 1
    assert (await row(database, chosen)).state == OutboxState.SENT


async def test_what_is_being_posted_or_stands_already_is_left(
    database: Database, clock: MovableClock, sender: Sender
) -> None:
    await write(database, clock, "a")
    claim = await sender._claim()
    assert claim is not None
    assert not await withdraw(database, clock, "a")
    await sender._deliver(claim)
    assert not await withdraw(database, clock, "a")
    assert (await row(database, "a")).state == OutboxState.SENT


async def test_only_what_begins_so_and_is_still_to_come_is_found(
    database: Database, clock: MovableClock, sender: Sender
) -> None:
    await write(database, clock, "note_1")
    await deliver_all(sender, clock)
    for key in ("note_2", "notes", "note_3"):
        await write(database, clock, key)
    await write(database, clock, "note_4", channel="C2")
    found = await database.read(lambda work: work.outbox_withdrawals.keys(TEAM, CHANNEL, "note_"))
    assert found == ["note_2", "note_3"]
