"""The values that go into the outbox and come out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.models.outbox import LastOutcome


@dataclass(frozen=True)
class NewMessage:
    """What a message should look like; `blocks` are plain JSON values."""

    team_id: str
    dedupe_key: str
    channel: str
    text: str
    blocks: Sequence[Any] = ()
    thread_key: str | None = None


@dataclass(frozen=True)
class Claim:
    """A message that one sender holds until `lease_until`; `fencing` tells this claim from all others."""

    id: str
    team_id: str
    dedupe_key: str
    channel: str
    text: str
    blocks: tuple[Any, ...]
    revision: int
    channel_id: str
    ts: str
    thread_ts: str
    attempt: int
    first_try_at: datetime
    previous_outcome: LastOutcome
    """How the attempt before this one ended; `claimed` when nobody knows."""
    owner: str
    fencing: int
    lease_until: datetime


@dataclass(frozen=True)
class Lag:
    """How far the outbox is behind."""

    pending: int
    parked: int
    dead: int
    oldest_pending_at: datetime | None
