"""Reads single fields out of API objects, which may hold anything."""

from collections.abc import Mapping
from typing import Any


def id_of(fields: Mapping[str, Any], noun: str) -> str:
    """The `id` of an object. Raises ValueError without one, naming the noun ("a segment")."""
    found = text(fields, "id")
    if found is None:
        raise ValueError(f"{noun} without an id")
    return found


def text(fields: Mapping[str, Any], name: str) -> str | None:
    """A text that says something, or None."""
    value = fields.get(name)
    return value if isinstance(value, str) and value else None


def texts(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The texts of a list; anything else in it is left out."""
    value = fields.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def mapping(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within the object, empty if there is none."""
    value = fields.get(name)
    return dict(value) if isinstance(value, dict) else {}
