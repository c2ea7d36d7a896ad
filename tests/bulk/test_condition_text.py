"""Conditions as they are typed: the whole grammar, both ways, and what to say where it is not understood."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.condition_text import conditions_text, read_conditions, unknown_fields
from bot.domain.conditions import (
    COMPARISONS,
    FIELDS,
    LISTS,
    NULL_TESTS,
    PATTERNS,
    Combination,
    Comparison,
    Condition,
    NullTest,
    conditions_json,
)
from bot.errors import BadInput
from tests.pace import processor_seconds

EXAMPLES: tuple[tuple[str, list[Any]], ...] = (
    ("", []),
    ("  \n ", []),
    ("name like appcues%", [["name", "like", "appcues%"]]),
    ("NAME_x LIKE a", [["NAME_x", "like", "a"]]),
    ("nps_feedback is not null", [["nps_feedback", "is not null"]]),
    ("nps_feedback IS  NULL", [["nps_feedback", "is null"]]),
    ("name = Booked tickets", [["name", "==", "Booked tickets"]]),
    ("name <> x", [["name", "!=", "x"]]),
    ("nps_score >= 3", [["nps_score", ">=", 3]]),
    ("nps_score<3.5", [["nps_score", "<", 3.5]]),
    ("own == true and other == 'true'", [["own", "==", True], ["other", "==", "true"]]),
    ("user_id == 123", [["user_id", "==", "123"]]),
    ("nps_score == '3'", [["nps_score", "==", "3"]]),
    ("name not in a, b c , 'd,e'", [["name", "not in", ["a", "b c", "d,e"]]]),
    ("name in (a, b) and user_id in [1, 2]", [["name", "in", ["a", "b"]], ["user_id", "in", ["1", "2"]]]),
    ("a == 1 and b == 2", [["a", "==", 1], ["b", "==", 2]]),
    ("a == 1\nb == 2\n", [["a", "==", 1], ["b", "==", 2]]),
    ("a == 1\nor b == 2", [["or", ["a", "==", 1], ["b", "==", 2]]]),
    ("a == 1 or b == 2 and c == 3", [["or", ["a", "==", 1], ["and", ["b", "==", 2], ["c", "==", 3]]]]),
    ("(a == 1 or b == 2) and c == 3", [["or", ["a", "==", 1], ["b", "==", 2]], ["c", "==", 3]]),
    ("not (name == 'Booked and paid')", [["not", ["name", "==", "Booked and paid"]]]),
    ("not not a is null", [["not", ["not", ["a", "is null"]]]]),
    ("url like https://x.example/?a=1&b=(2", [["url", "like", "https://x.example/?a=1&b=(2"]]),
    ("name == O'Neill", [["name", "==", "O'Neill"]]),
    ("name == “Gala night”", [["name", "==", "Gala night"]]),
    ("name == 'it\\'s'", [["name", "==", "it's"]]),
    ("name == band and order is null", [["name", "==", "band"], ["order", "is null"]]),
    ('[["name", "like", "a%"], ["or", ["b", "==", 1], ["c", "is null"]]]',
     [["name", "like", "a%"], ["or", ["b", "==", 1], ["c", "is null"]]]),
    ("[[“name”, “==”, “x”]]", [["name", "==", "x"]]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "written"), EXAMPLES)
def test_the_whole_grammar_is_understood(text: str, written: list[Any]) -> None:
    assert conditions_json(read_conditions(text)) == written


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name", "an operator"),
        ("name lik x", "an operator"),
        ("name ==", "a value for name"),
        ("name == and b == 1", "a value for name"),
        ("name in a,", "a value for name"),
        ("name in (a, b", "a comma or )"),
        ("(a == 1", "closing parenthesis"),
        ("a == 1) b", "the end of the line"),
        ("a == 1 or", "the name of a field"),
        ("name == 'a' b", "the end of the line"),
        ("== 3", "the name of a field"),
        ("'name' == 3", "the name of a field"),
        ("name like 3 or nps_score like 3", "takes a text"),
        ("[1]", "Condition 1"),
        ("[[", "begin like JSON"),
        ("(" * 80 + "a is null" + ")" * 80, "nested more than 64"),
        ("not " * 80 + "a is null", "nested more than 64"),
    ],
)
def test_what_is_not_understood_is_told_with_the_place(text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_conditions(text)
    assert says in caught.value.sentence
    assert caught.value.field in {"where", "conditions"}
    assert len(caught.value.sentence) < 400


scalars = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.integers(-(10**14), 10**14),
    st.floats(-1000, 1000, allow_nan=False).map(lambda number: round(number, 3)),
    st.booleans(),
)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.:]{0,8}", fullmatch=True).filter(
    lambda name: name.lower() not in {"and", "or", "not"}
)
# A number where texts belong can be said in JSON alone: as text, `user_id == 12` means the text.
of_numbers = names.map(lambda name: f"{name}_").filter(lambda name: name not in FIELDS)
of_texts = st.sampled_from(FIELDS)
tests = st.one_of(
    st.builds(Comparison, of_numbers, st.sampled_from(COMPARISONS), scalars),
    st.builds(Comparison, of_texts, st.sampled_from((*COMPARISONS, *PATTERNS)), texts),
    st.builds(
        Comparison, of_numbers, st.sampled_from(LISTS), st.lists(scalars, min_size=1, max_size=4).map(tuple)
    ),
    st.builds(
        Comparison, of_texts, st.sampled_from(LISTS), st.lists(texts, min_size=1, max_size=4).map(tuple)
    ),
    st.builds(NullTest, of_texts, st.sampled_from(NULL_TESTS)),
)
conditions = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds(
            Combination, st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3).map(tuple)
        ),
        st.builds(Combination, st.just("not"), st.tuples(inner)),
    ),
    max_leaves=6,
)


@given(st.lists(conditions, max_size=4))
def test_conditions_written_as_text_are_read_back_as_they_were(given_conditions: list[Condition]) -> None:
    text = conditions_text(given_conditions)
    read = read_conditions(text)
    assert conditions_json(_as_one(read)) == conditions_json(_as_one(given_conditions))


def _as_one(parts: Any) -> list[Condition]:
    """All top-level conditions, with those joined by `and` taken apart, as the text does not keep that."""
    found: list[Condition] = []
    for part in parts:
        joined = isinstance(part, Combination) and part.conjunction == "and"
        found += _as_one(part.conditions) if joined else [part]
    return found


@given(st.text(st.sampled_from("nameand orlikei()[]'\"“”,=<>!%\\\n \t1.0x"), max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        read = read_conditions(text)
    except BadInput:
        return
    assert conditions_json(read) == conditions_json(read_conditions(conditions_text(read)))


@pytest.mark.parametrize(
    "text", ["name == " + " " * 2990 + "x", "name == " + "a " * 1490, "name in " + "a," * 1490 + "b", "(" * 3000,
             "name == '" + "\\" * 2900, " and " * 600, "\n" * 3000, "name == x\n" * 300]
)  # fmt: skip
def test_the_longest_texts_are_read_at_once(text: str) -> None:
    def read() -> None:
        with contextlib.suppress(BadInput):
            read_conditions(text)

    assert processor_seconds(read, enough=0.25) < 0.25


def test_fields_that_no_document_names_are_told_with_the_nearest() -> None:
    unknown = unknown_fields(read_conditions("usr_id == x and (flow_id == 1 or zzzzzz is null)"))
    assert unknown == ("“usr_id” (did you mean user_id?)", "“zzzzzz”")
