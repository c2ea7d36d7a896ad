"""The manifest is what Slack accepts, the same in YAML, and follows the catalog (reference: Slack 3.14)."""

import re
from typing import Any

import pytest
import yaml

from bot.domain.people import Role
from bot.errors import SettingsError
from commands.all_commands import build_catalog
from commands.catalog import Catalog
from commands.manifest import EVENTS, SCOPES, build_manifest, render_manifest
from commands.shortcuts import SHORTCUTS
from commands.spec import Command, NoArgs
from tests.commands.sample import CATALOG, run

KNOWN_SCOPES = {
    *("commands", "chat:write", "users:read", "app_mentions:read", "im:history", "im:write"),
    *("files:write", "files:read"),
    *("channels:read", "groups:read", "usergroups:read", "channels:history", "groups:history"),
}
SCOPE_OF_EVENT = {
    "app_home_opened": None,
    "app_uninstalled": None,
    "tokens_revoked": None,
    "user_change": "users:read",
    "channel_unarchive": "channels:read",
    "group_unarchive": "groups:read",
    "channel_shared": "channels:read",
    "channel_unshared": "channels:read",
    "channel_deleted": "channels:read",
    "group_deleted": "groups:read",
    "member_joined_channel": "channels:read",
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
}
ADDRESS = r"https://[^/\s]+/slack/events"
# What each place may hold: a pattern for a text, the most items of a list, a type, or the keys of a mapping.
RULES: dict[str, Any] = {
    "_metadata": {"major_version": int},
    "display_information": {
        "name": r".{1,35}",
        "description": r".{1,140}",
        "long_description": r".{175,4000}",
        "background_color": r"#([0-9a-f]{3}|[0-9a-f]{6})",
    },
    "features": {
        "app_home": {
            "home_tab_enabled": bool,
            "messages_tab_enabled": bool,
            "messages_tab_read_only_enabled": bool,
        },
        "bot_user": {"display_name": r".{1,80}", "always_online": bool},
        "slash_commands": (
            4,
            {
                "command": r"/[a-z]{1,31}",
                "url": ADDRESS,
                "description": r".{1,2000}",
                "usage_hint": r".{1,1000}",
                "should_escape": bool,
            },
        ),
        "shortcuts": (
            10,
            {
                "name": r".{1,24}",
                "type": r"global|message",
                "callback_id": r"[a-z_]{1,255}",
                "description": r".{1,150}",
            },
        ),
    },
    "oauth_config": {"redirect_urls": (1000, r"https://\S+"), "scopes": {"bot": (255, r"[a-z_.:]+")}},
    "settings": {
        "event_subscriptions": {"request_url": ADDRESS, "bot_events": (100, r"[a-z_.]+")},
        "interactivity": {"is_enabled": bool, "request_url": ADDRESS, "message_menu_options_url": ADDRESS},
        "org_deploy_enabled": bool,
        "socket_mode_enabled": bool,
        "token_rotation_enabled": bool,
    },
}
VARIANTS: list[dict[str, Any]] = [{}, {"url": "https://bot.example.org"}, {"socket": True}]


def assert_allowed(value: Any, rule: Any, place: str) -> None:
    if isinstance(rule, dict):
        assert value.keys() <= rule.keys(), place
        for key, inner in value.items():
            assert_allowed(inner, rule[key], f"{place}.{key}")
    elif isinstance(rule, tuple):
        most, inner_rule = rule
        assert 1 <= len(value) <= most, place
        for item in value:
            assert_allowed(item, inner_rule, place)
    elif isinstance(rule, type):
        assert type(value) is rule, place
    else:
        assert re.fullmatch(rule, value), place


@pytest.mark.parametrize("variant", VARIANTS, ids=["placeholder", "url", "socket"])
def test_every_variant_is_within_the_rules_and_the_same_in_yaml(variant: dict[str, Any]) -> None:
    manifest = build_manifest(CATALOG, **variant)
    assert_allowed(manifest, RULES, "manifest")
    assert yaml.safe_load(render_manifest(CATALOG, **variant)) == manifest


def test_the_rules_notice_what_slack_would_refuse() -> None:
    manifest = build_manifest(CATALOG)
    manifest["display_information"]["name"] = "x" * 36
    with pytest.raises(AssertionError):
        assert_allowed(manifest, RULES, "manifest")
    with pytest.raises(AssertionError):
        assert_allowed({"surprise": 1}, RULES, "manifest")


def test_scopes_and_events_are_known_have_reasons_and_fit_together() -> None:
    manifest = build_manifest(CATALOG)
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == KNOWN_SCOPES == set(SCOPES)
    assert (
        set(manifest["settings"]["event_subscriptions"]["bot_events"]) == set(SCOPE_OF_EVENT) == set(EVENTS)
    )
    assert {scope for scope in SCOPE_OF_EVENT.values() if scope} <= set(SCOPES)
    assert all(len(reason) > 5 for reason in (*SCOPES.values(), *EVENTS.values()))


def test_slash_commands_list_their_nouns_and_escape() -> None:
    commands = build_manifest(CATALOG)["features"]["slash_commands"]
    assert [command["command"] for command in commands] == ["/appcues", "/appizer", "/callboard"]
    assert commands[0]["usage_hint"] == "flows | tags | help"
    assert all(command["should_escape"] is True for command in commands)


def test_the_shortcuts_are_those_that_lead_somewhere() -> None:
    assert "shortcuts" not in build_manifest(CATALOG)["features"]
    manifest = build_manifest(build_catalog())
    assert_allowed(manifest, RULES, "manifest")
    assert manifest["features"]["shortcuts"][0] == {
        "name": "Import to Appcues",
        "type": "message",
        "callback_id": "import_file",
        "description": "Import the rows of a shared CSV or NDJSON file: profiles, groups or events",
    }
    every = [Command(path, "Do it", NoArgs, run, Role.VIEWER) for each in SHORTCUTS for path in each.opens]
    manifest = build_manifest(Catalog([*CATALOG.all, *every]))
    assert_allowed(manifest, RULES, "manifest")
    assert len(manifest["features"]["shortcuts"]) == len(SHORTCUTS)


def test_an_address_is_in_every_place_that_needs_one() -> None:
    manifest = build_manifest(CATALOG, "https://bot.example.org/")
    endpoint = "https://bot.example.org/slack/events"
    settings = manifest["settings"]
    assert settings["event_subscriptions"]["request_url"] == endpoint
    assert settings["interactivity"]["request_url"] == endpoint
    assert settings["interactivity"]["message_menu_options_url"] == endpoint
    assert {command["url"] for command in manifest["features"]["slash_commands"]} == {endpoint}


def test_people_come_back_from_slacks_page_to_the_address_of_the_bot() -> None:
    manifest = build_manifest(CATALOG, "https://bot.example.org")
    assert manifest["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]


def test_socket_mode_needs_no_address() -> None:
    written = render_manifest(CATALOG, socket=True)
    assert "url" not in written
    assert yaml.safe_load(written)["settings"]["socket_mode_enabled"] is True


@pytest.mark.parametrize(
    "url", ["http://bot.example.org", "bot.example.org", "https://", "https://x.org/path", "https://x.org?a=1",
            "https://user@x.org", "https://[broken", "https://x.org\nevil: 1"]
)  # fmt: skip
def test_an_address_that_slack_would_not_call_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="has to look like"):
        build_manifest(CATALOG, url)


def test_a_slash_command_nobody_described_is_refused() -> None:
    catalog = Catalog([Command("other thing", "Do it", NoArgs, run, Role.VIEWER)])
    with pytest.raises(ValueError, match="no description"):
        build_manifest(catalog)
