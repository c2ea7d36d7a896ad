"""429: obeyed by method and channel, so that nothing waits that Slack would take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.delivery_rules import place_of_pause
from bot.outbox.sender import Sender
from storage.database import Database
from tests.delivery.conftest import MakeSender
from tests.delivery.stage import MovableClock, SmallSlack
from tests.delivery.telling import deliver_all, write


@pytest.fixture
async def cards(database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender) -> list[str]:
    """Cards that stand in two channels."""
    for channel in ("C1", "C2"):
        await write(database, clock, f"card {channel}", channel=channel)
    await deliver_all(sender, clock)
    clock.advance(1)
    slack.calls.clear()
    return ["card C1", "card C2"]


async def run_for(sender: Sender, clock: MovableClock, seconds: int) -> None:
    for _ in range(seconds):
        while await sender.deliver_one():
            pass
        clock.advance(1)


async def test_edits_wait_in_the_whole_workspace_and_posts_go_on(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender, cards: list[str]
) -> None:
    slack.faults["update"] = [30]
    for card in cards:
        await write(database, clock, card, "live", channel=card[-2:])
    await write(database, clock, "news", channel="C1")
    await write(database, clock, "more", channel="C2")
    await run_for(sender, clock, 29)
    assert slack.calls.count("update") == 1, "the second edit did not even try"
    assert slack.texts[2:] == ["more", "news"]
    await run_for(sender, clock, 3)
    assert sorted(slack.texts) == ["live", "live", "more", "news"]
    assert slack.calls.count("update") == 3


async def test_a_post_that_waits_holds_back_its_channel_and_no_edit(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender, cards: list[str]
) -> None:
    slack.faults["post"] = [30]
    await write(database, clock, "news", channel="C1")
    await write(database, clock, "more", channel="C1")
    await sender.deliver_one()
    await write(database, clock, cards[0], "live", channel="C1")
    await write(database, clock, "elsewhere", channel="C2")
    await run_for(sender, clock, 29)
    assert slack.texts == ["live", "card C2", "elsewhere"]
    await run_for(sender, clock, 4)
    assert slack.texts[3:] == ["news", "more"]


async def test_three_channels_at_once_mean_the_workspace(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = [30, 40, 50]
    for number in range(6):
        await write(database, clock, f"m{number}", channel=f"C{number}")
    await run_for(sender, clock, 49)
    assert slack.calls == ["post"] * 3, "the others wait, too"
    await run_for(sender, clock, 3)
    assert sorted(slack.texts) == [f"m{number}" for number in range(6)]


async def test_a_pause_is_obeyed_by_every_sender(
    database: Database, clock: MovableClock, slack: SmallSlack, make_sender: MakeSender, cards: list[str]
) -> None:
    first, second = make_sender("first"), make_sender("second")
    slack.faults["update"] = [30]
    for card in cards:
        await write(database, clock, card, "live", channel=card[-2:])
    assert await first.deliver_one()
    clock.advance(29)
    assert not await second.deliver_one()
    clock.advance(1)
    assert await second.deliver_one()


async def test_while_history_may_not_be_read_only_what_is_in_doubt_waits(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.limited_as = {"find": "conversations.history"}
    slack.faults["post"] = ["lost", "broken"]
    slack.faults["find"] = [60]
    await write(database, clock, "a", channel="C1")
    await write(database, clock, "b", channel="C2")
    await write(database, clock, "c", channel="C3")
    await run_for(sender, clock, 59)
    assert slack.texts == ["a", "c"]
    assert slack.calls.count("find") == 1, "the other one in doubt did not even try"
    await run_for(sender, clock, 5)
    assert slack.texts == ["a", "c", "b"]


async def test_a_sweep_waits_while_history_may_not_be_read(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.limited_as = {"find": "conversations.history"}
    slack.faults["post"] = ["broken"]
    await write(database, clock, "a")
    await run_for(sender, clock, 5)
    slack.faults["find"] = [600.0]
    slack.calls.clear()
    await run_for(sender, clock, 700)
    assert slack.calls == ["find"]
    await run_for(sender, clock, 60)
    assert slack.calls == ["find", "find"]


@given(st.sampled_from(["chat.update", "chat.delete", "conversations.history"]), st.integers(0, 5))
def test_what_slack_counts_by_workspace_waits_in_the_workspace(method: str, elsewhere: int) -> None:
    assert place_of_pause(method, "C1", paused_elsewhere=elsewhere) == ""
