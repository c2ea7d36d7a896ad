"""Puts messages into channels, changes them, takes them away, and tells pages and bot."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.broadcasts import Audience, Broadcasts
from sandbox.slack.clock import Timestamps
from sandbox.slack.contents import Content
from sandbox.slack.events import Events
from sandbox.slack.inputs import IdGiver
from sandbox.slack.messages import Message, MessageStore
from sandbox.slack.shapes import board_message_json, message_json
from sandbox.slack.workspace import Channel, Workspace

Json = dict[str, Any]

_SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


@dataclass(frozen=True)
class Placement:
    """Where a message goes: a thread, or one person alone."""

    thread_ts: str | None = None
    ephemeral_to: str | None = None
    is_broadcast: bool = False


@dataclass
class Posting:
    """The effects of posting, on the store, on the pages and on the bot's events."""

    workspace: Workspace
    messages: MessageStore
    timestamps: Timestamps
    broadcasts: Broadcasts
    events: Events
    ids: IdGiver = field(default_factory=IdGiver)

    def post_as_bot(self, channel: Channel, content: Content, placement: Placement) -> Message:
        """A message of the bot."""
        bot = self.workspace.bot
        message = self._message(channel, bot.id, content, placement)
        message.bot_id, message.app_id = bot.bot_id, self.workspace.app_id
        message.username = content.username
        return self._put(channel, message)

    def post_as_person(
        self, channel: Channel, user_id: str, content: Content, placement: Placement
    ) -> Message:
        """A message that a person typed, or the files that they dropped."""
        message = self._message(channel, user_id, content, placement)
        if content.files:
            message.subtype = "file_share"
        return self._put(channel, message)

    def notice(self, channel: Channel, user_id: str, sentence: str) -> Message:
        """What Slack itself tells one person in a channel."""
        placement = Placement(ephemeral_to=user_id)
        message = self._message(channel, "USLACKBOT", Content(text=sentence), placement)
        message.error = sentence
        return self._put(channel, message)

    def update(self, message: Message, content: Content) -> None:
        """Replace text and blocks; metadata stays when the new content has none, `{}` clears it."""
        before = message_json(self.workspace, message)
        message.text = content.text
        message.blocks = self.ids.complete(content.blocks, message.blocks)
        message.attachments = content.attachments
        message.pings = content.pings()
        if content.metadata is not None:
            message.metadata = content.metadata or None
        if not content.blocks and message.ephemeral_to is None:
            message.edited_ts = self.timestamps.next()
        self._tell("message_changed", message)

        def change() -> Json:
            after = {"message": message_json(self.workspace, message), "previous_message": before}
            return {"subtype": "message_changed", "hidden": True, **after}

        self._announce(message, change)

    def delete(self, message: Message) -> None:
        """Take a message away."""
        self.messages.remove(message)
        self._tell("message_deleted", message)

        def change() -> Json:
            before = {"previous_message": message_json(self.workspace, message), "deleted_ts": message.ts}
            return {"subtype": "message_deleted", "hidden": True, **before}

        self._announce(message, change)

    def _message(self, channel: Channel, user_id: str, content: Content, placement: Placement) -> Message:
        return Message(
            ts=self.timestamps.next(),
            channel_id=channel.id,
            user_id=user_id,
            text=content.text,
            blocks=self.ids.complete(content.blocks),
            attachments=content.attachments,
            files=content.files,
            thread_ts=placement.thread_ts,
            ephemeral_to=placement.ephemeral_to,
            subtype="thread_broadcast" if placement.is_broadcast and placement.thread_ts else None,
            metadata=content.metadata or None,
            pings=content.pings(),
        )

    def _put(self, channel: Channel, message: Message) -> Message:
        self.messages.add(message)
        self._tell("message", message)
        parent = self.messages.parent_of(message)
        if message.ephemeral_to is not None:
            return message
        if parent is not None:
            self._tell("message_changed", parent)
        self._announce(message, lambda: message_json(self.workspace, message))
        if self.workspace.bot_user_id in message.pings and message.user_id != self.workspace.bot_user_id:
            shape = message_json(self.workspace, message)
            self.events.announce("app_mention", {**shape, "type": "app_mention", "channel": channel.id})
        return message

    def _audience(self, message: Message) -> Audience:
        if message.ephemeral_to is not None:
            return lambda user_id: user_id == message.ephemeral_to
        channel = self.workspace.channels[message.channel_id]
        return lambda user_id: self.workspace.may_see(user_id, channel)

    def _tell(self, change: str, message: Message) -> None:
        names = {"message": "ephemeral", "message_deleted": "ephemeral_removed"}
        change = names.get(change, change) if message.ephemeral_to else change
        payload = {"channel": message.channel_id, "message": board_message_json(self.workspace, message)}
        self.broadcasts.publish(change, payload, self._audience(message))

    def _announce(self, message: Message, content: Callable[[], Json]) -> None:
        channel = self.workspace.channels[message.channel_id]
        subscription = _SUBSCRIPTIONS[channel.kind]
        is_there = self.workspace.bot_user_id in channel.member_ids
        if message.ephemeral_to is not None or not is_there or not self.events.is_wanted(subscription):
            return
        written = content()
        event = {
            "ts": self.timestamps.next() if "hidden" in written else message.ts,
            **written,
            "type": "message",
            "channel": channel.id,
            "channel_type": channel.kind,
        }
        self.events.announce(subscription, event)
