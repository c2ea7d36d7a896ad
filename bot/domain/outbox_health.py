"""How far the outbox is behind: what waits, what is kept, and why."""

from collections.abc import Collection
from dataclasses import dataclass, replace
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
    team_id: str = ""
    """Its workspace: a channel may be shared by two that both have Callboard."""

    @property
    def is_troubled(self) -> bool:
        """Whether something is kept, or nothing can be posted."""
        return self.dead_since is not None or self.parked > 0


@dataclass(frozen=True)
class OutboxHealth:
    """All of it; `dead` messages were refused for good, or dropped."""

    waiting: int
    parked: int
    dead: int
    lag: timedelta
    channels: tuple[ChannelHealth, ...] = ()
    hidden: tuple[ChannelHealth, ...] = ()
    """Troubled ones that whoever looks may not know of: they are counted, and not named."""

    @property
    def troubled(self) -> tuple[ChannelHealth, ...]:
        """Channels in which something is kept, or that cannot be posted in."""
        return tuple(each for each in self.channels if each.is_troubled)

    def as_seen(self, known: Collection[str]) -> "OutboxHealth":
        """The same for somebody who may know of these channels alone."""
        shown = tuple(each for each in self.troubled if each.channel in known)
        return replace(
            self, channels=shown, hidden=tuple(each for each in self.troubled if each.channel not in known)
        )
