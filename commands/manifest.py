"""The whole Slack app manifest, made from the catalog (reference: Slack 3.14)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.views.installing import RETURN_PATH
from bot.views.rendering import clip
from commands.catalog import Catalog
from commands.shortcuts import offered

EXAMPLE_URL = "https://callboard.example.com"
"""Stands in the manifest until somebody says where the bot can be reached."""

ROOTS: Mapping[str, str] = {
    "appcues": "Run Appcues: what end users see in the product",
    "appizer": "Run Appizer: the apps that are measured",
    "callboard": "This board: what it posts, approvals, roles and the audit",
}
"""What each slash command is for, as Slack shows it while people type."""

SCOPES: Mapping[str, str] = {
    "commands": "receive the slash commands",
    "chat:write": "post cards, answers and digests, and edit them in place",
    "files:write": "hand over lists and exports as files, privately",
    "files:read": "read the files that people upload in forms or pick for an import",
    "users:read": "know who is an admin, a guest or from elsewhere, and their time zone",
    "app_mentions:read": "answer when somebody mentions the bot",
    "im:history": "answer direct messages, and find its own messages there after a lost answer",
    "im:write": "find the direct message again whose posting got no answer",
    "channels:read": "know which channels can be posted in, and notice that one was archived or deleted",
    "groups:read": "the same for private channels it was invited to",
    "usergroups:read": "give roles to user groups",
    "channels:history": "look for its own message after a lost answer, so that it never posts twice",
    "groups:history": "the same in private channels it was invited to",
}
"""Every bot scope, and why it is asked for."""

EVENTS: Mapping[str, str] = {
    "app_home_opened": "show the Home tab to whoever opens it",
    "app_uninstalled": "forget the workspace",
    "tokens_revoked": "stop using a token that was taken back",
    "user_change": "drop what was remembered of a person's rights",
    "channel_unarchive": "post what was kept while the channel was archived",
    "group_unarchive": "the same for private channels",
    "channel_shared": "post no more news where people from outside would read it",
    "channel_unshared": "post there again once it is not shared any more",
    "channel_deleted": "remove what was set up for a channel that is gone for good",
    "group_deleted": "the same for private channels",
    "member_joined_channel": "post what was kept until the bot was invited",
    "app_mention": "answer those who mention the bot instead of typing a command",
    "message.im": "answer direct messages",
}
"""Every bot event, and what follows from it."""

_ADDRESS = re.compile(r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?/?")
_MOST_IN_HINT = 1000
_ENDPOINT = "/slack/events"
_SUMMARY = "Run Appcues and Appizer from Slack, with a second person's approval where it matters."
_LONG = (
    "Callboard lets a team run Appcues and Appizer from Slack. Look up what end users see and what is "
    "measured, publish and unpublish with the approval that your policy asks for, and read back who did "
    "what and when. Answers go to the person who asked alone; what others need to know is posted once and "
    "kept up to date. Type /callboard help to begin."
)


def build_manifest(catalog: Catalog, url: str | None = None, *, socket: bool = False) -> dict[str, Any]:
    """The manifest as plain values.

    `url` is the address of the bot, `https://host`. With `socket` there is none: Slack is dialled by the bot.
    Raises SettingsError for an address that Slack would not call, ValueError for a root without description.
    """
    address = None if socket else _checked(url or EXAMPLE_URL)
    endpoint = {} if address is None else {"request_url": address + _ENDPOINT}
    options = {} if address is None else {"message_menu_options_url": address + _ENDPOINT}
    redirects = {} if address is None else {"redirect_urls": [address + RETURN_PATH]}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Callboard",
            "description": _SUMMARY,
            "long_description": _LONG,
            "background_color": "#3b2a4a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Callboard", "always_online": True},
            "slash_commands": [_slash_command(catalog, root, address) for root in catalog.roots],
            **_shortcuts(catalog),
        },
        "oauth_config": {**redirects, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**endpoint, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **endpoint, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def render_manifest(catalog: Catalog, url: str | None = None, *, socket: bool = False) -> str:
    """The manifest as YAML, ready for Slack's “create an app from a manifest”; see `build_manifest`."""
    lines = ["# Made by `python -m bot manifest`; change the commands, not this file."]
    return "\n".join([*lines, *_yaml(build_manifest(catalog, url, socket=socket)), ""])


def check_manifest(catalog: Catalog, file: Path) -> None:
    """Raises SettingsError unless the file holds what `render_manifest` makes without options."""
    if not file.exists() or file.read_text(encoding="utf-8") != render_manifest(catalog):
        raise SettingsError(f"{file.name} is not what the commands say.", "Run `make manifest`.")


def _slash_command(catalog: Catalog, root: str, address: str | None) -> dict[str, Any]:
    if root not in ROOTS:
        raise ValueError(f"/{root} has no description in the manifest")
    endpoint = {} if address is None else {"url": address + _ENDPOINT}
    nouns = dict.fromkeys(command.path.split(" ")[1] for command in catalog.below(root))
    return {
        "command": f"/{root}",
        **endpoint,
        "description": ROOTS[root],
        "usage_hint": clip(" | ".join([*nouns, "help"]), _MOST_IN_HINT),
        "should_escape": True,
    }


def _shortcuts(catalog: Catalog) -> dict[str, Any]:
    parts = ("name", "type", "callback_id", "description")
    listed = [{part: getattr(shortcut, part) for part in parts} for shortcut in offered(catalog)]
    return {"shortcuts": listed} if listed else {}


def _checked(url: str) -> str:
    if not _ADDRESS.fullmatch(url):
        raise SettingsError(
            "The address for the manifest has to look like https://callboard.example.com.",
            "Slack calls https addresses only; leave out the path. With --socket none is needed.",
        )
    return url.rstrip("/")


def _yaml(value: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Mappings and lists as YAML blocks; every scalar in its JSON form, which YAML reads the same way."""
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield f"{indent}{key}:"
            yield from _yaml(inner, indent + "  ")
        elif isinstance(inner, list):
            yield f"{indent}{key}:"
            yield from _yaml_items(inner, indent + "  ")
        else:
            yield f"{indent}{key}: {_scalar(inner)}"


def _yaml_items(items: list[Any], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping):
            first, *others = _yaml(item)
            yield f"{indent}- {first}"
            yield from (f"{indent}  {line}" for line in others)
        else:
            yield f"{indent}- {_scalar(item)}"


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
