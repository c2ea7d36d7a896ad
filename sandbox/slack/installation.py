"""The app in the workspace: whether it is installed, by which tokens it calls, and what they allow."""

import hmac
import secrets
from collections.abc import Collection

from sandbox.slack.options import SlackOptions
from sandbox.slack.refusals import SlackRefusal


class Installation:
    """The bot's tokens and scopes; as in Slack, scopes only ever grow until the app is uninstalled."""

    def __init__(self, options: SlackOptions) -> None:
        self._app_token = options.app_token
        self._bot_token = options.bot_token if options.is_installed else ""
        self._withdrawn: list[str] = []
        self.scopes = options.scopes if options.is_installed else frozenset[str]()

    @property
    def is_active(self) -> bool:
        """Whether the app is installed."""
        return bool(self._bot_token)

    def grant(self, scopes: Collection[str]) -> str:
        """Install the app, or widen what it may do; answers the bot token, the same one as long as it lasts."""
        self._bot_token = self._bot_token or f"xoxb-{secrets.token_hex(12)}"
        self.scopes |= frozenset(scopes)
        return self._bot_token

    def withdraw(self) -> None:
        """Uninstall the app: its token is worth nothing from now on."""
        if self._bot_token:
            self._withdrawn.append(self._bot_token)
        self._bot_token, self.scopes = "", frozenset()

    def knows(self, token: str) -> bool:
        """Whether it is the bot token."""
        return _same(token, self._bot_token)

    def gave(self, token: str) -> bool:
        """Whether it is the bot token, or was until the app was taken out."""
        return self.knows(token) or any(_same(token, each) for each in self._withdrawn)

    def check_token(self, token: str, *, is_app_level: bool = False) -> None:
        """Only the app's own tokens are good: the bot token, or the app-level token for Socket Mode.

        Raises:
            SlackRefusal: not_authed, invalid_auth, account_inactive or not_allowed_token_type.
        """
        if not token:
            raise SlackRefusal("not_authed")
        is_bot, is_app = _same(token, self._bot_token), _same(token, self._app_token)
        if is_app if is_app_level else is_bot:
            return
        if is_bot or is_app or token.startswith("xoxp-"):
            raise SlackRefusal("not_allowed_token_type")
        if self.gave(token):
            raise SlackRefusal("account_inactive")
        raise SlackRefusal("invalid_auth")

    def check_scopes(self, needed: Collection[str]) -> None:
        """The app must have one of the scopes.

        Raises:
            SlackRefusal: missing_scope, with `needed` and `provided`.
        """
        if needed and not self.scopes.intersection(needed):
            names = {"needed": ",".join(sorted(needed)), "provided": ",".join(sorted(self.scopes))}
            raise SlackRefusal("missing_scope", **names)


def _same(token: str, other: str) -> bool:
    return bool(other) and hmac.compare_digest(token.encode(), other.encode())
