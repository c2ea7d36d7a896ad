"""A message: what should stand in a channel, under a key that says which fact it tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Message:
    """What one message should look like. Writing another one with the same key changes the first.

    `channel` is the id of a channel, or of a person for a direct message. `text` carries all that matters,
    since screen readers read it alone. With `thread_key`, the key of another message of the same channel,
    it joins that one's thread.
    """

    key: str
    team_id: str
    channel: str
    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()
    thread_key: str = ""
