"""Attributes are written one a line; how a value is written decides what it is, and mistakes name their line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attribute_lines import attribute_line, lines_that_fit, read_attribute_lines
from bot.errors import BadInput
from commands.quoting import clean

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.sampled_from(
        ["<!channel>", "<@U1|bob>", "“x”", "true", "12", "null", '"', "\\", "👩‍👧", "a\r\nb", "\u202eabc"]
    )
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)


def read(text: str) -> dict[str, Any]:
    return {line.name: line.value for line in read_attribute_lines(text)}


def problem(text: str) -> str:
    with pytest.raises(BadInput) as raised:
        read_attribute_lines(text)
    assert raised.value.field == "set"
    return raised.value.sentence


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ('plan: "pro"', "plan", "pro"),
        ("plan: pro", "plan", "pro"),
        ("plan=pro", "plan", "pro"),
        ("plan = pro plus", "plan", "pro plus"),
        ("seats: 12", "seats", 12),
        ("seats: -1.5e3", "seats", -1500.0),
        ('seats: "12"', "seats", "12"),
        ("zip: 01234", "zip", "01234"),
        ("phone: +46 70", "phone", "+46 70"),
        ("is_admin: true", "is_admin", True),
        ("is_admin: True", "is_admin", "True"),
        ("note: null", "note", None),
        ("note: “in quotes”", "note", "in quotes"),
        ('note: "a “b” c"', "note", "a “b” c"),
        (r'note: "two\nlines"', "note", "two\nlines"),
        ("url: https://x.example/?a=1", "url", "https://x.example/?a=1"),
        ('tags: ["a", 1]', "tags", ["a", 1]),
        ("tags: {“a”: 1}", "tags", {"a": 1}),
        ('"odd: name" : 1', "odd: name", 1),
        ("“odd: name”: 1", "odd: name", 1),
        ('empty: ""', "empty", ""),
        ("  spaced out  :   x  ", "spaced out", "x"),
        ("max: NaN", "max", "NaN"),
    ],
)
def test_how_a_value_is_written_decides_what_it_is(line: str, name: str, value: Any) -> None:
    found = read(line)
    assert found == {name: value}
    assert type(found[name]) is type(value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\n\nplan", "In line 3: there is no “:” between a name and a value."),
        ("a: 1\nb:", 'In line 2: “b” has no value; write "" for an empty text, or null.'),
        (": 1", "In line 1: there is no name before the “:”."),
        ("a: 1\nb: 2\na: 3", "In line 3: “a” stands in line 1 already."),
        ('a: "x', "In line 1: a text in double quotes does not end."),
        ('a: "x" y', "In line 1: the end is expected before “y”."),
        ("a: [1,", "In line 1: a value is expected at the end."),
        ('a: {"b": 1, "b": 2}', "In line 1: “b” is given twice."),
        ("a: 1e999", "In line 1: 1e999 is not a number that can be sent."),
        (f"a: {2**64}", "In line 1: a number is too large; give it as a text."),
        (r'a: "\ud800"', "In line 1: a text holds half a character and cannot be sent."),
        (f"a: {'[' * 2000}", "In line 1: values are nested more than 64 levels deep."),
        ("  \n ", "There is no attribute to set."),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, sentence: str) -> None:
    assert problem(text) == sentence


def test_of_many_mistakes_the_first_are_told_and_the_others_counted() -> None:
    told = problem("\n".join("abcde"))
    assert told.count("In line") == 3
    assert told.endswith("And 2 more like these.")


def test_a_long_name_does_not_make_a_long_sentence() -> None:
    assert len(problem(f"{'n' * 2900}:")) < 150


@given(TEXTS, VALUES)
def test_what_is_written_is_read_back_through_a_form(name: str, value: Any) -> None:
    line = attribute_line(name, value)
    through = clean(line).rstrip()  # as the engine reads an argument of lines
    assert "\n" not in line
    (found,) = read_attribute_lines(through)
    assert (found.name, found.value) == (name, value)
    assert found.source == line


def test_as_many_attributes_as_fit_are_written_in_their_order_and_the_others_named() -> None:
    attributes = {"long": "x" * 80, "b": 1, "a": True, "other": "y" * 30}
    text, left_out = lines_that_fit(attributes, 52)
    assert text == f'b: 1\na: true\nother: "{"y" * 30}"'
    assert left_out == ("long",)
    assert lines_that_fit(attributes, 1000)[1] == ()
    assert lines_that_fit({}, 10) == ("", ())


@given(st.dictionaries(TEXTS, VALUES, max_size=8), st.integers(0, 200))
def test_what_fits_never_takes_more_room_than_there_is(attributes: dict[str, Any], room: int) -> None:
    text, left_out = lines_that_fit(attributes, room)
    assert len(text) <= room
    kept = read(text) if text else {}
    assert {**kept, **{name: attributes[name] for name in left_out}} == attributes
