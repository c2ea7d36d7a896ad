"""Sets the app up as its manifest says: the commands it has, the scopes of its token, the events it hears."""

from pathlib import Path
from typing import Any, TypedDict

import yaml

from sandbox.slack.options import SlashCommand


class AppAsInstalled(TypedDict):
    """What SlackOptions takes from a manifest."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[SlashCommand, ...]


def read_manifest(file: Path) -> AppAsInstalled:
    """The app of a Slack app manifest in YAML. Raises KeyError where a part is missing."""
    manifest: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return AppAsInstalled(
        scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
        events=frozenset(manifest["settings"]["event_subscriptions"]["bot_events"]),
        commands=tuple(
            SlashCommand(command["command"], command["description"], command.get("usage_hint", ""))
            for command in manifest["features"]["slash_commands"]
        ),
    )
