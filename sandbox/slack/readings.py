"""What a person sees of the board: the beginning of a page, and messages page by page."""

from typing import Any

from sandbox.slack.acts.people import channel_seen, person_acting
from sandbox.slack.messages import Message
from sandbox.slack.shapes import board_message_json, board_user_json
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Channel, Person

Json = dict[str, Any]
MOST_MESSAGES = 1000


def _channel(stage: Stage, person: Person, channel: Channel) -> Json:
    read = stage.last_read.get((person.id, channel.id), "")
    unread = 0
    for message in stage.messages.newest_first(channel.id):
        if message.ts <= read or unread >= MOST_MESSAGES:
            break
        if message.ephemeral_to is None and not message.is_reply and message.user_id != person.id:
            unread += 1
    return {
        "id": channel.id,
        "name": stage.workspace.bot.real_name if channel.is_im else channel.name,
        "is_private": channel.is_private,
        "is_im": channel.is_im,
        "is_archived": channel.is_archived,
        "topic": channel.topic,
        "member_ids": channel.member_ids,
        "unread": unread,
        "last_ts": stage.messages.last_ts(channel.id),
    }


def state(stage: Stage, user_id: str) -> Json:
    """All that a page needs to begin."""
    person = person_acting(stage, user_id)
    workspace = stage.workspace
    return {
        "workspace": {"id": workspace.id, "name": workspace.name},
        "me": board_user_json(person),
        "users": [board_user_json(each) for each in workspace.people.values()],
        "channels": [_channel(stage, person, each) for each in workspace.channels_of(person.id)],
        "commands": [vars(each) for each in stage.options.commands],
        "shortcuts": [vars(each) for each in stage.options.shortcuts],
        "app": {
            "name": workspace.bot.real_name,
            "bot_user_id": workspace.bot_user_id,
            "app_id": workspace.app_id,
        },
        "present": stage.broadcasts.present,
        "views": stage.views.stack(person.id),
        "home": stage.views.home(person.id),
        "strict": stage.options.strict,
    }


def _sees(message: Message, user_id: str, thread_ts: str | None) -> bool:
    if message.ephemeral_to not in {None, user_id}:
        return False
    if thread_ts is None:
        return not message.is_reply
    return thread_ts in {message.ts, message.thread_ts}


def messages(stage: Stage, asked: Json) -> Json:
    """A page of messages of a channel or a thread, oldest first; the newest page marks it as read."""
    person = person_acting(stage, str(asked.get("user", "")))
    channel = channel_seen(stage, person, str(asked.get("channel", "")))
    thread_ts, before = asked.get("thread_ts") or None, asked.get("before") or None
    limit = min(max(int(asked.get("limit") or 100), 1), MOST_MESSAGES)
    found: list[Message] = []
    for message in stage.messages.newest_first(channel.id, before):
        if _sees(message, person.id, thread_ts):
            found.append(message)
            if len(found) > limit:
                break
    if before is None and thread_ts is None and found:
        stage.last_read[person.id, channel.id] = found[0].ts
    shown = [board_message_json(stage.workspace, each) for each in reversed(found[:limit])]
    return {"messages": shown, "has_more": len(found) > limit}
