"""Profiles are compared as JSON is, and times in them are recognised without taking counters for them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.profiles import Profile, difference, is_same, key_of, kind_of, moment_of
from bot.errors import BadInput

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1793707200, NOON),
        (1793707200000, NOON),
        (1793707200.5, NOON.replace(microsecond=500_000)),
        ("2026-11-03T12:00:00Z", NOON),
        ("2026-11-03T12:00:00.000Z", NOON),
        ("2026-11-03 13:00+01:00", NOON),
        ("2026-11-03T12:00:00", NOON),
        ("2026-11-03", None),
        ("2026-99-03T12:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1793707200", None),
        (12, None),
        (999_999_999, None),
        (10**12, None),
        (10**30, None),
        (True, None),
        (None, None),
        ([1793707200], None),
    ],
)
def test_times_are_recognised(value: Any, moment: datetime | None) -> None:
    assert moment_of(value) == moment


def test_a_difference_tells_what_is_new_what_changes_and_what_stays() -> None:
    found = difference({"a": 1, "b": "x", "c": None, "z": 0}, {"a": 1.0, "b": "y", "c": False, "d": None})
    assert found.added == {"d": None}
    assert found.changed == {"b": ("x", "y"), "c": (None, False)}
    assert found.unchanged == ("a",)
    assert found.to_set == {"d": None, "b": "y", "c": False}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        ("1", 1, False),
        (None, "", False),
        ([1, {"a": 2}], [1, {"a": 2}], True),
        ([1], [True], False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": [1, 2]}, {"a": [2, 1]}, False),
    ],
)
def test_values_are_compared_as_json_is(one: Any, other: Any, same: bool) -> None:
    assert is_same(one, other) is same
    assert is_same(other, one) is same


def test_every_kind_of_value_has_a_word() -> None:
    values: list[Any] = [None, True, 1, 1.5, "", [], {}]
    words = [kind_of(value) for value in values]
    assert words == ["null", "true or false", "number", "number", "text", "list", "object"]


@given(st.text(max_size=300))
def test_an_attribute_is_found_by_its_key_however_long_its_name(name: str) -> None:
    assert len(key_of(name)) <= 200
    assert Profile("u", {name: 1, "another": 2}, NOON).named(key_of(name)) in {name, "another"}
    assert Profile("u", {name: 1}, NOON).named(key_of(name)) == name


def test_an_attribute_is_found_whatever_its_case_unless_there_are_two() -> None:
    assert Profile("u", {"Plan": 1}, NOON).named("plan") == "Plan"
    assert Profile("u", {"Plan": 1, "plan": 2}, NOON).named("plan") == "plan"
    with pytest.raises(BadInput) as raised:
        Profile("u", {"plan": 1, "seats": 2}, NOON).named("plans")
    assert "Did you mean “plan”?" in raised.value.hint
