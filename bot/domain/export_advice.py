"""Presets for exports, and what the vendor's documents advise against (Appcues 7)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.conditions import Combination, Comparison, Condition, NullTest
from bot.domain.exports import EventExport

NUMEROUS = ("appcues:page_view", "appcues:profile_update")
"""The events that are the most numerous by far; exports should leave them out."""
LONGEST = timedelta(days=31)
"""Ranges should be under a month."""

RECOMMENDED = "recommended"
PRESETS: Mapping[str, tuple[Condition, ...]] = {
    RECOMMENDED: (Comparison("name", "not in", NUMEROUS),),
    "everything": (),
    "appcues": (Comparison("name", "like", "appcues%"),),
    "internal": (Comparison("name", "like", "appcues:%"),),
    "click-to-track": (Comparison("name", "like", "appcues_custom:%"),),
    "nps-feedback": (NullTest("nps_feedback", "is not null"),),
}
"""The conditions of the documents' examples, by what people call them."""

_NOT_OF_THEIRS = ("flow_", "step_", "checklist_", "nps_", "item_id", "interaction_type")
"""Beginnings of fields that page views and profile updates do not have."""


def advice_against(export: EventExport, now: datetime) -> tuple[str, ...]:
    """What the documents advise against in this export, as sentences; none when all is well."""
    length = (_moment(export.end) if export.end else now) - _moment(export.start)
    found = []
    if length > LONGEST:
        found.append(f"The range is {length.days} days long; Appcues advises less than one month at a time.")
    taken = [
        name
        for name in NUMEROUS
        if _may_hold(Combination("and", tuple(export.conditions)), name) is not False
    ]
    if taken:
        found.append(f"It takes in {' and '.join(taken)}, which are the most numerous by far.")
    return tuple(found)


def _moment(when: datetime | date) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time(), UTC)


def _may_hold(condition: Condition, name: str) -> bool | None:
    """Whether a condition holds for events of this name; None where that depends on the event."""
    match condition:
        case Combination("not", parts):
            inner = _may_hold(parts[0], name)
            return None if inner is None else not inner
        case Combination(word, parts):
            each = [_may_hold(part, name) for part in parts]
            return _all(each) if word == "and" else _any(each)
        case NullTest(field, operator):
            return (
                operator == "is null"
                if _lacks(field)
                else (operator == "is not null" if field == "name" else None)
            )
        case Comparison(field, operator, value):
            if _lacks(field):
                return False
            return _compares(name, operator, value) if field == "name" else None


def _all(each: Sequence[bool | None]) -> bool | None:
    if any(one is False for one in each):
        return False
    return True if all(each) else None


def _any(each: Sequence[bool | None]) -> bool | None:
    if any(each):
        return True
    return False if all(one is False for one in each) else None


def _lacks(field: str) -> bool:
    return field.startswith(_NOT_OF_THEIRS)


def _compares(name: str, operator: str, value: object) -> bool | None:
    if operator in {"in", "not in"} and isinstance(value, tuple):
        return (name in value) == (operator == "in")
    if operator in {"==", "!="}:
        return (name == value) == (operator == "==")
    if "like" in operator and isinstance(value, str):
        fold = str.casefold if "ilike" in operator else str
        return _is_like(fold(name), fold(value)) != operator.startswith("not ")
    return None


def _is_like(name: str, pattern: str) -> bool:
    """Whether `%` in the pattern can stand for what the name has there."""
    first, *rest = pattern.split("%")
    if not rest:
        return name == pattern
    if not name.startswith(first) or not name.endswith(rest[-1]) or len(name) < len(first) + len(rest[-1]):
        return False
    inner = name[len(first) : len(name) - len(rest[-1])]
    for piece in rest[:-1]:
        found = inner.find(piece)
        if found < 0:
            return False
        inner = inner[found + len(piece) :]
    return True
