"""One line of the audit: who did what to what, by which way, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

MASK = "•••"
"""What the audit keeps of a secret argument."""


class Verdict(StrEnum):
    """What came of it."""

    DONE = "done"
    ASKED = "asked"
    REFUSED = "refused"
    FAILED = "failed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entry:
    """What is written down; arguments are masked and details redacted before they come here."""

    team_id: str
    actor_id: str
    source: str
    action: str
    verdict: Verdict
    effect: str = ""
    item_kind: str = ""
    item_id: str = ""
    item_name: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    detail: str = ""
    request_id: str = ""
    channel_id: str = ""


@dataclass(frozen=True)
class Recorded:
    """An entry with its place in the chain."""

    seq: int
    at: datetime
    entry: Entry


@dataclass(frozen=True)
class ChainCheck:
    """How many records follow each from the one before, and what is wrong with the next; empty when nothing."""

    records: int
    trouble: str = ""
