"""The conditions of an export: their grammar, checked strictly, and which events meet them (Appcues 7)."""

import re
from collections.abc import Callable, Collection
from typing import Any

from sandbox.appcues.history import Event, parse_moment_or_milliseconds

Predicate = Callable[[Event], bool]
SegmentMembers = Callable[[str], Collection[str]]

_CONJUNCTIONS = frozenset({"and", "or", "not"})  # `or` is D; the others are likely
_NULL_TESTS = frozenset({"is null", "is not null"})
_LISTS = frozenset({"in", "not in"})
_PATTERNS = frozenset({"like", "not like", "ilike", "not ilike"})
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: bool(left == right),
    "!=": lambda left, right: bool(left != right),
    "<": lambda left, right: bool(left < right),
    "<=": lambda left, right: bool(left <= right),
    ">": lambda left, right: bool(left > right),
    ">=": lambda left, right: bool(left >= right),
}
# The certain and the likely fields that live in the attributes, under this name or in camel case.
_ATTRIBUTES = frozenset({
    "session_id", "url", "hostname", "path", "app_id", "platform", "source", "locale_id", "flow_id",
    "flow_version", "flow_type", "step_id", "step_type", "step_child_id", "interaction_type",
    "checklist_id", "checklist_item_id", "item_id", "nps_feedback", "nps_raw_score", "nps_score",
})  # fmt: skip


class ConditionError(ValueError):
    """A condition breaks the grammar; the text says where."""


def matcher(conditions: object, members: SegmentMembers) -> Predicate:
    """A predicate for the whole list: all must hold. Unknown fields match nothing (O).

    `members` tells the segments of a user. Raises ConditionError.
    """
    if not isinstance(conditions, list):
        raise ConditionError("`conditions` must be an array")
    parts = [_predicate(condition, members) for condition in conditions]
    return lambda event: all(part(event) for part in parts)


def _predicate(condition: object, members: SegmentMembers) -> Predicate:
    if not isinstance(condition, list) or not condition or not isinstance(condition[0], str):
        raise ConditionError(f"{condition!r} is not a condition")
    if condition[0] in _CONJUNCTIONS:
        return _conjunction(condition, members)
    if len(condition) not in (2, 3) or not isinstance(condition[1], str):
        raise ConditionError(f"{condition!r} is not [field, operator, value]")
    field, operator = condition[0], condition[1]
    read = _reader(field)
    if operator in _NULL_TESTS and len(condition) == 2:
        is_known = read is not None
        return lambda event: is_known and (_value(read, event) is None) == (operator == "is null")
    if len(condition) != 3:
        raise ConditionError(f"{condition!r} is not [field, operator, value]")
    test = _test(operator, condition[2])
    if field in {"user_segment_id", "segment_id"}:
        return _membership(test, members)
    return lambda event: test(_value(read, event), field)


def _conjunction(condition: list[Any], members: SegmentMembers) -> Predicate:
    word, *rest = condition
    parts = [_predicate(part, members) for part in rest]
    if not parts or (word == "not" and len(parts) != 1):
        raise ConditionError(f"`{word}` has the wrong number of conditions")
    if word == "not":
        return lambda event: not parts[0](event)
    combine = all if word == "and" else any
    return lambda event: combine(part(event) for part in parts)


def _membership(test: Callable[[Any, str], bool], members: SegmentMembers) -> Predicate:
    """Whether any segment that holds the user passes the test."""
    return lambda event: (
        event.user_id is not None and any(test(segment, "") for segment in members(event.user_id))
    )


def _test(operator: str, wanted: Any) -> Callable[[Any, str], bool]:
    """What is asked of a value; null passes none of them, as in SQL."""
    if operator in _LISTS:
        if not isinstance(wanted, list):
            raise ConditionError(f"`{operator}` needs an array")
        return lambda value, _field: value is not None and (value in wanted) == (operator == "in")
    if operator in _PATTERNS:
        if not isinstance(wanted, str):
            raise ConditionError(f"`{operator}` needs a string")
        pattern = _like(wanted, ignores_case="ilike" in operator)
        return lambda value, _field: (
            isinstance(value, str) and bool(pattern.fullmatch(value)) != operator.startswith("not ")
        )
    compare = _COMPARISONS.get(operator)
    if compare is None:
        raise ConditionError(f"`{operator}` is not an operator")
    return lambda value, field: _compared(compare, value, wanted, field)


def _compared(compare: Callable[[Any, Any], bool], value: Any, wanted: Any, field: str) -> bool:
    if value is None or wanted is None:
        return False
    try:
        return compare(value, parse_moment_or_milliseconds(wanted) if field == "timestamp" else wanted)
    except (TypeError, ValueError):
        return False  # values are not checked by the server (O): a wrong type matches nothing


def _like(pattern: str, *, ignores_case: bool) -> re.Pattern[str]:
    """`%` stands for anything (D), `_` for itself (I)."""
    text = ".*".join(re.escape(piece) for piece in pattern.split("%"))
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignores_case else 0))


_Reader = Callable[[Event], Any]
_OWN_FIELDS: dict[str, _Reader] = {
    "name": lambda event: event.name,
    "user_id": lambda event: event.user_id,
    "group_id": lambda event: event.group_id,
    "user_group_id": lambda event: event.group_id,
    "timestamp": lambda event: event.at,
}


def _reader(field: str) -> _Reader | None:
    if field in _OWN_FIELDS:
        return _OWN_FIELDS[field]
    if field not in _ATTRIBUTES:
        return None
    first, *rest = field.split("_")
    camel = first + "".join(word.capitalize() for word in rest)

    def read(event: Event) -> Any:
        attributes = event.attributes or {}
        found = attributes.get(field, attributes.get(camel))
        return (event.context or {}).get(field) if found is None else found

    return read


def _value(read: _Reader | None, event: Event) -> Any:
    return None if read is None else read(event)
