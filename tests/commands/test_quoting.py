"""What people type becomes the words that they meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.quoting import clean, quote, split, spoken
from tests.pace import processor_seconds

LONGEST_LINE = 8000
LONGEST_TIME = 0.05  # seconds of processor time
FRAGMENTS = (
    *('"', "“", "”", "'", "’", "‘a", "\\", '\\"', '"a ', '="', "—", "—a=", "--", "-", " ", "a", "\n"),
    *("<@", "<@U1|", "<http://", "<", ">", "|", "&amp;", "&"),
    *("\u00a0", "\u200b", "\U0001f600", "\ud800", "\x00"),
)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ()),
        ("   ", ()),
        ("flows list", ("flows", "list")),
        ('show "Welcome tour"', ("show", "Welcome tour")),
        ("show “Welcome tour”", ("show", "Welcome tour")),
        ("show „Welcome tour“", ("show", "Welcome tour")),
        ("show «Welcome tour»", ("show", "Welcome tour")),
        ("show ‘Welcome tour’", ("show", "Welcome tour")),
        ('show "Maya’s “big” tour"', ("show", "Maya’s “big” tour")),
        (r'show "say \"hi\" now"', ("show", 'say "hi" now')),
        ("show Maya's tour and Tom's", ("show", "Maya's", "tour", "and", "Tom's")),
        ('a 5" screen', ("a", '5"', "screen")),
        ('show "Welcome tour', ("show", '"Welcome', "tour")),
        ('show ""', ("show", "")),
        ('--reason="spring launch" x', ("--reason=spring launch", "x")),
        ("—reason=“spring launch”", ("--reason=spring launch",)),
        ("—state live", ("--state", "live")),
        ("–state live", ("--state", "live")),
        ("Tour — part 2", ("Tour", "—", "part", "2")),
        ('"—state"', ("—state",)),
        ("flows\u00a0list\u200b now", ("flows", "list", "now")),
        ("-LQA2aYxavNXfyzm9mtP", ("-LQA2aYxavNXfyzm9mtP",)),
        ("<@U1|maya lind> x", ("<@U1|maya lind>", "x")),
        ("<#C1|launches>", ("<#C1|launches>",)),
        ("<https://x.example/a?b=1&amp;c=2|a label>", ("https://x.example/a?b=1&c=2",)),
        ("<http://example.com|example.com>", ("example.com",)),
        ("<https://x.example/a>", ("https://x.example/a",)),
        ("<mailto:maya@x.example|maya@x.example>", ("maya@x.example",)),
        ('"see <https://x.example|x.example> now"', ("see x.example now",)),
        ("a &lt;b&gt; &amp;amp; c", ("a", "<b>", "&amp;", "c")),
        ("a < b", ("a", "<", "b")),
        ("nul\x00 half\ud800", ("nul", "half")),
    ],
)
def test_a_line_is_split_as_it_was_meant(line: str, words: tuple[str, ...]) -> None:
    assert split(line) == words


def test_mentions_are_spoken_as_people_write_them() -> None:
    assert (
        spoken("ask <@U1|maya> or <!subteam^S1|@leads> in <#C1|launches>")
        == "ask @maya or @leads in #launches"
    )


def test_text_without_control_characters_stays_as_it_is() -> None:
    assert clean("tab\tline\nünï 👩‍👧") == "tab\tline\nünï 👩‍👧"


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]))))
def test_quoted_words_are_read_back(words: list[str]) -> None:
    typed = " ".join(quote(word) for word in words)
    sent = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert split(sent) == tuple(words)


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join)))
def test_no_line_is_refused_and_none_takes_long(piece: str) -> None:
    line = (piece * (LONGEST_LINE // max(len(piece), 1)))[:LONGEST_LINE]
    assert processor_seconds(lambda: split(line), LONGEST_TIME) < LONGEST_TIME
    assert all(isinstance(word, str) for word in split(line))


@given(st.text("abyz AZ09_.,:/=-"))
def test_an_ordinary_line_is_split_as_any_other(line: str) -> None:
    """Lines without anything special take a shorter way; a quotation in front sends them the long one."""
    assert split(f'"" {line}') == ("", *split(line))
