"""A place in a payload, and what was found wrong there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.rules.surfaces import Surface


@dataclass(frozen=True)
class Finding:
    """Something Slack would refuse: where (a JSON pointer), what kind, and a sentence."""

    pointer: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


@dataclass
class Inspection:
    """What is known about one payload while it is read: surface, ids and sums so far, findings."""

    surface: Surface
    findings: list[Finding] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)
    characters: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, amount: int = 1) -> int:
        """Add to a sum over the payload; answers the new sum."""
        self.counts[what] = self.counts.get(what, 0) + amount
        return self.counts[what]


class Spot:
    """A place in the payload under inspection; its pointer is written only when something is wrong."""

    __slots__ = ("_keys", "_parent", "inspection")

    def __init__(
        self, keys: tuple[str | int, ...], inspection: Inspection, parent: "Spot | None" = None
    ) -> None:
        self._keys = keys
        self._parent = parent
        self.inspection = inspection

    @property
    def pointer(self) -> str:
        """The JSON pointer of this place."""
        above = self._parent.pointer if self._parent is not None else ""
        return above + "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in self._keys)

    def at(self, *keys: str | int) -> "Spot":
        """The place below this one."""
        return Spot(keys, self.inspection, self)

    def wrong(self, code: str, message: str) -> None:
        """Something is wrong here."""
        self.inspection.findings.append(Finding(self.pointer, code, message))


Check = Callable[[Spot, Any], None]
Fields = Mapping[str, Check]
