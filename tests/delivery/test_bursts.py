"""Bursts: past a budget, news of one channel comes in one message, and each fact knows where it was told."""

import pytest

from bot.outbox.outcomes import NotDelivered
from bot.outbox.sender import FOLD_ABOVE, Sender
from storage.database import Database
from storage.models.outbox import OutboxRow, OutboxState
from tests.delivery.conftest import MakeSender
from tests.delivery.stage import Killed, MovableClock, SmallSlack
from tests.delivery.telling import CHANNEL, TEAM, deliver_all, row, write
from tests.delivery.test_sender import AFTER_LEASE


async def news(database: Database, clock: MovableClock, count: int, start: int = 1) -> list[str]:
    """Tell so many facts that may be folded; their keys."""
    keys = [f"n{number}" for number in range(start, start + count)]
    for key in keys:
        await write(database, clock, key, f"{key} in full", fold_line=f"{key} in short")
    return keys


async def rows(database: Database, keys: list[str]) -> list[OutboxRow]:
    return [await row(database, key) for key in keys]


def shown(slack: SmallSlack) -> list[list[str]]:
    """The lines of each message."""
    return [said.text.splitlines() for said in slack.messages]


async def test_as_many_as_people_read_come_one_by_one(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await news(database, clock, FOLD_ABOVE)
    await deliver_all(sender, clock)
    assert slack.texts == [f"n{number} in full" for number in range(1, FOLD_ABOVE + 1)]


async def test_a_burst_is_told_in_one_message_that_lists_the_first_and_counts_the_rest(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    keys = await news(database, clock, 153)
    await deliver_all(sender, clock)
    (lines,) = shown(slack)
    assert lines == [
        "*153 messages in one*",
        *(f"• n{number} in short" for number in range(1, 11)),
        "and 143 more",
    ]
    assert slack.messages[0].blocks[0]["text"]["text"] == slack.texts[0]
    first, *others = await rows(database, keys)
    assert (first.state, first.ts, first.folded_into) == (OutboxState.SENT, slack.messages[0].ts, None)
    assert {(each.state, each.ts, each.channel_id, each.folded_into) for each in others} == {
        (OutboxState.SENT, first.ts, CHANNEL, first.id)
    }
    assert slack.calls == ["post"]


async def test_the_same_facts_told_again_change_nothing(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await news(database, clock, 20)
    await deliver_all(sender, clock)
    await news(database, clock, 20)
    await deliver_all(sender, clock)
    assert slack.calls == ["post"]


async def test_a_fact_that_has_news_changes_its_line_where_it_was_told(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await news(database, clock, 20)
    await deliver_all(sender, clock)
    assert await write(database, clock, "n1", "n1 anew", fold_line="n1 is done")
    assert await write(database, clock, "n3", "n3 failed\nand more of it")
    await deliver_all(sender, clock)
    (lines,) = shown(slack)
    assert lines[1:5] == ["• n1 is done", "• n2 in short", "• n3 failed", "• n4 in short"]
    assert slack.calls.count("post") == 1
    assert {each.state for each in await rows(database, ["n1", "n3"])} == {OutboxState.SENT}


async def test_news_of_a_burst_that_could_not_be_edited_before_gives_it_another_chance(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await news(database, clock, 20)
    await deliver_all(sender, clock)
    slack.faults["update"] = ["msg_too_long"]
    assert await write(database, clock, "n3", "n3 failed")
    await deliver_all(sender, clock)
    assert {each.state for each in await rows(database, ["n1"])} == {OutboxState.DEAD}
    assert await write(database, clock, "n3", "n3 is done")
    await deliver_all(sender, clock)
    (lines,) = shown(slack)
    assert lines[3] == "• n3 is done"


async def test_a_fact_that_has_news_before_the_burst_is_posted_is_told_in_its_last_form(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await news(database, clock, 20)
    slack.faults["post"] = [30]
    await sender.deliver_one()
    await write(database, clock, "n2", "n2 anew", fold_line="n2 is done")
    await deliver_all(sender, clock)
    assert shown(slack)[0][2] == "• n2 is done"
    assert slack.calls == ["post", "post"]


async def test_what_must_be_told_by_itself_is_never_folded(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "card", is_awaited=True)
    await write(database, clock, "note", thread_key="card", fold_line="a line that counts for nothing")
    await news(database, clock, 20)
    await write(database, clock, "digest")
    await write(database, clock, "joined", fold_line="somebody answers to this one")
    await write(database, clock, "answer", thread_key="joined")
    await write(database, clock, "long", "word " * 2000, blocks=(), fold_line="too long for one message")
    await deliver_all(sender, clock)
    by_itself = [said.text for said in slack.messages if not said.text.startswith("*")]
    assert [text.split()[0] for text in by_itself] == [
        "card", "note", "digest", "joined", "answer", "(1/3)", "(2/3)", "(3/3)"
    ]  # fmt: skip
    (burst,) = [said.text for said in slack.messages if said.text.startswith("*")]
    assert burst.startswith("*20 messages in one*")
    note = next(said for said in slack.messages if said.text == "note")
    assert note.thread_ts == slack.messages[0].ts


async def test_an_answer_to_a_folded_fact_joins_the_thread_of_the_message_that_told_it(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await news(database, clock, 20)
    await deliver_all(sender, clock)
    await write(database, clock, "answer", thread_key="n7")
    await deliver_all(sender, clock)
    assert slack.messages[1].thread_ts == slack.messages[0].ts


async def test_each_channel_has_a_budget_of_its_own(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    for number in range(8):
        for channel in ("C1", "C2"):
            await write(database, clock, f"{channel}{number}", channel=channel, fold_line="short")
    await deliver_all(sender, clock)
    assert len(slack.messages) == 16


async def test_what_comes_after_a_burst_was_posted_is_a_burst_of_its_own(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await news(database, clock, 20)
    await deliver_all(sender, clock)
    await news(database, clock, 3, start=21)
    await deliver_all(sender, clock)
    assert [lines[0] for lines in shown(slack)] == [
        "*20 messages in one*",
        *(f"n{number} in full" for number in (21, 22, 23)),
    ]


async def test_a_burst_that_grows_while_slack_asks_to_wait_is_told_whole(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await news(database, clock, 20)
    slack.faults["post"] = [30]
    await sender.deliver_one()
    await news(database, clock, 5, start=21)
    await deliver_all(sender, clock)
    assert [lines[0] for lines in shown(slack)] == ["*25 messages in one*"]


async def test_a_burst_whose_answer_was_lost_is_found_and_grows_no_more(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    keys = await news(database, clock, 20)
    slack.faults["post"] = ["lost"]
    await sender.deliver_one()
    keys += await news(database, clock, 12, start=21)
    await deliver_all(sender, clock)
    assert [lines[0] for lines in shown(slack)] == ["*20 messages in one*", "*12 messages in one*"]
    assert {each.state for each in await rows(database, keys)} == {OutboxState.SENT}
    assert all(each.ts for each in await rows(database, keys))


@pytest.mark.parametrize("moment", ["killed before", "killed after"])
async def test_a_process_that_dies_around_a_burst_is_followed_by_one_message(
    moment: str, database: Database, clock: MovableClock, slack: SmallSlack, make_sender: MakeSender
) -> None:
    keys = await news(database, clock, 20)
    slack.faults["post"] = [moment]
    with pytest.raises(Killed):
        await make_sender("first").deliver_one()
    clock.advance(AFTER_LEASE)
    await deliver_all(make_sender("second"), clock)
    assert [lines[0] for lines in shown(slack)] == ["*20 messages in one*"]
    assert {each.state for each in await rows(database, keys)} == {OutboxState.SENT}


async def test_a_burst_that_slack_refuses_is_taken_apart_and_told_message_by_message(
    database: Database,
    clock: MovableClock,
    slack: SmallSlack,
    sender: Sender,
    troubles: list[NotDelivered],
) -> None:
    await news(database, clock, 12)
    slack.faults["post"] = ["invalid_blocks"]
    await deliver_all(sender, clock)
    assert slack.texts == [f"n{number} in full" for number in range(1, 13)]
    assert troubles == []


async def test_a_burst_for_a_dead_channel_is_kept_whole_and_told_when_it_is_mended(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender, troubles: list[NotDelivered]
) -> None:
    keys = await news(database, clock, 20)
    slack.faults["post"] = ["is_archived"]
    await deliver_all(sender, clock)
    assert {each.state for each in await rows(database, keys)} == {OutboxState.PARKED}
    assert [trouble.waiting for trouble in troubles] == [20]
    await database.transact(lambda work: work.dead_channels.mended(TEAM, CHANNEL, clock.now()))
    await deliver_all(sender, clock)
    assert [lines[0] for lines in shown(slack)] == ["*20 messages in one*"]
    assert {each.state for each in await rows(database, keys)} == {OutboxState.SENT}


async def test_a_summary_that_somebody_deleted_is_posted_anew_when_a_fact_in_it_has_news(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await news(database, clock, 20)
    await deliver_all(sender, clock)
    slack.messages.clear()
    await write(database, clock, "n5", fold_line="n5 is done")
    await deliver_all(sender, clock)
    (lines,) = shown(slack)
    assert "• n5 is done" in lines
    assert (await row(database, "n20")).ts == slack.messages[0].ts


async def test_a_line_cannot_break_the_list_and_is_cut_where_it_is_long(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    for number in range(11):
        await write(database, clock, f"n{number}", fold_line=f"first\nsecond {'&amp;' * 100}")
    await deliver_all(sender, clock)
    (lines,) = shown(slack)
    assert len(lines) == 12
    assert all(line.startswith("• first second") and len(line) <= 252 for line in lines[1:11])
    assert all(line.removesuffix("…").endswith("&amp;") for line in lines[1:11])
