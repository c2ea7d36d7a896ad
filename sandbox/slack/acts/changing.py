"""Changes of channels and membership, as people make them, with the events that follow."""

from typing import Any

from sandbox.slack.refusals import BoardRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Channel

Json = dict[str, Any]


def change_channel(stage: Stage, asked: Json) -> Json:
    """`action`: create, archive, unarchive, rename (`name`), topic (`topic`), invite or remove (`member`)."""
    action, name = str(asked.get("action", "")), str(asked.get("channel", ""))
    if action == "create":
        channel = _create(stage, name, is_private=bool(asked.get("is_private")))
    else:
        found = stage.workspace.find_channel(name)
        if found is None or found.is_im:
            raise BoardRefusal(f"There is no channel {name!r}.", 404)
        channel = found
        _change(stage, channel, action, asked)
    stage.broadcasts.publish("channel", {"channel": _shape(channel)})
    return {"channel": _shape(channel)}


def _shape(channel: Channel) -> Json:
    keys = ("id", "name", "topic", "is_private", "is_im", "is_archived", "member_ids")
    return {key: getattr(channel, key) for key in keys}


def _create(stage: Stage, name: str, *, is_private: bool) -> Channel:
    name = name.removeprefix("#")
    if not name or stage.workspace.find_channel(name) is not None:
        raise BoardRefusal(f"A channel cannot be called {name!r}.")
    channel = Channel(f"C0{name.upper().replace('-', '')}", name, is_private=is_private)
    stage.workspace.channels[channel.id] = channel
    return channel


def _change(stage: Stage, channel: Channel, action: str, asked: Json) -> None:
    match action:
        case "archive" | "unarchive":
            channel.is_archived = action == "archive"
            kind = f"channel_{action}"
            stage.events.announce(kind, {"type": kind, "channel": channel.id, "user": channel.creator})
        case "rename":
            channel.name = str(asked.get("name", "")).removeprefix("#") or channel.name
            renamed = {"id": channel.id, "name": channel.name, "created": channel.created}
            stage.events.announce("channel_rename", {"type": "channel_rename", "channel": renamed})
        case "topic":
            channel.topic = str(asked.get("topic", ""))
        case "invite" | "remove":
            _move(stage, channel, str(asked.get("member", "")), joins=action == "invite")
        case _:
            raise BoardRefusal(f"A channel cannot be changed by {action!r}.")


def _move(stage: Stage, channel: Channel, member_id: str, *, joins: bool) -> None:
    if member_id not in stage.workspace.people:
        raise BoardRefusal(f"There is nobody called {member_id!r}.", 404)
    if joins == (member_id in channel.member_ids):
        return
    if joins:
        channel.member_ids.append(member_id)
    kind = "member_joined_channel" if joins else "member_left_channel"
    place = {"channel": channel.id, "channel_type": "G" if channel.is_private else "C"}
    stage.events.announce(kind, {"type": kind, "user": member_id, **place, "team": stage.workspace.id})
    if not joins:
        channel.member_ids.remove(member_id)
