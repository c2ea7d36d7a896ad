"""A notice: something that happened, and how it is told wherever somebody wants to hear of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ASKED_BY = "asked by"
"""How a line names who asked for what took effect."""


@dataclass(frozen=True)
class Notice:
    """One fact. `key` names it for good: the same fact, found by whomever and however often, has the same.

    `topic` and `severity` are a `Topic` and a `Severity` of subscriptions. `line` is the fact in one line of
    Slack's mark-up, as it stands in digests and previews and, in a burst, for the whole card; `text` and
    `blocks` are the card.
    """

    key: str
    team_id: str
    topic: str
    at: datetime
    line: str
    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()
    also: str = ""
    """A second topic that it belongs to: a channel that wants either of them hears of it, once."""
    severity: int = 0
    account: str = ""
    """The vendor and the id of the account that it is about: `appcues:environment`."""
    kind: str = ""
    """The plural of the kind of item, as commands call it: `flows`."""
    item_id: str = ""
    item_name: str = ""
    tags: frozenset[str] = field(default_factory=frozenset)
    """The ids of the item's tags."""
    app_id: str = ""
    actor_id: str = ""
    """The Slack id of who did it; empty for nobody, or somebody outside."""
    elsewhere: bool = False
    """Whether it is a job that nobody here started or followed: told only where that is wanted expressly."""

    told: Mapping[str, str | None] = field(default_factory=dict, compare=False)
    """The channels in which it stands, with the name of whoever had it posted there; none where a card of its own
    does."""

    def has_card_in(self, channel: str) -> bool:
        """Whether a card of its own stands there, so that it is not posted as well."""
        return channel in self.told and self.told[channel] is None

    @property
    def says_who(self) -> bool:
        """Whether its line tells who did it, by a mention or by name; or nobody did."""
        return not self.actor_id or f"<@{self.actor_id}" in self.line or f", {ASKED_BY} " in self.line

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that it belongs to, its own first."""
        return (self.topic, self.also) if self.also else (self.topic,)
