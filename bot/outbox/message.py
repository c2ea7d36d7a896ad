"""A message: what should stand in a channel, under a key that says which fact it tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ANSWER = "answer:"


def answer_key(key: str) -> str:
    """The key of what answers somebody, and concerns nobody else."""
    return f"{_ANSWER}{key}"


def is_answer(message_key: str) -> bool:
    """Whether a message of this key is such an answer."""
    return message_key.startswith(_ANSWER)


@dataclass(frozen=True)
class Message:
    """What one message should look like. Writing another one with the same key changes the first.

    `channel` is the id of a channel, or of a person for a direct message. `text` carries all that matters,
    since screen readers read it alone; without blocks it may be as long as it likes. With `thread_key`, the
    key of another message of the same channel, it joins that one's thread.

    `is_awaited` says that somebody waits for it, so that it goes before what is only news; `is_timely` that it
    is of no use some hours later, and not posted then. `fold_line` is for
    news that may come in bursts: the one line, in Slack's mark-up, that stands for the message where many are
    told in one; a message without it is always told by itself. `responsible_id` is the person who is told
    when it cannot be delivered, besides the admins.
    """

    key: str
    team_id: str
    channel: str
    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()
    thread_key: str = ""
    is_awaited: bool = False
    is_timely: bool = False
    fold_line: str = ""
    responsible_id: str = ""
