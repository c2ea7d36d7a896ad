"""`users.*`: people and their channels."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.shapes import channel_json, user_json
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.conversations import channels_of_types, is_known_to_bot
from sandbox.slack.web_api.methods import Methods, method, page
from sandbox.slack.workspace import Person

Json = dict[str, Any]


def _shape(stage: Stage, person: Person, arguments: Arguments) -> Json:
    may_read_email = "users:read.email" in stage.installation.scopes
    shape = user_json(stage.workspace, person, with_email=may_read_email)
    return {**shape, "locale": "en-GB"} if arguments.flag("include_locale") else shape


def info(stage: Stage, arguments: Arguments) -> Json:
    """users.info."""
    person = stage.workspace.people.get(arguments.needed("user", "user_not_found"))
    if person is None:
        raise SlackRefusal("user_not_found")
    return {"user": _shape(stage, person, arguments)}


def list_users(stage: Stage, arguments: Arguments) -> Json:
    """users.list."""
    found, cursor = page(list(stage.workspace.people.values()), arguments, default=1000, most=1000)
    return {
        "members": [_shape(stage, each, arguments) for each in found],
        "cache_ts": int(stage.clock.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def lookup_by_email(stage: Stage, arguments: Arguments) -> Json:
    """users.lookupByEmail."""
    email = arguments.needed("email", "users_not_found").lower()
    person = next((each for each in stage.workspace.humans() if each.email == email), None)
    if person is None:
        raise SlackRefusal("users_not_found")
    return {"user": _shape(stage, person, arguments)}


def conversations(stage: Stage, arguments: Arguments) -> Json:
    """users.conversations: channels the person (by default the bot) is in, that the bot knows."""
    user_id = arguments.text("user", stage.workspace.bot_user_id)
    if user_id not in stage.workspace.people:
        raise SlackRefusal("user_not_found")
    joined = [
        each
        for each in stage.workspace.channels.values()
        if user_id in each.member_ids and is_known_to_bot(stage.workspace, each)
    ]
    found, cursor = page(channels_of_types(arguments, joined), arguments, default=100, most=999)
    shapes = [channel_json(stage.workspace, each) for each in found]
    return {"channels": shapes, "response_metadata": {"next_cursor": cursor}}


USERS: Methods = {
    "users.info": method(info, "users:read"),
    "users.list": method(list_users, "users:read"),
    "users.lookupByEmail": method(lookup_by_email, "users:read.email"),
    "users.conversations": method(conversations, "channels:read", "groups:read", "im:read", "mpim:read"),
}
