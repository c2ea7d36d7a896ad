"""A doubt outlives what comes after it: an attempt without an answer may arrive behind one that got a no."""

from datetime import timedelta

import pytest
from hypothesis import given

from bot.errors import SlackError
from bot.outbox.delivery_rules import Step, may_be_in_slack, still_in_doubt
from bot.outbox.sender import Sender
from storage.database import Database
from tests.delivery.stage import MovableClock, SmallSlack
from tests.delivery.telling import deliver_all, row, write
from tests.delivery.test_delivery_rules import AGES, ATTEMPTS, ERRORS, failure


@given(ERRORS, ATTEMPTS, AGES)
def test_whatever_comes_after_a_doubt_leaves_it_standing(
    error: SlackError, attempt: int, age: timedelta
) -> None:
    step = failure(error, attempt, age)
    after = still_in_doubt(step)
    assert may_be_in_slack(after.outcome)
    assert after.step is not Step.RETRY, "it is looked for first"
    assert (after.not_before, after.note, after.counts) == (step.not_before, step.note, step.counts)


@pytest.mark.parametrize("answer", [3.0, "invalid_blocks", "is_archived"])
async def test_a_copy_that_arrives_behind_a_no_does_not_stay_beside_the_message(
    answer: str | float, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["late 40", answer]
    await write(database, clock, "a")
    await sender.deliver_one()
    clock.advance(2)
    await sender.deliver_one()
    clock.advance(60)
    await write(database, clock, "a", "mended")
    await database.transact(lambda work: work.dead_channels.mended("T1", "C1", clock.now()))
    await deliver_all(sender, clock)
    assert slack.texts == ["mended"]
    assert (await row(database, "a")).ts == slack.messages[0].ts


@pytest.mark.parametrize("arrives_after", [3, 20, 100])
async def test_a_copy_that_arrives_later_still_is_swept_away(
    arrives_after: int, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = [f"late {arrives_after}", 2.0]
    await write(database, clock, "a")
    await deliver_all(sender, clock)
    clock.advance(200)
    await deliver_all(sender, clock)
    assert slack.texts == ["a"]
