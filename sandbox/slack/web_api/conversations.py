"""`conversations.*`: channels, their members and their history."""

from collections.abc import Iterable
from typing import Any

from sandbox.slack import channel_changes
from sandbox.slack.arguments import Arguments
from sandbox.slack.messages import Message
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.shapes import channel_json, message_json
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.methods import Methods, method, page
from sandbox.slack.workspace import Channel, Workspace

Json = dict[str, Any]

MOST_MESSAGES = 999
_TYPES = {"channel": "public_channel", "group": "private_channel", "im": "im"}
_PREFIXES = {"channel": "channels", "group": "groups", "im": "im"}
_READING = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


def is_known_to_bot(workspace: Workspace, channel: Channel) -> bool:
    """The bot knows public channels, and private ones it is in."""
    return workspace.bot_user_id in channel.member_ids or not (channel.is_private or channel.is_im)


def known_channel(stage: Stage, arguments: Arguments) -> Channel:
    """The channel that is named.

    Raises:
        SlackRefusal: channel_not_found, also when the bot does not know it.
    """
    channel = stage.workspace.channels.get(arguments.needed("channel", "channel_not_found"))
    if channel is None or not is_known_to_bot(stage.workspace, channel):
        raise SlackRefusal("channel_not_found")
    return channel


def _channel(stage: Stage, arguments: Arguments, right: str) -> Channel:
    channel = known_channel(stage, arguments)
    stage.installation.check_scopes([f"{_PREFIXES[channel.kind]}:{right}"])
    return channel


def channels_of_types(arguments: Arguments, channels: Iterable[Channel]) -> list[Channel]:
    """The channels of the wanted `types`, without archived ones if asked.

    Raises:
        SlackRefusal: invalid_types.
    """
    types = set(arguments.words("types") or ["public_channel"])
    if types - {*_TYPES.values(), "mpim"}:
        raise SlackRefusal("invalid_types")
    skips_archived = arguments.flag("exclude_archived")
    return [
        each for each in channels if _TYPES[each.kind] in types and not (skips_archived and each.is_archived)
    ]


def list_channels(stage: Stage, arguments: Arguments) -> Json:
    """conversations.list."""
    known = (each for each in stage.workspace.channels.values() if is_known_to_bot(stage.workspace, each))
    found, cursor = page(channels_of_types(arguments, known), arguments, default=100, most=1000)
    shapes = [channel_json(stage.workspace, each) for each in found]
    return {"channels": shapes, "response_metadata": {"next_cursor": cursor}}


def info(stage: Stage, arguments: Arguments) -> Json:
    """conversations.info."""
    shape = channel_json(stage.workspace, _channel(stage, arguments, "read"))
    if not arguments.flag("include_num_members"):
        shape.pop("num_members", None)
    return {"channel": shape}


def members(stage: Stage, arguments: Arguments) -> Json:
    """conversations.members."""
    channel = _channel(stage, arguments, "read")
    found, cursor = page(channel.member_ids, arguments, default=100, most=1000)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def _in_range(message: Message, arguments: Arguments) -> bool:
    oldest, latest = arguments.text("oldest"), arguments.text("latest")
    moment = float(message.ts)
    if arguments.flag("inclusive") and message.ts in {oldest, latest}:
        return True
    try:
        after = not oldest or moment > float(oldest)
        before = not latest or moment < float(latest)
    except ValueError as error:
        raise SlackRefusal("invalid_ts_oldest") from error
    return after and before


def _answer(stage: Stage, arguments: Arguments, messages: list[Message], most: int) -> Json:
    found, cursor = page(messages, arguments, default=100, most=most)
    everything = arguments.flag("include_all_metadata")
    shapes = [message_json(stage.workspace, each, all_metadata=everything) for each in found]
    answer: Json = {"messages": shapes, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _readable(stage: Stage, arguments: Arguments) -> Channel:
    channel = _channel(stage, arguments, "history")
    if stage.workspace.bot_user_id not in channel.member_ids:
        raise SlackRefusal("not_in_channel")
    return channel


def history(stage: Stage, arguments: Arguments) -> Json:
    """conversations.history: newest first, without replies; all metadata only when asked for."""
    channel = _readable(stage, arguments)
    shared = (each for each in stage.messages.newest_first(channel.id) if each.ephemeral_to is None)
    messages = [each for each in shared if not each.is_reply and _in_range(each, arguments)]
    return {**_answer(stage, arguments, messages, MOST_MESSAGES), "pin_count": 0}


def replies(stage: Stage, arguments: Arguments) -> Json:
    """conversations.replies: the parent, then the replies, oldest first."""
    channel = _readable(stage, arguments)
    message = stage.messages.find(channel.id, arguments.needed("ts", "thread_not_found"))
    if message is None or message.ephemeral_to is not None:
        raise SlackRefusal("thread_not_found")
    parent = stage.messages.parent_of(message) or message
    thread = [parent, *(each for each in stage.messages.thread(parent)[1:] if _in_range(each, arguments))]
    return _answer(stage, arguments, thread, 1000)


def open_direct_message(stage: Stage, arguments: Arguments) -> Json:
    """conversations.open with one person."""
    users = arguments.words("users")
    if channel_id := arguments.text("channel"):
        channel = stage.workspace.channels.get(channel_id)
        if channel is None or not channel.is_im:
            raise SlackRefusal("channel_not_found")
    elif len(users) == 1:
        person = stage.workspace.people.get(users[0])
        if person is None or person.is_bot:
            raise SlackRefusal("user_not_found")
        channel = stage.workspace.direct_message(person.id)
    else:
        raise SlackRefusal("too_many_users" if users else "users_list_not_supplied")
    is_full = arguments.flag("return_im")
    shape = channel_json(stage.workspace, channel) if is_full else {"id": channel.id}
    return {"channel": shape, "no_op": True, "already_open": True}


def join(stage: Stage, arguments: Arguments) -> Json:
    """conversations.join, of public channels."""
    channel = stage.workspace.channels.get(arguments.needed("channel", "channel_not_found"))
    if channel is None or channel.is_private:
        raise SlackRefusal("channel_not_found")
    if channel.is_im:
        raise SlackRefusal("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackRefusal("is_archived")
    channel_changes.join(stage, channel, stage.workspace.bot_user_id)
    return {"channel": channel_json(stage.workspace, channel)}


CONVERSATIONS: Methods = {
    "conversations.list": method(list_channels, *_READING),
    "conversations.info": method(info, *_READING),
    "conversations.members": method(members, *_READING),
    "conversations.history": method(history, *_HISTORY),
    "conversations.replies": method(replies, *_HISTORY),
    "conversations.open": method(open_direct_message, "im:write", "mpim:write"),
    "conversations.join": method(join, "channels:join"),
}
