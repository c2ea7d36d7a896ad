"""The values that go into the outbox and come out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.models.outbox import LastOutcome, OutboxRank


@dataclass(frozen=True)
class Content:
    """What one message in Slack shows; `blocks` are plain JSON values. Neither: nothing is to stand."""

    text: str = ""
    blocks: Sequence[Any] = ()


@dataclass(frozen=True)
class NewMessage:
    """What a message should look like: in one part, or in several that follow each other."""

    team_id: str
    dedupe_key: str
    channel: str
    parts: tuple[Content, ...]
    thread_key: str | None = None
    rank: OutboxRank = OutboxRank.NEWS
    fold_line: str = ""
    responsible_id: str = ""


def part_key(dedupe_key: str, number: int) -> str:
    """The key of a part; the first has the key of the whole."""
    return dedupe_key if number == 1 else f"{dedupe_key}:part:{number}"


@dataclass(frozen=True)
class Folded:
    """The other messages that are told in a message: how many they are, and the lines of the first."""

    count: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A message that one sender holds until `lease_until`; `fencing` tells this claim from all others."""

    id: str
    team_id: str
    dedupe_key: str
    channel: str
    text: str
    blocks: tuple[Any, ...]
    fold_line: str
    folded: Folded | None
    responsible_id: str
    revision: int
    channel_id: str
    ts: str
    thread_ts: str
    rank: OutboxRank
    created_at: datetime
    attempt: int
    first_try_at: datetime
    pending_since: datetime
    previous_outcome: LastOutcome
    """How the attempt before this one ended; `claimed` when nobody knows."""
    last_error: str
    owner: str
    fencing: int
    lease_until: datetime
    follows_kept: bool = False
    """Whether what was to be posted before it is kept because of who reads the channel."""

    @property
    def says_nothing(self) -> bool:
        """Whether nothing is to stand where it stands."""
        return not self.text and not self.blocks and self.folded is None


@dataclass(frozen=True)
class Lag:
    """How far the outbox is behind."""

    pending: int
    parked: int
    dead: int
    oldest_pending_at: datetime | None


@dataclass(frozen=True)
class ChannelLag:
    """How far the outbox is behind in one channel, and Slack's last words about it."""

    team_id: str
    channel: str
    waiting: int
    parked: int
    oldest_waiting_at: datetime | None
    last_error: str
    dead_since: datetime | None
    dead_reason: str
