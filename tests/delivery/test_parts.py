"""Texts over Slack's limit come in numbered parts, in order, and an edit finds each of them."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.parts import LONGEST_TEXT, MOST_BLOCKS, MOST_CHARACTERS, parts_of
from bot.outbox.sender import Sender
from sandbox.slack.rules.payloads import message_findings
from storage.database import Database
from storage.models.outbox import OutboxState
from tests.delivery.stage import MovableClock, SmallSlack
from tests.delivery.telling import deliver_all, row, write

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="<>&`"), min_size=1, max_size=30)
PIECES = st.one_of(
    WORDS,
    st.sampled_from(["\n", " ", "\n\n", "&amp;", "&lt;", "<https://a.example/x|a link of words>", "<@U1>"]),
    st.integers(1, 5000).map(lambda n: "x" * n),
    st.integers(1, 900).map(lambda n: "line of words\n" * n),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=30).map("".join).filter(str.strip)


def without_numbers(texts: list[str]) -> str:
    return "".join(re.sub(r"\A\(\d+/\d+\)\n", "", text) for text in texts)


def letters(text: str) -> str:
    return "".join(text.split())


@given(TEXTS)
def test_no_part_is_too_long_and_none_of_the_text_is_lost(text: str) -> None:
    texts = [part.text for part in parts_of(text, ())]
    assert all(len(each) <= LONGEST_TEXT for each in texts)
    assert letters(without_numbers(texts)) == letters(text)
    if len(texts) > 1:
        assert [each.split("\n")[0] for each in texts] == [
            f"({n}/{len(texts)})" for n in range(1, len(texts) + 1)
        ]


@given(TEXTS)
def test_links_mentions_and_entities_stay_whole(text: str) -> None:
    for part in parts_of(text, ()):
        assert part.text.count("<") == part.text.count(">")
        assert not re.search(r"&(?!(amp|lt);)", part.text)


@given(st.lists(st.sampled_from(["words ", "more words\n", "```", "```\n"]), min_size=1, max_size=12))
def test_a_block_of_code_that_is_cut_is_closed_and_opened_again(pieces: list[str]) -> None:
    text = "".join(pieces * 200)
    texts = [part.text for part in parts_of(text, ())]
    assert all(len(each) <= LONGEST_TEXT for each in texts)
    assert all(each.count("```") % 2 == 0 for each in texts[:-1])


def test_the_longest_text_that_fits_is_one_part_and_has_no_number() -> None:
    (part,) = parts_of("x" * LONGEST_TEXT, ())
    assert part.text == "x" * LONGEST_TEXT
    assert len(parts_of("x" * (LONGEST_TEXT + 1), ())) == 2


def test_a_word_stays_whole_so_that_a_secret_does() -> None:
    texts = [part.text for part in parts_of("word " * 774 + "canary-0123456789 " + "word " * 774, ())]
    assert len(texts) > 1
    assert sum("canary-0123456789" in each for each in texts) == 1


def section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@given(st.lists(st.integers(1, 2900), min_size=1, max_size=160), st.integers(1, 9000))
def test_blocks_are_split_between_two_and_each_part_is_to_slacks_taste(sizes: list[int], length: int) -> None:
    blocks = [section("y" * size) for size in sizes]
    parts = parts_of("word " * length, blocks)
    for part in parts:
        assert message_findings(list(part.blocks)) == []
        assert len(part.text) <= LONGEST_TEXT
    there = [block for part in parts for block in part.blocks if block["type"] == "section"]
    assert there == blocks


def test_blocks_that_fit_are_left_alone_and_only_the_text_that_is_read_out_is_cut() -> None:
    blocks = [section("y" * 100)] * MOST_BLOCKS
    (part,) = parts_of("x" * 9000, blocks)
    assert list(part.blocks) == blocks
    assert len(part.text) == LONGEST_TEXT
    assert sum(len(json.dumps(block)) for block in blocks) < MOST_CHARACTERS


def test_tables_and_charts_come_one_and_two_to_a_message() -> None:
    tables = [
        {"type": "table", "rows": []},
        {"type": "data_table", "rows": []},
        {"type": "table", "rows": []},
    ]
    charts = [{"type": "data_visualization", "title": "t"}] * 3
    parts = parts_of("words", [*tables, *charts])
    kinds = [[block["type"] for block in part.blocks] for part in parts]
    assert kinds == [
        ["context", "table", "data_table"],
        ["context", "table", "data_visualization", "data_visualization"],
        ["context", "data_visualization"],
    ]


async def test_a_long_text_is_posted_in_parts_in_order_and_no_part_twice(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    slack.faults["post"] = ["lost", 3]
    await write(database, clock, "a", "line of words\n" * 900, blocks=())
    await write(database, clock, "b")
    await deliver_all(sender, clock)
    assert [text.split("\n")[0] for text in slack.texts] == ["(1/4)", "(2/4)", "(3/4)", "(4/4)", "b"]
    assert all(len(text) <= LONGEST_TEXT for text in slack.texts)
    assert without_numbers(slack.texts[:4]).count("line of words") == 900
    assert len({said.outbox_id for said in slack.messages}) == 5


async def test_the_same_long_text_told_again_changes_nothing(
    database: Database, clock: MovableClock, sender: Sender
) -> None:
    assert await write(database, clock, "a", "word " * 2000, blocks=())
    await deliver_all(sender, clock)
    assert not await write(database, clock, "a", "word " * 2000, blocks=())


async def test_an_edit_of_a_long_text_edits_its_parts_where_they_stand(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a", "word " * 2000, blocks=())
    await deliver_all(sender, clock)
    before = [said.ts for said in slack.messages]
    await write(database, clock, "a", "news " * 2000, blocks=())
    await deliver_all(sender, clock)
    assert [said.ts for said in slack.messages] == before
    assert all("news" in text and "word" not in text for text in slack.texts)
    assert slack.calls.count("post") == 3


@pytest.mark.parametrize("told", [True, False])
async def test_a_text_that_becomes_shorter_takes_its_last_parts_away(
    told: bool, database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a", "word " * 2000, blocks=())
    if told:
        await deliver_all(sender, clock)
    await write(database, clock, "a", "short", blocks=())
    await deliver_all(sender, clock)
    assert slack.texts == ["short"]
    assert slack.calls.count("delete") == (2 if told else 0)
    assert {(await row(database, f"a:part:{n}")).state for n in (2, 3)} == {OutboxState.SENT}


async def test_a_text_that_becomes_longer_again_has_all_its_parts_again(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    for text in ("word " * 2000, "short", "news " * 1500, "word " * 2500):
        await write(database, clock, "a", text, blocks=())
        await deliver_all(sender, clock)
        assert letters(without_numbers(slack.texts)) == letters(text)


async def test_a_part_whose_answer_was_lost_before_the_text_became_shorter_is_found_and_taken_away(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a", "word " * 1000, blocks=())
    await sender.deliver_one()
    clock.advance(1)
    slack.faults["post"] = ["lost"]
    await sender.deliver_one()
    await write(database, clock, "a", "short", blocks=())
    await deliver_all(sender, clock)
    assert slack.texts == ["short"]


async def test_an_answer_to_a_long_text_joins_the_thread_of_its_first_part(
    database: Database, clock: MovableClock, slack: SmallSlack, sender: Sender
) -> None:
    await write(database, clock, "a", "word " * 2000, blocks=())
    await write(database, clock, "answer", thread_key="a")
    await deliver_all(sender, clock)
    answer = next(said for said in slack.messages if said.text == "answer")
    assert answer.thread_ts == slack.messages[0].ts
