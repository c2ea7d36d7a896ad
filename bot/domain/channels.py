"""A channel in Slack, as far as it matters where news is posted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Channel:
    """A channel as Slack describes it to the bot."""

    id: str
    name: str
    is_private: bool = False
    is_archived: bool = False
    has_bot: bool = True
    has_strangers: bool = False
    """Whether it is shared, or about to be, with people who do not belong to this workspace."""

    @property
    def words(self) -> str:
        """What it is called in a sentence."""
        return f"#{self.name}"


def channel_from(answer: Mapping[str, Any]) -> Channel:
    """A channel from Slack's object."""
    return Channel(
        id=str(answer["id"]),
        name=str(answer.get("name") or answer["id"]),
        is_private=bool(answer.get("is_private")),
        is_archived=bool(answer.get("is_archived")),
        has_bot=bool(answer.get("is_member")),
        has_strangers=bool(answer.get("is_ext_shared") or answer.get("is_pending_ext_shared")),
    )


def is_direct(channel_id: str) -> bool:
    """Whether it is the id of direct messages, or, as messages name them, of the person they are with."""
    return channel_id.startswith(("D", "U", "W"))
