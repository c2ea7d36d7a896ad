"""Changes of channels and membership, as people make them."""

from typing import Any

from sandbox.slack import channel_changes
from sandbox.slack.refusals import BoardRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Channel

Json = dict[str, Any]

OTHER_ORGANISATION = "T0ELSEWHERE"
"""Whose people come into a channel that is shared."""


def change_channel(stage: Stage, asked: Json) -> Json:
    """`action`: create, (un)archive, (un)share, delete, rename (`name`), topic (`topic`), invite, remove (`member`)."""
    action, name = str(asked.get("action", "")), str(asked.get("channel", ""))
    if action == "create":
        channel = _create(stage, name.removeprefix("#"), is_private=bool(asked.get("is_private")))
    else:
        found = stage.workspace.find_channel(name)
        if found is None or found.is_im:
            raise BoardRefusal(f"There is no channel {name!r}.", 404)
        channel = found
        _change(stage, channel, action, asked)
    return {"channel": channel_changes.channel_shape(channel)}


def _create(stage: Stage, name: str, *, is_private: bool) -> Channel:
    if not channel_changes.is_channel_name(name) or stage.workspace.find_channel(name) is not None:
        raise BoardRefusal(f"A channel cannot be called {name!r}.")
    return channel_changes.create(stage, name, is_private=is_private)


def _change(stage: Stage, channel: Channel, action: str, asked: Json) -> None:
    match action:
        case "archive" | "unarchive":
            is_archived = action == "archive"
            channel_changes.archive(stage, channel, channel.creator, is_archived=is_archived)
        case "share":
            channel_changes.share(stage, channel, OTHER_ORGANISATION)
        case "unshare":
            channel_changes.unshare(stage, channel, OTHER_ORGANISATION)
        case "delete":
            channel_changes.delete(stage, channel, channel.creator)
        case "rename":
            name = str(asked.get("name", "")).removeprefix("#") or channel.name
            channel_changes.rename(stage, channel, name)
        case "topic":
            channel_changes.set_topic(stage, channel, str(asked.get("topic", "")))
        case "invite":
            channel_changes.join(stage, channel, _member(stage, asked))
        case "remove":
            channel_changes.leave(stage, channel, _member(stage, asked))
        case _:
            raise BoardRefusal(f"A channel cannot be changed by {action!r}.")


def _member(stage: Stage, asked: Json) -> str:
    person = stage.workspace.find_person(str(asked.get("member", "")))
    if person is None:
        raise BoardRefusal(f"There is nobody called {asked.get('member')!r}.", 404)
    return person.id
