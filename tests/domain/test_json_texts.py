"""JSON that people type is read whatever quotes their keyboard makes, and what is wrong is told by the line."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.json_texts import TextMistake, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab“”:,{}", max_size=4), inner, max_size=4)
    ),
)


@given(VALUES, st.sampled_from([None, 2]))
def test_json_is_read_as_it_is(value: Any, indent: int | None) -> None:
    assert read_json(json.dumps(value, indent=indent, ensure_ascii=False)) == value


def test_typographic_quotes_are_taken_for_straight_ones_only_where_that_is_needed() -> None:
    assert read_json("{“a”: „b“, «c»: [”d”]}") == {"a": "b", "c": ["d"]}
    assert read_json('{"a": "say “hi”"}') == {"a": "say “hi”"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{\n "a": 1\n "b": 2\n}', 3, "a comma or the end is expected before “"),
        ('{"a": 1,\n}', 2, "is expected before “}”"),
        ('{\n"a" 1}', 2, "a colon is expected before “1}”"),
        ("{\n'a': 1}", 2, "a name in double quotes is expected before “'a': 1}”"),
        ('{"a":\n\n}', 3, "a value is expected before “}”"),
        ('{"a": 1}\n{"b": 2}', 2, "the end is expected before “"),
        ('{"a":\n"x\n"}', 2, "a line break or a tab stands inside a text"),
        ('{"a":\n"x}', 2, "a text in double quotes does not end"),
        ('["\\x"]', 1, "a backslash stands where it means nothing"),
        ('["\\u12"]', 1, "\\u needs four hexadecimal digits"),
        ("", 1, "a value is expected at the end"),
        ('{"a": 1,\n"b": {"a": 2},\n"a": 3}', 3, "“a” is given twice"),
        ('["x",\nNaN]', 2, "NaN is not a number that can be sent"),
        ("[1,\n-Infinity]", 2, "-Infinity is not a number that can be sent"),
        (f"[1,\n{10**30}]", 2, "a number is too large"),
        ("[1,\n-1e400]", 2, "-1e400 is not a number that can be sent"),
        ('["a",\n"\\udc00"]', 2, "half a character"),
        ("\n" + "[" * 100_000, 2, "more than 64 levels deep"),
        ("\n" + "[" * 70 + "]" * 70, 2, "more than 64 levels deep"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(TextMistake) as raised:
        read_json(text)
    assert raised.value.line == line
    assert words in raised.value.words


@given(st.text('{}[]",:\\ \n“”ntf1.e-'))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    lines: list[int] = []
    try:
        read_json(text)
    except TextMistake as mistake:
        lines.append(mistake.line)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
