"""One line of the audit: who did what to what, by which way, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.api_calls import ApiCall

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
    SKIPPED = "skipped"


UNATTENDED = ("at once", "job", "schedule", "clock", "event", "slack")
"""The ways by which something happens that nobody presses or types at that moment.

`event`: Slack told of it; `slack`: it was done on Slack's own pages, such as installing Callboard.
"""


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
    message_ts: str = ""
    """Of the message that was pressed, where others can see it too."""
    account: str = ""
    """Of which account it speaks: its vendor and id."""
    calls: tuple[ApiCall, ...] = ()
    """What the vendor answered."""


@dataclass(frozen=True)
class Who:
    """Who does something, by which way, and from where."""

    id: str
    source: str
    channel_id: str = ""
    message_ts: str = ""
    """Of the message that was pressed, where others can see it too."""


@dataclass(frozen=True)
class Item:
    """What something was done to."""

    kind: str
    id: str
    name: str


def own_change(
    team_id: str,
    who: Who,
    action: str,
    item: Item,
    *,
    arguments: Mapping[str, Any] | None = None,
    detail: str = "",
    request_id: str = "",
    account: str = "",
) -> Entry:
    """The entry of something of Callboard's own that somebody changed, or was shown once."""
    return Entry(
        team_id=team_id,
        actor_id=who.id,
        source=who.source,
        action=action,
        verdict=Verdict.DONE,
        effect="write",
        item_kind=item.kind,
        item_id=item.id,
        item_name=item.name,
        arguments=arguments or {},
        detail=detail,
        request_id=request_id,
        channel_id=who.channel_id,
        message_ts=who.message_ts,
        account=account,
    )


@dataclass(frozen=True)
class Recorded:
    """An entry with its place in the chain."""

    seq: int
    at: datetime
    entry: Entry
    hash: str = ""
    prev_hash: str = ""


@dataclass(frozen=True)
class AuditSearch:
    """Which records are looked for; what is empty lets all through.

    `item` is a whole id, or a part of a name; `actions` are how theirs may begin; `since` is within what is found,
    `until` is not. `up_to_seq` keeps the pages of one answer the same while more is written.
    """

    actor_id: str = ""
    actions: tuple[str, ...] = ()
    verdict: str = ""
    source: str = ""
    account: str = ""
    item: str = ""
    item_kinds: tuple[str, ...] = ()
    request_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    up_to_seq: int = 0


@dataclass(frozen=True)
class AuditPage:
    """A page of what was found, newest first; `total` counts all of it, up to the record `up_to_seq`."""

    records: tuple[Recorded, ...]
    total: int
    number: int
    pages: int
    up_to_seq: int


@dataclass(frozen=True)
class Examined:
    """One record, and whether it follows in the chain."""

    record: Recorded
    follows: bool
    message: tuple[str, str] = ("", "")
    """Channel and `ts` of the message that was pressed, or of the card of its request; empty without one."""


@dataclass(frozen=True)
class ChainCheck:
    """How many records follow each from the one before, and what is wrong with the next; empty when nothing."""

    records: int
    trouble: str = ""
    pruned: int = 0
    """How many were pruned before the first of them."""
    since: datetime | None = None
    """When the first of them was written."""
