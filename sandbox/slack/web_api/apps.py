"""`api.test`, `auth.test`, `apps.*`, `team.*`, `bots.*`, `emoji.*`: the app and its workspace."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.rules.payloads import message_findings, view_findings
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.methods import Methods, method

Json = dict[str, Any]


def api_test(_stage: Stage, arguments: Arguments) -> Json:
    """api.test: echoes its arguments."""
    if error := arguments.text("error"):
        raise SlackRefusal(error, args=arguments.values)
    return {"args": arguments.values}


def auth_test(stage: Stage, _arguments: Arguments) -> Json:
    """auth.test."""
    workspace = stage.workspace
    return {
        "url": f"{stage.public_url}/",
        "team": workspace.name,
        "user": workspace.bot.name,
        "team_id": workspace.id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "app_id": workspace.app_id,
        "is_enterprise_install": False,
    }


def open_connection(stage: Stage, _arguments: Arguments) -> Json:
    """apps.connections.open: a socket address for one use."""
    socket_url = stage.public_url.replace("http", "ws", 1)
    return {"url": f"{socket_url}/link/{stage.links.issue_ticket()}"}


def team_info(stage: Stage, _arguments: Arguments) -> Json:
    """team.info."""
    workspace = stage.workspace
    team = {"id": workspace.id, "name": workspace.name, "domain": workspace.domain, "email_domain": ""}
    return {"team": {**team, "url": f"{stage.public_url}/"}}


def bot_info(stage: Stage, arguments: Arguments) -> Json:
    """bots.info."""
    workspace = stage.workspace
    if arguments.text("bot", workspace.bot_id) != workspace.bot_id:
        raise SlackRefusal("bot_not_found")
    bot = {"id": workspace.bot_id, "name": workspace.bot.real_name, "app_id": workspace.app_id}
    return {"bot": {**bot, "user_id": workspace.bot_user_id, "deleted": False, "icons": {}}}


def list_emoji(_stage: Stage, _arguments: Arguments) -> Json:
    """emoji.list: no emoji of its own."""
    return {"emoji": {}}


def validate_blocks(_stage: Stage, arguments: Arguments) -> Json:
    """blocks.validate: exactly one of `blocks`, `message` and `view`."""
    given = [key for key in ("blocks", "message", "view") if arguments.values.get(key) is not None]
    if len(given) != 1:
        raise SlackRefusal("invalid_arguments")
    value = arguments.structure(given[0])
    if given[0] == "view":
        findings = view_findings(value)
    else:
        message = value if isinstance(value, dict) else {"blocks": value}
        findings = message_findings(message.get("blocks", []), message.get("attachments"))
    if findings:
        errors = [{"pointer": each.pointer, "code": each.code, "message": each.message} for each in findings]
        raise SlackRefusal(f"invalid_{given[0]}", errors=errors)
    return {}


APPS: Methods = {
    "api.test": method(api_test, caller="anyone"),
    "auth.test": method(auth_test),
    "apps.connections.open": method(open_connection, caller="app"),
    "team.info": method(team_info, "team:read"),
    "bots.info": method(bot_info, "users:read"),
    "emoji.list": method(list_emoji, "emoji:read"),
    "blocks.validate": method(validate_blocks, caller="anyone"),
}
