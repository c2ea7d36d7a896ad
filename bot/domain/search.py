"""Which of many named things are most like some words, typed in full, in part or wrongly."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.matching import alike

MOST_HITS = 25
_CONTAINS = 100.0
_BEGINS = 110.0
_IS = 120.0


@dataclass(frozen=True)
class Item:
    """Something with a name: its noun as typed in a command, and what to call one of them."""

    noun: str
    singular: str
    id: str
    name: str
    detail: str
    """Its state, or what it is for."""


@dataclass(frozen=True)
class Hit:
    """An item and how much it is like the words: 120 the name itself, 110 its beginning, 100 a part, less alike."""

    item: Item
    likeness: float


@dataclass(frozen=True)
class Found:
    """What a search came to."""

    words: str
    hits: tuple[Hit, ...]
    searched: int
    """Among how many items."""
    missing: tuple[str, ...]
    """Nouns whose list could not be read."""


def best(words: str, items: Sequence[Item]) -> list[Hit]:
    """The items most like the words, the most alike first; at most 25. An id counts like the name itself."""
    wanted = words.strip().casefold()
    if not wanted:
        return []
    likeness = alike(wanted, [item.name for item in items], MOST_HITS)
    for index, item in enumerate(items):
        if exact := _exact(wanted, item):
            likeness[index] = exact
    hits = [Hit(items[index], score) for index, score in likeness.items()]
    hits.sort(key=lambda hit: (-hit.likeness, hit.item.name.casefold(), hit.item.noun))
    return hits[:MOST_HITS]


def _exact(wanted: str, item: Item) -> float:
    name = item.name.casefold()
    if wanted in {name, item.id.casefold()}:
        return _IS
    if name.startswith(wanted):
        return _BEGINS
    return _CONTAINS if wanted in name else 0.0
