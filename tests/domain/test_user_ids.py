"""User ids are read from whatever people paste, each counted once, and written in the documented formats."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.uploads import Format
from bot.domain.user_ids import read_user_ids, user_ids_bytes
from bot.errors import BadInput

IDS = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
        lambda text: bool(text.strip())
    ),
    min_size=1,
    unique=True,
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("a", ["a"]),
        ("a, b,c", ["a", "b", "c"]),
        ("a b\tc", ["a", "b", "c"]),
        ("a\nb\r\n\n c ", ["a", "b", "c"]),
        ("-LQA2, --x, -", ["-LQA2", "--x", "-"]),
        ("a/b%20c ü 👩‍👧", ["a/b%20c", "ü", "👩‍👧"]),
        ("\"a b\", 'c d' “e, f”", ["a b", "c d", "e, f"]),
        ('"a"\n"b\\nc"\n"d\\"e"', ["a", "b\nc", 'd"e']),
        ('"a ""b""", c', ['a "b"', "c"]),
        ("a\"b c'd", ['a"b', "c'd"]),
        ('"open, b', ['"open', "b"]),
        ("\ufeffa, \u200bb\u200b", ["a", "b"]),
        ('["a", "b c", 3]', ["a", "b c", "3"]),
        ("[“a”, “b”]", ["a", "b"]),
        ('{"user_ids": ["a", "b"]}', ["a", "b"]),
        ('{"user_id": "a", "plan": 1}', ["a"]),
        ('{"user_id": "a"}\n{"userId": "b"}\n', ["a", "b"]),
        ('[{"user_id": "a"}, {"userId": 2}]', ["a", "2"]),
        ("user_id\na\nb c", ["a", "b c"]),
        ("userId\na", ["a"]),
        ("plan,user_id\npro,a\n\nfree,b", ["a", "b"]),
        ('user_id;plan\n"a;1";pro\nb;free', ["a;1", "b"]),
        ("user_id\tplan\na\tpro", ["a"]),
        ('"user_id","plan"\n"a, b","pro"\n', ["a, b"]),
        ("user_id\na,", ["a"]),
    ],
)
def test_ids_are_read_from_what_people_paste(text: str, ids: list[str]) -> None:
    assert list(read_user_ids(text).ids) == ids


def test_each_id_counts_once_and_those_given_again_are_told() -> None:
    given_ids = read_user_ids("a b a c a b")
    assert given_ids.ids == ("a", "b", "c")
    assert given_ids.repeated == {"a": 3, "b": 2}
    assert given_ids.surplus == 3
    assert given_ids.counted == "3 users"
    assert read_user_ids("a a").counted == "1 user"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no user id."),
        (" ,\n, ", "There is no user id."),
        ("user_id\n", "There is no user id."),
        ('a\n"  " b', "In line 2: there is no user id."),
        ('["a",\n"b"', "In line 2: a comma or the end is expected at the end."),
        ('["a", true]', "In line 1: a user id is a text in quotes."),
        ('{"plan": "pro"}', "In line 1: a list of user ids is expected."),
        ('{"user_id": "a"}\n{"user_id": }', "In line 2: a value is expected before “}”."),
        ('{"user_id": "a"}\n{"plan": 1}', "In line 2: a user id is a text in quotes."),
        ("plan,user_id\npro,a\nfree,", "In line 3: there is no user id."),
        ("\n\nplan,user_id\npro", "In line 4: there is no user id."),
        ("user_id\na,b", "In line 2: there are 2 cells under one head; put an id with a “,” in quotes."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_user_ids(text)
    assert raised.value.sentence == sentence
    assert raised.value.field == "ids"


@given(IDS)
def test_ids_of_any_characters_are_read_back_from_every_documented_format(ids: list[str]) -> None:
    for format in Format:
        text = user_ids_bytes(ids, format).decode()
        assert list(read_user_ids(text).ids) == (
            [each.strip() for each in ids] if format is Format.CSV else ids
        )


@given(IDS)
def test_ids_in_quotes_are_read_back_however_they_are_separated(ids: list[str]) -> None:
    for separator in (", ", " ", "\n"):
        pasted = separator.join(json.dumps(user_id, ensure_ascii=False) for user_id in ids)
        assert list(read_user_ids(pasted).ids) == ids


@given(st.text("ab,\"' \n\t;[]{}:\\user_id“”"))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    with suppress(BadInput):
        found = read_user_ids(text)
        assert found.ids
        assert len(set(found.ids)) == len(found.ids)
