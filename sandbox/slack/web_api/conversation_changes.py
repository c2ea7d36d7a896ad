"""`conversations.*` that change something: creating, archiving, renaming, and who is in."""

from typing import Any

from sandbox.slack import channel_changes
from sandbox.slack.arguments import Arguments
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.shapes import channel_json
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.conversations import known_channel
from sandbox.slack.web_api.methods import Methods, method
from sandbox.slack.workspace import Channel

Json = dict[str, Any]

_RIGHTS = {"channel": "channels:manage", "group": "groups:write"}
_MANAGING = tuple(_RIGHTS.values())
_INVITING = ("channels:manage", "channels:write.invites", "groups:write", "groups:write.invites")
_TOPIC = ("channels:manage", "channels:write.topic", "groups:write", "groups:write.topic")


def _channel(stage: Stage, arguments: Arguments, *, is_closed: bool = False) -> Channel:
    """The channel to change; the bot has to be in it."""
    channel = known_channel(stage, arguments)
    if channel.is_im:
        raise SlackRefusal("method_not_supported_for_channel_type")
    if channel.is_archived and not is_closed:
        raise SlackRefusal("is_archived")
    if stage.workspace.bot_user_id not in channel.member_ids:
        raise SlackRefusal("not_in_channel")
    return channel


def _answer(stage: Stage, channel: Channel) -> Json:
    return {"channel": channel_json(stage.workspace, channel)}


def _free_name(stage: Stage, arguments: Arguments) -> str:
    name = arguments.needed("name", "invalid_name_required")
    if not channel_changes.is_channel_name(name):
        raise SlackRefusal("invalid_name_specials")
    if stage.workspace.find_channel(name) is not None:
        raise SlackRefusal("name_taken")
    return name


def create(stage: Stage, arguments: Arguments) -> Json:
    """conversations.create: the bot is the first one in it."""
    name, is_private = _free_name(stage, arguments), arguments.flag("is_private")
    stage.installation.check_scopes([_RIGHTS["group" if is_private else "channel"]])
    bot_id = stage.workspace.bot_user_id
    return _answer(stage, channel_changes.create(stage, name, is_private=is_private, creator=bot_id))


def archive(stage: Stage, arguments: Arguments) -> Json:
    """conversations.archive."""
    channel = _channel(stage, arguments, is_closed=True)
    if channel.is_archived:
        raise SlackRefusal("already_archived")
    channel_changes.archive(stage, channel, stage.workspace.bot_user_id, is_archived=True)
    return {}


def unarchive(stage: Stage, arguments: Arguments) -> Json:
    """conversations.unarchive."""
    channel = _channel(stage, arguments, is_closed=True)
    if not channel.is_archived:
        raise SlackRefusal("not_archived")
    channel_changes.archive(stage, channel, stage.workspace.bot_user_id, is_archived=False)
    return {}


def rename(stage: Stage, arguments: Arguments) -> Json:
    """conversations.rename."""
    channel = _channel(stage, arguments)
    channel_changes.rename(stage, channel, _free_name(stage, arguments))
    return _answer(stage, channel)


def invite(stage: Stage, arguments: Arguments) -> Json:
    """conversations.invite: one person or several; nobody comes in when one of them cannot."""
    channel = _channel(stage, arguments)
    users = arguments.words("users")
    if not users:
        raise SlackRefusal("no_user")
    for user_id in users:
        if user_id == stage.workspace.bot_user_id:
            raise SlackRefusal("cant_invite_self")
        if user_id not in stage.workspace.people:
            raise SlackRefusal("user_not_found")
        if user_id in channel.member_ids:
            raise SlackRefusal("already_in_channel")
    for user_id in users:
        channel_changes.join(stage, channel, user_id, stage.workspace.bot_user_id)
    return _answer(stage, channel)


def kick(stage: Stage, arguments: Arguments) -> Json:
    """conversations.kick."""
    channel = _channel(stage, arguments)
    user_id = arguments.needed("user", "user_not_found")
    if user_id == stage.workspace.bot_user_id:
        raise SlackRefusal("cant_kick_self")
    if user_id not in channel.member_ids:
        raise SlackRefusal("not_in_channel")
    channel_changes.leave(stage, channel, user_id)
    return {}


def leave(stage: Stage, arguments: Arguments) -> Json:
    """conversations.leave: to leave where one is not is no error."""
    try:
        channel = _channel(stage, arguments)
    except SlackRefusal as refusal:
        if refusal.code == "not_in_channel":
            return {"not_in_channel": True}
        raise
    channel_changes.leave(stage, channel, stage.workspace.bot_user_id)
    return {}


def set_topic(stage: Stage, arguments: Arguments) -> Json:
    """conversations.setTopic."""
    channel = _channel(stage, arguments)
    topic = arguments.text("topic")
    if len(topic) > LIMIT["channel.topic"]:
        raise SlackRefusal("too_long")
    channel_changes.set_topic(stage, channel, topic)
    return _answer(stage, channel)


CONVERSATION_CHANGES: Methods = {
    "conversations.create": method(create, *_MANAGING),
    "conversations.archive": method(archive, *_MANAGING),
    "conversations.unarchive": method(unarchive, *_MANAGING),
    "conversations.rename": method(rename, *_MANAGING),
    "conversations.invite": method(invite, *_INVITING),
    "conversations.kick": method(kick, *_MANAGING),
    "conversations.leave": method(leave, *_MANAGING),
    "conversations.setTopic": method(set_topic, *_TOPIC),
}
