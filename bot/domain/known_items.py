"""How an item was when anybody looked last, and how two such states of it differ."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.changes import changed_fields, fingerprint
from bot.domain.experiences import NAME_FIELDS, name_in, tags_in

MOST_EARLIER = 5
"""So many former states of an item are recognised when it returns to one."""
AFTER_NEWS = timedelta(minutes=2)
"""Whoever edits in Studio edits on: the next change is told soon."""
WHEN_QUIET = timedelta(minutes=5)
"""Seven lists an account; late enough to cost little, early enough for somebody to still know what they did."""
NEWS_LASTS = timedelta(minutes=30)
SHARE_OF_TIME = 20
"""An account whose lists take long to read is read more seldom: never for more than a twentieth of the time."""

# What says when it was touched, and whether it is live, which are compared by themselves.
_TIMES = frozenset({
    "created_at", "updated_at", "published_at", "unpublished_at", "createdAt", "updatedAt",
})  # fmt: skip
_COMPARED_APART = frozenset({"published", "state", "tag_ids"})
_HASH_LENGTH = 16


@dataclass(frozen=True)
class ItemState:
    """One item at one moment. `parts` holds a hash of each field of its content, `tags` the ids in order."""

    name: str
    published: bool = False
    tags: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    touched: str = ""
    """When it was changed last, in the vendor's own words."""

    @property
    def content(self) -> str:
        """The same for what looks the same, whenever it was touched."""
        return fingerprint({
            "name": self.name, "published": self.published, "tags": self.tags, "parts": dict(self.parts),
        })  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """What differs between two states of an item; nothing but a later touch where all of it is empty."""

    published: bool | None = None
    """What its publishing state has become, if that is different."""
    renamed_from: str = ""
    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    """The names of the other fields that differ, in alphabetical order."""

    @property
    def is_bare(self) -> bool:
        """Whether it was saved, and nothing that can be read is different."""
        return self == Difference()


def state_of(significant: Mapping[str, Any], item_id: str) -> ItemState:
    """The state of an experience, from its significant fields."""
    parts = {
        name: _hash(_without_times(value))
        for name, value in significant.items()
        if name not in _TIMES and name not in _COMPARED_APART
    }
    return ItemState(
        name=name_in(significant) or item_id,
        published=bool(significant.get("published")),
        tags=tuple(sorted(set(tags_in(significant)))),
        parts=parts,
        touched=str(significant.get("updated_at") or ""),
    )


def compare(before: ItemState, after: ItemState) -> Difference | None:
    """What became different; None where nothing did, and nobody touched it."""
    differing = changed_fields(before.parts, after.parts)
    is_renamed = before.name != after.name
    found = Difference(
        published=None if before.published == after.published else after.published,
        renamed_from=before.name if is_renamed else "",
        tags_added=_only_in(after.tags, before.tags),
        tags_removed=_only_in(before.tags, after.tags),
        fields=tuple(name for name in differing if not (is_renamed and name == _name_field(after))),
    )
    return None if found.is_bare and before.touched == after.touched else found


def narrowed(state: ItemState, to: ItemState) -> ItemState:
    """A state with the parts that the other one has: a list may tell less of an item than the item by itself."""
    return replace(state, parts={name: part for name, part in state.parts.items() if name in to.parts})


def pause_after(last_change: datetime | None, took: timedelta, now: datetime) -> timedelta:
    """How long after a look, which took so long, the next one comes."""
    is_lively = last_change is not None and now - last_change < NEWS_LASTS
    return max(AFTER_NEWS if is_lively else WHEN_QUIET, took * SHARE_OF_TIME)


def _only_in(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in some if each not in others)


def _name_field(state: ItemState) -> str:
    return next((name for name in NAME_FIELDS if name in state.parts), "")


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_times(inner) for name, inner in value.items() if name not in _TIMES}
    return [_without_times(inner) for inner in value] if isinstance(value, list) else value


def _hash(value: Any) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LENGTH]
