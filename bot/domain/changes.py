"""A change to something outside: what it is about, how the item looks, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import ApiError, CallboardError


@dataclass(frozen=True)
class Sight:
    """An item as it is now: its significant fields, and whether the change is already in effect."""

    fields: Mapping[str, Any]
    in_effect: bool


@dataclass(frozen=True)
class Subject:
    """What a change is about, in the words of the card."""

    item_kind: str
    item_id: str
    item_name: str
    summary: str
    """What is asked for, as a phrase: `Publish the flow “Welcome tour”`."""
    state_before: str
    effect_words: str
    done_words: str
    """How it is when done, as the end of “The flow “X” is …”: `live`."""
    link: str


@dataclass(frozen=True)
class Done:
    """It is in effect: read back, not assumed. `words` say how it is now."""

    words: str


@dataclass(frozen=True)
class AlreadySo:
    """It was in effect before, so nothing was done. `words` say how it is."""

    words: str


@dataclass(frozen=True)
class Moved:
    """The item is not what was agreed to, so nothing was done; `fields` are the names that differ."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class Failed:
    """Nothing was done, for a known reason."""

    error: CallboardError


@dataclass(frozen=True)
class Unknown:
    """It may or may not be in effect; look again later."""

    error: ApiError | None


Outcome = Done | AlreadySo | Moved | Failed | Unknown
