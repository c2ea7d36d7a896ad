"""What a Slack stand-in is started with."""

from dataclasses import dataclass
from typing import Literal

from sandbox.slack.cast import NAME, TEAM_ID

DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "team:read",
        "usergroups:read",
        "users:read",
    }
)
"""Bot scopes of the stand-in's app; `chat:write.public` is left out, so that membership matters."""

DEFAULT_EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_created",
        "channel_deleted",
        "channel_rename",
        "channel_shared",
        "channel_unarchive",
        "channel_unshared",
        "file_shared",
        "group_archive",
        "group_deleted",
        "group_rename",
        "group_unarchive",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "team_join",
        "tokens_revoked",
        "user_change",
    }
)
"""Events the app has subscribed to, by the names of the app manifest."""


@dataclass(frozen=True)
class SlashCommand:
    """A slash command of the app, as the composer completes it."""

    command: str
    description: str
    usage_hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the app: `global` ones stand at the composer, `message` ones at each message."""

    type: Literal["global", "message"]
    callback_id: str
    name: str
    description: str = ""


CALLBOARD_COMMANDS = (
    SlashCommand(
        "/appcues", "Flows, pins, banners and the rest of Appcues", "flows | flows show NAME | help"
    ),
    SlashCommand("/appizer", "The apps that Appizer measures", "apps | apps show NAME | help"),
    SlashCommand("/callboard", "Requests, roles and the audit of Callboard", "audit | roles | help"),
)


@dataclass(frozen=True)
class SlackOptions:
    """How the stand-in behaves, and which app it knows.

    `strict` enforces Slack's clocks and refuses invalid blocks; without it (friendly) the clocks are
    a hundred times longer, for work with a debugger, and findings only stand in the journal.
    `rate_limits` refuses calls beyond Slack's figures; off unless asked for, since tests do not wait.
    `commands` empty: every slash command is handed to the bot. `public_url` None: taken from the
    address the stand-in is reached by. `is_open` lets other machines in, where it listens for them.
    `client_id`, `client_secret` and `redirect_urls` (empty: any) are for OAuth; without `is_installed`
    the bot has no token before somebody has installed the app. `team_id` and `team_name` make another
    workspace of it (see `several.py`).
    """

    bot_url: str | None = None
    bot_token: str = "xoxb-callboard-demo"  # noqa: S105 - a made-up token, valid nowhere else
    app_token: str = "xapp-callboard-demo"  # noqa: S105 - likewise
    signing_secret: str = "demo-signing-secret-0123456789abcdef"  # noqa: S105 - likewise
    strict: bool = True
    rate_limits: bool = False
    scopes: frozenset[str] = DEFAULT_SCOPES
    events: frozenset[str] = DEFAULT_EVENTS
    commands: tuple[SlashCommand, ...] = CALLBOARD_COMMANDS
    shortcuts: tuple[Shortcut, ...] = ()
    public_url: str | None = None
    is_open: bool = False
    client_id: str = "1700000000.1700000001"
    client_secret: str = "demo-client-secret-0123456789abcdef"  # noqa: S105 - likewise
    redirect_urls: tuple[str, ...] = ()
    is_installed: bool = True
    team_id: str = TEAM_ID
    team_name: str = NAME

    @property
    def patience(self) -> float:
        """By how much Slack's deadlines are stretched."""
        return 1.0 if self.strict else 100.0
