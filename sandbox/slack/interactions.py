"""The payloads of what people do, shaped as Slack's own."""

from typing import Any

from sandbox.slack.inputs import state_values
from sandbox.slack.messages import Message
from sandbox.slack.shapes import message_json
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Channel, Person

Json = dict[str, Any]


def slash_command(stage: Stage, person: Person, channel: Channel, command: str, text: str) -> Json:
    """The form of a slash command."""
    workspace = stage.workspace
    ticket = stage.response_urls.issue(person.id, channel.id)
    return {
        "token": "verification",
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else _channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": stage.response_url(ticket),
        "trigger_id": stage.triggers.issue(person.id),
    }


def _channel_name(channel: Channel) -> str:
    return "privategroup" if channel.is_private else channel.name


def _common(stage: Stage, person: Person, kind: str) -> Json:
    workspace = stage.workspace
    return {
        "type": kind,
        "team": {"id": workspace.id, "domain": workspace.domain},
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": workspace.id,
        },
        "api_app_id": workspace.app_id,
        "token": "verification",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(message: Message, channel: Channel) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    return {**container, "thread_ts": message.thread_ts} if message.thread_ts else container


def _channel_of(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name}


def message_actions(
    stage: Stage, person: Person, message: Message, channel: Channel, actions: list[Json], state: Json
) -> Json:
    """`block_actions` of a message."""
    ticket = stage.response_urls.issue(person.id, channel.id, message.ts, message.thread_ts)
    return {
        **_common(stage, person, "block_actions"),
        "container": _place(message, channel),
        "trigger_id": stage.triggers.issue(person.id),
        "channel": _channel_of(channel),
        "message": message_json(stage.workspace, message),
        "state": {"values": state_values(message.blocks, state)},
        "response_url": stage.response_url(ticket),
        "actions": actions,
    }


def view_actions(stage: Stage, person: Person, view: Json, actions: list[Json], state: Json) -> Json:
    """`block_actions` of a modal or a Home tab."""
    return {
        **_common(stage, person, "block_actions"),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": stage.triggers.issue(person.id, view["id"]),
        "view": with_state(view, state),
        "actions": actions,
    }


def with_state(view: Json, state: Json) -> Json:
    """The view with what the person has filled in so far."""
    return {**view, "state": {"values": state_values(view["blocks"], state)}}


def view_submission(stage: Stage, person: Person, view: Json, state: Json) -> Json:
    """A submitted modal; conversations chosen with `response_url_enabled` bring response urls."""
    payload = {
        **_common(stage, person, "view_submission"),
        "trigger_id": stage.triggers.issue(person.id, view["id"]),
        "view": with_state(view, state),
        "response_urls": [],
    }
    values = payload["view"]["state"]["values"]
    for block in view["blocks"]:
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        chosen = values[block["block_id"]][element["action_id"]]
        channel_id = chosen.get("selected_conversation") or chosen.get("selected_channel")
        if channel_id:
            ticket = stage.response_urls.issue(person.id, channel_id)
            places = {"block_id": block["block_id"], "action_id": element["action_id"]}
            url = {"channel_id": channel_id, "response_url": stage.response_url(ticket)}
            payload["response_urls"].append({**places, **url})
    return payload


def view_closed(stage: Stage, person: Person, view: Json, *, is_cleared: bool) -> Json:
    """A modal that was closed without being submitted."""
    return {**_common(stage, person, "view_closed"), "view": view, "is_cleared": is_cleared}


def block_suggestion(
    stage: Stage, person: Person, block_id: str, action_id: str, value: str, place: Json
) -> Json:
    """A request for options; `place` holds `view`, or `container`, `channel` and `message`."""
    asked = {"block_id": block_id, "action_id": action_id, "value": value}
    return {**_common(stage, person, "block_suggestion"), **asked, **place}


def message_place(stage: Stage, message: Message, channel: Channel) -> Json:
    """Where in a message options are asked for."""
    return {
        "container": _place(message, channel),
        "channel": _channel_of(channel),
        "message": message_json(stage.workspace, message),
    }


def view_place(view: Json, state: Json) -> Json:
    """Where in a view options are asked for."""
    return {"container": {"type": "view", "view_id": view["id"]}, "view": with_state(view, state)}


def shortcut(stage: Stage, person: Person, callback_id: str, moment: float) -> Json:
    """A global shortcut."""
    return {
        **_common(stage, person, "shortcut"),
        "callback_id": callback_id,
        "action_ts": f"{moment:.6f}",
        "trigger_id": stage.triggers.issue(person.id),
    }


def message_shortcut(
    stage: Stage, person: Person, callback_id: str, message: Message, channel: Channel
) -> Json:
    """A shortcut on a message."""
    ticket = stage.response_urls.issue(person.id, channel.id, message.ts, message.thread_ts)
    return {
        **_common(stage, person, "message_action"),
        "callback_id": callback_id,
        "trigger_id": stage.triggers.issue(person.id),
        "message_ts": message.ts,
        "action_ts": message.ts,
        "channel": _channel_of(channel),
        "message": message_json(stage.workspace, message),
        "response_url": stage.response_url(ticket),
    }
