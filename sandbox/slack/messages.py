"""Messages: what stands in the channels, threads and private notes to one person."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Message:
    """One message; `ephemeral_to` names the only person who sees it, `error` is a notice of Slack itself."""

    ts: str
    channel_id: str
    user_id: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    reply_ts: list[str] = field(default_factory=list)
    reply_users: list[str] = field(default_factory=list)
    pings: list[str] = field(default_factory=list)
    error: str | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread and not in the channel itself."""
        return self.thread_ts is not None and self.thread_ts != self.ts and self.subtype != "thread_broadcast"


class MessageStore:
    """All messages by channel, in the order of their timestamps."""

    def __init__(self) -> None:
        self._by_channel: dict[str, dict[str, Message]] = {}
        self._order: dict[str, list[str]] = {}

    def add(self, message: Message) -> None:
        """Put a message into its channel, and count it at its thread's parent."""
        self._by_channel.setdefault(message.channel_id, {})[message.ts] = message
        self._order.setdefault(message.channel_id, []).append(message.ts)
        parent = self.parent_of(message)
        if parent is not None and message.ephemeral_to is None:
            parent.thread_ts = parent.ts
            parent.reply_ts.append(message.ts)
            if message.user_id not in parent.reply_users:
                parent.reply_users.append(message.user_id)

    def remove(self, message: Message) -> None:
        """Take a message away, and out of its thread's count."""
        self._by_channel[message.channel_id].pop(message.ts, None)
        order = self._order[message.channel_id]
        position = bisect_left(order, message.ts)
        if position < len(order) and order[position] == message.ts:
            del order[position]
        parent = self.parent_of(message)
        if parent is not None and message.ts in parent.reply_ts:
            parent.reply_ts.remove(message.ts)
            replies = [self.find(message.channel_id, ts) for ts in parent.reply_ts]
            parent.reply_users = list(dict.fromkeys(each.user_id for each in replies if each is not None))

    def find(self, channel_id: str, ts: str) -> Message | None:
        """The message of that timestamp, private notes included."""
        return self._by_channel.get(channel_id, {}).get(ts)

    def parent_of(self, message: Message) -> Message | None:
        """The message that the thread of a reply began with."""
        if message.thread_ts is None or message.thread_ts == message.ts:
            return None
        return self.find(message.channel_id, message.thread_ts)

    def newest_first(self, channel_id: str, before: str | None = None) -> Iterator[Message]:
        """Messages of a channel from the newest back, all kinds, only those older than `before`."""
        order = self._order.get(channel_id, [])
        end = len(order) if before is None else bisect_left(order, before)
        messages = self._by_channel.get(channel_id, {})
        for position in range(end - 1, -1, -1):
            yield messages[order[position]]

    def thread(self, parent: Message) -> list[Message]:
        """The parent and its replies, oldest first."""
        found = (self.find(parent.channel_id, ts) for ts in parent.reply_ts)
        return [parent, *(each for each in found if each is not None)]

    def last_ts(self, channel_id: str) -> str | None:
        """The newest timestamp that everyone in the channel can see."""
        shared = (each for each in self.newest_first(channel_id) if each.ephemeral_to is None)
        newest = next(shared, None)
        return newest.ts if newest else None
