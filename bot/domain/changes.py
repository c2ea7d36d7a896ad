"""A change to something outside: what it is about, how the item looks, and what came of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.errors import CallboardError


@dataclass(frozen=True)
class Sight:
    """An item as it is now: what an approver agrees to of it, and whether the change is in effect.

    `in_effect` is None where no read tells. `words` say how it is, where the subject's `done_words` do not fit;
    `job_id` is that of the job that carries on with it.
    """

    fields: Mapping[str, Any]
    in_effect: bool | None
    words: str = ""
    job_id: str = ""


@dataclass(frozen=True)
class Counterpart:
    """The change that takes a change back: its command, and the words of its card."""

    command_path: str
    arguments: Mapping[str, Any]
    summary: str
    effect_words: str


@dataclass(frozen=True)
class Timing:
    """When a change is made, if not at once, and when its counterpart is."""

    not_before: datetime | None = None
    until: datetime | None = None
    counterpart: Counterpart | None = None


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
    link: str = ""
    """Where a person can look at it, where there is such a place."""
    is_removal: bool = False
    """Whether it is done when the item is gone."""
    tags: tuple[str, ...] = ()
    """The ids of the item's tags."""
    timing: Timing = Timing()


NOT_READ_BACK = "created, but its value was lost with the answer: revoke it and ask for another one"
"""How a new key is whose value nobody can be shown."""
NOT_LOOKED_AT = (
    "nobody looked at its value within a week, so it is not kept any more: revoke it and ask for another one"
)
"""The same, of one that could have been shown for a while."""


@dataclass(frozen=True)
class NewSecret:
    """A secret that a change brought forth, for the requester's eyes alone, once."""

    label: str
    """What it is, in words that anybody may read: `SDK key “iOS app”`."""
    value: str = field(repr=False)


@dataclass(frozen=True)
class Done:
    """It is in effect: read back, or proved by the answer itself. `words` say how it is now.

    `job_id` is that of the job that carries on with it; `secret` is what it brought forth; `fields` are those of
    the item as it was read back.
    """

    words: str
    job_id: str = ""
    secret: NewSecret | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AlreadySo:
    """It was in effect before, so nothing was done. `words` say how it is."""

    words: str


@dataclass(frozen=True)
class Moved:
    """The item is not what was agreed to, so nothing was done; `fields` are the names that differ."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class Missed:
    """It was not the time for it, so nothing was done; `words` say why, as a sentence."""

    words: str


@dataclass(frozen=True)
class Failed:
    """Nothing was done, for a known reason."""

    error: CallboardError


@dataclass(frozen=True)
class Unknown:
    """It may or may not be in effect; look again later."""

    error: CallboardError | None


@dataclass(frozen=True)
class Unclear:
    """It may or may not be in effect, and looking will never tell."""

    error: CallboardError | None


Outcome = Done | AlreadySo | Moved | Missed | Failed | Unknown | Unclear


def fingerprint(fields: Mapping[str, Any]) -> str:
    """A hash over fields, the same for the same content whatever the order of keys."""
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the fields that differ, in alphabetical order."""
    names = before.keys() | after.keys()
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))
