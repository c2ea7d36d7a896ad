"""Decides from a page by limit and offset whether there is another, and where it begins (Appizer 3)."""

from collections.abc import Mapping
from typing import Any


def next_offset(offset: int, limit: int, received: int, pagination: Any) -> int | None:
    """The offset of the next page, or None if this was the last.

    `received` counts the items of this page, `limit` is what was asked for. `has_more` decides; without it
    the `total`, without that a full page. An empty page is always the last.
    """
    if received == 0:
        return None
    following = offset + received
    facts = pagination if isinstance(pagination, Mapping) else {}
    has_more, total = facts.get("has_more"), facts.get("total")
    if isinstance(has_more, bool):
        return following if has_more else None
    if isinstance(total, int):
        return following if following < total else None
    granted = facts.get("limit")
    return following if received >= (granted if isinstance(granted, int) else limit) else None
