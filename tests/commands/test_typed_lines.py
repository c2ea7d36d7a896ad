"""What is typed for an argument of lines reaches it as it stands, wherever it stands."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.catalog import Found
from commands.parsing import parse, split
from commands.typed_lines import with_lines
from tests.commands.sample import CATALOG, Everything
from tests.commands.test_quoting import FRAGMENTS, LONGEST_LINE, LONGEST_TIME
from tests.pace import processor_seconds


def read(text: str) -> Everything:
    """The arguments of `/appizer <text>`."""
    found = CATALOG.find("appizer", split(text))
    assert isinstance(found, Found), found
    args = parse(found.command, with_lines(found, text))
    assert isinstance(args, Everything)
    return args


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("apps check x\na: 1\nb: “2”", "a: 1\nb: “2”"),
        ('apps check "x\ny"\na', "a"),
        ('apps check x --lines "in\nquotes"', "in\nquotes"),
        ("apps check x --lines=a --lines b c", "a\nb c"),
        ("apps check x --lines first\nsecond", "first\nsecond"),
        ('apps check x\n\n  "as it is"  \n&lt;b&gt;\n', '\n  "as it is"  \n<b>'),
        (
            "apps check x\nask <@U1|maya> not &lt;@U2|tom&gt; or &lt;!channel&gt;",
            "ask @maya not <@U2|tom> or <!channel>",
        ),
        ("apps check x\n<https://a.example|a.example>", "a.example"),
        ("apps check x \n \n", ""),
        ('apps check x --lines "plan=pro"', "plan=pro"),
        ("apps check x —lines “plan=pro”", "plan=pro"),
        (r'apps check x --lines "plan: \"pro\""', 'plan: "pro"'),
        ('apps check x --lines code: "12" --loud', 'code: "12"'),
        ('apps check x --lines code="12"', 'code="12"'),
        ('apps check --lines "a b", c "d" --count 3 x', '"a b", c "d"'),
        ('apps check --lines {"a": "x y", "b": 2} x', '{"a": "x y", "b": 2}'),
        ('apps check x --lines {"a": 1,\n"b": "--loud"} --count 3', '{"a": 1,\n"b": "--loud"}'),
        ('apps check x --lines {"a": “b”} --loud', '{"a": “b”}'),
        ('apps check x --lines {"a": oops} --loud', '{"a": oops}'),
        ("apps check x --lines [1, 2] --count 3", "[1, 2]"),
    ],
)
def test_lines_reach_their_argument_as_they_were_typed(text: str, lines: str) -> None:
    args = read(text)
    assert args.lines == lines
    assert args.item in {"x", "x y"}
    assert args.count in {3, 20}


def test_what_stands_after_the_end_of_options_belongs_to_the_name() -> None:
    assert read("apps check -- x --lines y") == Everything("x --lines y")


def test_a_command_that_takes_no_lines_reads_those_below_as_its_words() -> None:
    found = CATALOG.find("appcues", split("flows show Welcome\ntour"))
    assert isinstance(found, Found)
    assert with_lines(found, "flows show Welcome\ntour") == ("Welcome", "tour")


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from([*FRAGMENTS, "--lines ", "--lines=", "{", "x "]), max_size=20).map("".join),
    )
)
def test_no_line_makes_it_fail_or_take_long(piece: str) -> None:
    whole = f"apps check {(piece * (LONGEST_LINE // max(len(piece), 1)))[:LONGEST_LINE]}"
    for text in (f"apps check {piece}", whole):
        found = CATALOG.find("appizer", split(text))
        if isinstance(found, Found):
            seconds = processor_seconds(partial(with_lines, found, text), LONGEST_TIME)
            assert seconds < LONGEST_TIME
