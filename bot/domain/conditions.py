"""The conditions of an export: their whole grammar, read from JSON values and written back (Appcues 7)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.json_values import MOST_LEVELS, check_json
from bot.errors import BadInput

CONJUNCTIONS = ("and", "or", "not")
NULL_TESTS = ("is null", "is not null")
LISTS = ("in", "not in")
PATTERNS = ("like", "not like", "ilike", "not ilike")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
OPERATORS = (*COMPARISONS, *LISTS, *PATTERNS, *NULL_TESTS)

FIELDS = (
    "name", "user_segment_id", "user_id", "group_id", "timestamp", "session_id", "url", "hostname", "path",
    "segment_id", "user_group_id", "app_id", "platform", "source", "locale_id",
    "flow_id", "flow_version", "flow_type", "step_id", "step_type", "step_child_id", "interaction_type",
    "checklist_id", "checklist_item_id", "item_id",
    "nps_feedback", "nps_raw_score", "nps_score",
)  # fmt: skip
"""The fields that are known. The vendor's list is empty, so that others are let through."""

Scalar = str | int | float | bool


@dataclass(frozen=True)
class Comparison:
    """`[field, operator, value]`; `%` in the value of `like` stands for anything."""

    field: str
    operator: str
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class NullTest:
    """`[field, "is null"]` or `[field, "is not null"]`."""

    field: str
    operator: str


@dataclass(frozen=True)
class Combination:
    """`[conjunction, condition, …]`: `and`, `or` of any number, `not` of one."""

    conjunction: str
    conditions: tuple["Condition", ...]


Condition = Comparison | NullTest | Combination


def parse_conditions(value: object) -> tuple[Condition, ...]:
    """The conditions of a JSON array, of which all must hold; an empty one means everything.

    Raises BadInput with a sentence that says which condition is wrong and why.
    """
    if not isinstance(value, list | tuple):
        raise _bad("The conditions are not a list.")
    return tuple(_condition(item, f"condition {number}", 1) for number, item in enumerate(value, 1))


def conditions_json(conditions: Sequence[Condition]) -> list[Any]:
    """The conditions as the API takes them. Raises BadInput like `parse_conditions`."""
    written = [_written(condition) for condition in conditions]
    parse_conditions(written)  # one grammar, wherever the conditions come from
    return written


def _condition(item: object, place: str, level: int) -> Condition:
    if level > MOST_LEVELS:
        raise _bad(f"{place}: conditions are nested more than {MOST_LEVELS} levels deep.")
    if not isinstance(item, list | tuple) or not item:
        raise _bad(f"{place} is not a list like [field, operator, value].")
    first = item[0]
    if not isinstance(first, str) or not first:
        raise _bad(f"{place} does not begin with the name of a field, nor with and, or, not.")
    if first in CONJUNCTIONS:
        return _combination(first, item[1:], place, level)
    check_json(first, place)
    match item[1:]:
        case [str(operator)] if operator in NULL_TESTS:
            return NullTest(first, operator)
        case [str(operator), value] if operator in OPERATORS and operator not in NULL_TESTS:
            return Comparison(first, operator, _value(operator, value, place))
        case [str(operator), *_] if operator in NULL_TESTS:
            raise _bad(f"{place}: “{operator}” takes no value.")
        case [str(operator), *rest] if operator in OPERATORS:
            raise _bad(f"{place}: “{operator}” takes one value, not {len(rest)}.")
        case [str(operator), *_]:
            raise _bad(f"{place}: “{operator}” is not an operator.")
    raise _bad(f"{place} has no operator.")


def _combination(word: str, rest: Sequence[object], place: str, level: int) -> Combination:
    if not rest:
        raise _bad(f"{place}: “{word}” joins no conditions.")
    if word == "not" and len(rest) != 1:
        raise _bad(f"{place}: “not” takes one condition, not {len(rest)}.")
    parts = (_condition(item, f"{place}.{number}", level + 1) for number, item in enumerate(rest, 1))
    return Combination(word, tuple(parts))


def _value(operator: str, value: object, place: str) -> Scalar | tuple[Scalar, ...]:
    if operator in LISTS:
        if not isinstance(value, list | tuple):
            raise _bad(f"{place}: “{operator}” takes a list of values.")
        return tuple(_scalar(item, place) for item in value)
    if operator in PATTERNS and not isinstance(value, str):
        raise _bad(f"{place}: “{operator}” takes a text, with % for anything.")
    return _scalar(value, place)


def _scalar(value: object, place: str) -> Scalar:
    if value is None:
        raise _bad(f"{place} compares with null; write “is null” or “is not null”.")
    if not isinstance(value, Scalar) or (isinstance(value, float) and not math.isfinite(value)):
        raise _bad(f"{place}: a value is a text, a number, true or false.")
    check_json(value, place)
    return value


def _written(condition: Condition) -> list[Any]:
    match condition:
        case Comparison(field, operator, tuple(values)):
            return [field, operator, list(values)]
        case Comparison(field, operator, value):
            return [field, operator, value]
        case NullTest(field, operator):
            return [field, operator]
        case Combination(conjunction, parts):
            return [conjunction, *map(_written, parts)]


def _bad(sentence: str) -> BadInput:
    return BadInput(
        sentence[:1].upper() + sentence[1:],
        f"Operators: {', '.join(OPERATORS)}. Several conditions are joined by [and, …], [or, …], [not, …].",
        field="conditions",
    )
