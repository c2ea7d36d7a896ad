"""Changes of channels and their members, with the events that follow; made by people or by the bot."""

import re
from typing import Any

from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Channel

Json = dict[str, Any]

_NAME = re.compile(r"[\w-]{1,80}")


def channel_shape(channel: Channel) -> Json:
    """A channel as the board's pages know it."""
    keys = ("id", "name", "topic", "is_private", "is_im", "is_archived", "member_ids")
    return {key: getattr(channel, key) for key in keys}


def is_channel_name(name: str) -> bool:
    """Whether a channel may be called so: small letters, digits, `-` and `_`, 80 at most."""
    return bool(_NAME.fullmatch(name)) and name == name.lower()


def create(stage: Stage, name: str, *, is_private: bool, creator: str = "") -> Channel:
    """A new channel, with its creator in it."""
    channel_id = f"C0{name.upper().replace('-', '')}"
    if channel_id in stage.workspace.channels:
        channel_id += f"{len(stage.workspace.channels):02d}"
    members = [creator] if creator else []
    channel = Channel(channel_id, name, is_private=is_private, member_ids=members, creator=creator)
    stage.workspace.channels[channel.id] = channel
    made = {"id": channel.id, "name": name, "created": channel.created, "creator": creator}
    if not is_private:
        stage.events.announce("channel_created", {"type": "channel_created", "channel": made})
    show(stage, channel)
    return channel


def archive(stage: Stage, channel: Channel, by: str, *, is_archived: bool) -> None:
    """Close a channel, or open it again."""
    channel.is_archived = is_archived
    kind = f"{_prefix(channel)}_{'archive' if is_archived else 'unarchive'}"
    stage.events.announce(kind, {"type": kind, "channel": channel.id, "user": by})
    show(stage, channel)


def share(stage: Stage, channel: Channel, team_id: str) -> None:
    """Let the people of another organisation in."""
    channel.is_shared = True
    shared = {"type": "channel_shared", "connected_team_id": team_id, "channel": channel.id}
    stage.events.announce("channel_shared", shared)
    show(stage, channel)


def unshare(stage: Stage, channel: Channel, team_id: str) -> None:
    """Let the people of another organisation go."""
    channel.is_shared = False
    ended = {
        "type": "channel_unshared",
        "previously_connected_team_id": team_id,
        "channel": channel.id,
        "is_ext_shared": False,
    }
    stage.events.announce("channel_unshared", ended)
    show(stage, channel)


def delete(stage: Stage, channel: Channel, by: str) -> None:
    """Remove a channel for good, with all that was written in it."""
    kind = f"{_prefix(channel)}_deleted"
    stage.events.announce(kind, {"type": kind, "channel": channel.id, "actor_id": by})
    del stage.workspace.channels[channel.id]
    stage.broadcasts.publish("channel_gone", {"channel": channel.id}, lambda _each: True)


def rename(stage: Stage, channel: Channel, name: str) -> None:
    """Give a channel another name."""
    channel.name = name
    kind = f"{_prefix(channel)}_rename"
    renamed = {"id": channel.id, "name": channel.name, "created": channel.created}
    stage.events.announce(kind, {"type": kind, "channel": renamed})
    show(stage, channel)


def set_topic(stage: Stage, channel: Channel, topic: str) -> None:
    """Write a channel's topic."""
    channel.topic = topic
    show(stage, channel)


def join(stage: Stage, channel: Channel, member_id: str, inviter: str = "") -> None:
    """Somebody comes in, if they are not in already."""
    if member_id in channel.member_ids:
        return
    channel.member_ids.append(member_id)
    _announce_move(stage, channel, "member_joined_channel", member_id, inviter)
    show(stage, channel)


def leave(stage: Stage, channel: Channel, member_id: str) -> None:
    """Somebody goes; the bot still hears that it went itself."""
    if member_id not in channel.member_ids:
        return
    _announce_move(stage, channel, "member_left_channel", member_id)
    channel.member_ids.remove(member_id)
    show(stage, channel)


def _prefix(channel: Channel) -> str:
    return "group" if channel.is_private else "channel"


def _announce_move(stage: Stage, channel: Channel, kind: str, member_id: str, inviter: str = "") -> None:
    place = {"channel": channel.id, "channel_type": "G" if channel.is_private else "C"}
    event: Json = {"type": kind, "user": member_id, **place, "team": stage.workspace.id}
    stage.events.announce(kind, {**event, "inviter": inviter} if inviter else event)


def show(stage: Stage, channel: Channel) -> None:
    """Tell the pages: of those who see the channel how it is now, of the others that there is none."""
    workspace = stage.workspace
    shape = {"channel": channel_shape(channel)}
    stage.broadcasts.publish("channel", shape, lambda each: workspace.may_see(each, channel))
    gone = {"channel": channel.id}
    stage.broadcasts.publish("channel_gone", gone, lambda each: not workspace.may_see(each, channel))
