"""Sets an app up as its manifest says: commands, shortcuts, the scopes of its token, the events it hears."""

from pathlib import Path
from typing import Any, TypedDict

import yaml

from sandbox.slack.options import Shortcut, SlashCommand


class AppAsInstalled(TypedDict):
    """What SlackOptions takes from a manifest."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[SlashCommand, ...]
    shortcuts: tuple[Shortcut, ...]
    redirect_urls: tuple[str, ...]


class NoManifest(Exception):
    """The file is no manifest of a Slack app; the text is for the person."""


def read_manifest(file: Path) -> AppAsInstalled:
    """The app of a Slack app manifest, in YAML or JSON.

    Raises:
        NoManifest: the file is not there, or is something else.
    """
    try:
        manifest = yaml.safe_load(file.read_text(encoding="utf-8"))
        return _app(manifest)
    except (OSError, ValueError, yaml.YAMLError, AttributeError, TypeError, KeyError) as error:
        raise NoManifest(f"{file} is no manifest of a Slack app: {error}") from error


def _app(manifest: dict[str, Any]) -> AppAsInstalled:
    features = manifest.get("features", {})
    oauth = manifest.get("oauth_config", {})
    subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
    return AppAsInstalled(
        scopes=frozenset(oauth.get("scopes", {}).get("bot", [])),
        events=frozenset(subscriptions.get("bot_events", [])),
        commands=tuple(
            SlashCommand(each["command"], each["description"], each.get("usage_hint", ""))
            for each in features.get("slash_commands", [])
        ),
        shortcuts=tuple(
            Shortcut(each["type"], each["callback_id"], each["name"], each.get("description", ""))
            for each in features.get("shortcuts", [])
        ),
        redirect_urls=tuple(oauth.get("redirect_urls", [])),
    )
