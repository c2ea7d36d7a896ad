"""How far the outbox is behind: what waits, what is kept, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class ChannelHealth:
    """One channel in which something waits or is kept, or that cannot be posted in.

    `lag` is the age of the oldest message that waits; `dead_since` is None while the channel can be posted in.
    """

    channel: str
    waiting: int
    parked: int
    lag: timedelta
    last_error: str = ""
    dead_since: datetime | None = None
    dead_reason: str = ""


@dataclass(frozen=True)
class OutboxHealth:
    """All of it; `dead` messages were refused for good, or dropped."""

    waiting: int
    parked: int
    dead: int
    lag: timedelta
    channels: tuple[ChannelHealth, ...] = ()
