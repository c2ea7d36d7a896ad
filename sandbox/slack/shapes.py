"""How things look in Slack's own JSON: users, channels, messages."""

from typing import Any

from sandbox.slack.messages import Message
from sandbox.slack.workspace import Channel, Person, UserGroup, Workspace

Json = dict[str, Any]


def user_json(workspace: Workspace, person: Person, *, with_email: bool = False) -> Json:
    """A user object as `users.info` answers it."""
    profile: Json = {
        "real_name": person.real_name,
        "display_name": person.name,
        "title": person.title,
        "team": workspace.id,
    }
    if with_email and not person.is_bot:
        profile["email"] = person.email
    if person.is_bot:
        profile |= {"bot_id": person.bot_id, "api_app_id": workspace.app_id}
    return {
        "id": person.id,
        "team_id": workspace.id,
        "name": person.name,
        "real_name": person.real_name,
        "color": person.color,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": person.tz_offset,
        "deleted": person.deleted,
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": person.is_owner,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_stranger": person.is_stranger,
        "updated": 1_700_000_000,
        "profile": profile,
    }


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """A conversation object as `conversations.info` answers it, seen by the bot."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_im": channel.is_im,
        "is_archived": channel.is_archived,
        "is_org_shared": False,
        "context_team_id": workspace.id,
    }
    if channel.is_im:
        other = next(each for each in channel.member_ids if each != workspace.bot_user_id)
        return {**shape, "user": other, "is_user_deleted": workspace.people[other].deleted}
    return {
        **shape,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": False,
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_member": workspace.bot_user_id in channel.member_ids,
        "creator": channel.creator,
        "num_members": len(channel.member_ids),
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def usergroup_json(workspace: Workspace, group: UserGroup, *, with_users: bool) -> Json:
    """A user group object as `usergroups.list` answers it."""
    shape: Json = {
        "id": group.id,
        "team_id": workspace.id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "user_count": len(group.user_ids),
        "date_delete": 1 if group.is_disabled else 0,
    }
    return {**shape, "users": list(group.user_ids)} if with_users else shape


def message_json(workspace: Workspace, message: Message, *, all_metadata: bool = True) -> Json:
    """A message as the Web API and events carry it; without `all_metadata` only its `event_type`."""
    shape: Json = {
        "type": "message",
        "user": message.user_id,
        "text": message.text,
        "ts": message.ts,
        "team": workspace.id,
    }
    if message.bot_id:
        shape |= {"bot_id": message.bot_id, "app_id": message.app_id}
    for key in ("subtype", "username", "blocks", "attachments", "files", "thread_ts"):
        if value := getattr(message, key):
            shape[key] = value
    if message.edited_ts:
        shape["edited"] = {"user": message.user_id, "ts": message.edited_ts}
    if message.reply_ts:
        shape |= {
            "reply_count": len(message.reply_ts),
            "reply_users": message.reply_users,
            "reply_users_count": len(message.reply_users),
            "latest_reply": message.reply_ts[-1],
        }
    if message.metadata:
        kept = ("event_type", "event_payload") if all_metadata else ("event_type",)
        shape["metadata"] = {key: message.metadata[key] for key in kept if key in message.metadata}
    return shape


def board_message_json(workspace: Workspace, message: Message) -> Json:
    """A message as the board draws it."""
    person = workspace.people.get(message.user_id)
    shape: Json = {
        "ts": message.ts,
        "channel": message.channel_id,
        "user": message.user_id,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": message.files,
        "reply_count": len(message.reply_ts),
        "reply_users": message.reply_users,
        "edited": message.edited_ts is not None,
        "ephemeral": message.ephemeral_to is not None,
        "is_bot": message.bot_id is not None or bool(person and person.is_bot),
        "pings": message.pings,
        "metadata": message.metadata,
    }
    for key in ("thread_ts", "username", "subtype", "error"):
        if value := getattr(message, key):
            shape[key] = value
    return shape


def board_user_json(person: Person) -> Json:
    """A person as the board shows them."""
    keys = ("id", "name", "real_name", "title", "color", "initials", "tz")
    flags = ("is_admin", "is_owner", "is_restricted", "is_bot")
    return {key: getattr(person, key) for key in (*keys, *flags)}
