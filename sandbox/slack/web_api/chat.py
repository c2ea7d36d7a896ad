"""`chat.*`: posting, updating, deleting, private notes."""

import re
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.contents import Content, read_content
from sandbox.slack.messages import Message
from sandbox.slack.posting import Placement
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.shapes import message_json
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.methods import Methods, method
from sandbox.slack.workspace import Channel

Json = dict[str, Any]

_TS = re.compile(r"\d{1,12}\.\d{6}")


def channel_to_post_in(stage: Stage, name_or_id: str) -> Channel:
    """The channel, if the bot may post there; a user id means the direct message with that person.

    Raises:
        SlackRefusal: channel_not_found, is_archived or not_in_channel.
    """
    workspace = stage.workspace
    if name_or_id in workspace.people:
        person = workspace.people[name_or_id]
        if person.is_bot or person.deleted:
            raise SlackRefusal("channel_not_found")
        return workspace.direct_message(person.id)
    channel = workspace.find_channel(name_or_id)
    is_member = channel is not None and workspace.bot_user_id in channel.member_ids
    if channel is None or ((channel.is_private or channel.is_im) and not is_member):
        raise SlackRefusal("channel_not_found")
    if channel.is_archived:
        raise SlackRefusal("is_archived")
    if not is_member and "chat:write.public" not in stage.installation.scopes:
        raise SlackRefusal("not_in_channel")
    return channel


def _thread(stage: Stage, channel: Channel, arguments: Arguments) -> str | None:
    thread_ts = arguments.text("thread_ts")
    if not thread_ts:
        return None
    if not _TS.fullmatch(thread_ts):
        raise SlackRefusal("invalid_thread_ts")
    parent = stage.messages.find(channel.id, thread_ts)
    if parent is None or parent.ephemeral_to is not None:
        raise SlackRefusal("thread_not_found")
    return parent.thread_ts or parent.ts


def _content(stage: Stage, arguments: Arguments) -> Content:
    if arguments.text("username"):
        stage.installation.check_scopes(["chat:write.customize"])
    return read_content(arguments.values, strict=stage.options.strict)


def _with_notes(answer: Json, content: Content) -> Json:
    if not content.notes:
        return answer
    return {**answer, "response_metadata": {"messages": [f"[WARN] {note}" for note in content.notes]}}


def post_message(stage: Stage, arguments: Arguments) -> Json:
    """chat.postMessage."""
    channel = channel_to_post_in(stage, arguments.needed("channel", "channel_not_found"))
    content = _content(stage, arguments)
    thread_ts = _thread(stage, channel, arguments)
    placement = Placement(thread_ts, is_broadcast=arguments.flag("reply_broadcast"))
    message = stage.posting.post_as_bot(channel, content, placement)
    shape = message_json(stage.workspace, message)
    return _with_notes({"channel": channel.id, "ts": message.ts, "message": shape}, content)


def post_ephemeral(stage: Stage, arguments: Arguments) -> Json:
    """chat.postEphemeral."""
    channel = channel_to_post_in(stage, arguments.needed("channel", "channel_not_found"))
    user_id = arguments.needed("user", "user_not_found")
    if user_id not in stage.workspace.people:
        raise SlackRefusal("user_not_found")
    if user_id not in channel.member_ids:
        raise SlackRefusal("user_not_in_channel")
    content = _content(stage, arguments)
    placement = Placement(_thread(stage, channel, arguments), user_id)
    message = stage.posting.post_as_bot(channel, content, placement)
    return _with_notes({"message_ts": message.ts}, content)


def _own_message(stage: Stage, arguments: Arguments, refusal: str) -> tuple[Channel, Message]:
    channel = stage.workspace.channels.get(arguments.needed("channel", "channel_not_found"))
    if channel is None:
        raise SlackRefusal("channel_not_found")
    message = stage.messages.find(channel.id, arguments.needed("ts", "message_not_found"))
    if message is None or message.ephemeral_to is not None:
        raise SlackRefusal("message_not_found")
    if message.user_id != stage.workspace.bot_user_id:
        raise SlackRefusal(refusal)
    if channel.is_archived:
        raise SlackRefusal("is_archived")
    return channel, message


def update(stage: Stage, arguments: Arguments) -> Json:
    """chat.update: with only `text` the blocks go; metadata stays unless given."""
    channel, message = _own_message(stage, arguments, "cant_update_message")
    if len(arguments.text("text")) > LIMIT["message.update_text"]:
        raise SlackRefusal("msg_too_long")
    content = _content(stage, arguments)
    stage.posting.update(message, content)
    shape = message_json(stage.workspace, message)
    answer = {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}
    return _with_notes(answer, content)


def delete(stage: Stage, arguments: Arguments) -> Json:
    """chat.delete."""
    channel, message = _own_message(stage, arguments, "cant_delete_message")
    stage.posting.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(stage: Stage, arguments: Arguments) -> Json:
    """chat.getPermalink."""
    channel = stage.workspace.channels.get(arguments.needed("channel", "channel_not_found"))
    if channel is None:
        raise SlackRefusal("channel_not_found")
    ts = arguments.needed("message_ts", "message_not_found")
    if stage.messages.find(channel.id, ts) is None:
        raise SlackRefusal("message_not_found")
    return {
        "channel": channel.id,
        "permalink": f"{stage.public_url}/archives/{channel.id}/p{ts.replace('.', '')}",
    }


CHAT: Methods = {
    "chat.postMessage": method(post_message, "chat:write"),
    "chat.postEphemeral": method(post_ephemeral, "chat:write"),
    "chat.update": method(update, "chat:write"),
    "chat.delete": method(delete, "chat:write"),
    "chat.getPermalink": method(get_permalink),
}
