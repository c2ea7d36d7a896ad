"""What is known of a user or a group: kinds of values, times among them, and how two states differ."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.domain.matching import nearest
from bot.domain.timestamps import parse_timestamp
from bot.errors import BadInput, Candidate

_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*", re.DOTALL)
_FROM, _UNTIL = datetime(2005, 1, 1, tzinfo=UTC).timestamp(), datetime(2045, 1, 1, tzinfo=UTC).timestamp()
_MILLISECONDS = 1000
_MOST_IN_KEY = 200


@dataclass(frozen=True)
class Profile:
    """The attributes of one user or group, as they were read; `is_known` says whether there is such a one."""

    id: str
    attributes: Mapping[str, Any]
    as_of: datetime
    is_known: bool = True

    def named(self, key: str) -> str:
        """The name of the attribute that is called so: by its name, whatever its case, or by its key.

        Raises BadInput with the nearest names.
        """
        if key in self.attributes:
            return key
        folded = [name for name in self.attributes if name.casefold() == key.casefold()]
        found = folded or [name for name in self.attributes if key_of(name) == key]
        if len(found) == 1:
            return found[0]
        near = nearest(key, [Candidate(name, name) for name in self.attributes], limit=3)
        names = " or ".join(f"“{each.name[:_MOST_IN_KEY]}”" for each in near)
        hint = f"Did you mean {names}?" if near else ""
        raise BadInput(f"There is no attribute “{key}” here.", hint, field="attribute")


@dataclass(frozen=True)
class Difference:
    """What setting attributes would do to a profile."""

    added: Mapping[str, Any]
    changed: Mapping[str, tuple[Any, Any]]
    """What each one is, and what it would be."""
    unchanged: tuple[str, ...]

    @property
    def to_set(self) -> Mapping[str, Any]:
        """What differs, and so has to be sent."""
        return {**self.added, **{name: after for name, (_, after) in self.changed.items()}}


def difference(attributes: Mapping[str, Any], wanted: Mapping[str, Any]) -> Difference:
    """How the wanted attributes differ from those that are there; others are not looked at, since they stay."""
    added = {name: value for name, value in wanted.items() if name not in attributes}
    changed = {
        name: (attributes[name], value)
        for name, value in wanted.items()
        if name in attributes and not is_same(attributes[name], value)
    }
    same = tuple(name for name in wanted if name not in added and name not in changed)
    return Difference(added, changed, same)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same in JSON, where 1 is 1.0 but not true."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other)


def kind_of(value: Any) -> str:
    """What a value is, in a word that people know."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
    return "object"


def text_of(value: Any) -> str:
    """A value as people read it: texts as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def moment_of(value: Any) -> datetime | None:
    """The moment that a value stands for: ISO 8601 with a time of day, or seconds or milliseconds since 1970.

    Numbers are taken for moments where they lie between 2005 and 2045, which counters hardly ever reach.
    """
    if isinstance(value, str):
        return _iso_moment(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if _FROM <= value < _UNTIL:
        return parse_timestamp(value * _MILLISECONDS)
    return parse_timestamp(value) if _FROM <= value / _MILLISECONDS < _UNTIL else None


def _iso_moment(text: str) -> datetime | None:
    if not _ISO_MOMENT.fullmatch(text):
        return None
    try:
        return parse_timestamp(text)
    except OverflowError:  # the first or the last day that there is, in a zone where it is another one
        return None


def key_of(name: str) -> str:
    """What an attribute is called where there is little room: its name, or for a long one a digest of it."""
    digest = hashlib.sha256(name.encode(errors="replace")).hexdigest()[:16]
    return name if 0 < len(name) <= _MOST_IN_KEY and name == name.strip() else f"sha256:{digest}"
