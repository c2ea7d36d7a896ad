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


@dataclass(frozen=True)
class Spot:
    """A place in the payload under inspection."""

    pointer: str
    inspection: Inspection

    def at(self, *keys: str | int) -> "Spot":
        """The place below this one."""
        path = "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)
        return Spot(self.pointer + path, self.inspection)

    def wrong(self, code: str, message: str) -> None:
        """Something is wrong here."""
        self.inspection.findings.append(Finding(self.pointer, code, message))


Check = Callable[[Spot, Any], None]
Fields = Mapping[str, Check]
