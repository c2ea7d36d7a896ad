"""Who calls: the app's tokens, and what they are allowed to do."""

import hmac
from collections.abc import Collection

from sandbox.slack.options import SlackOptions
from sandbox.slack.refusals import SlackRefusal


def check_token(options: SlackOptions, token: str, *, is_app_level: bool = False) -> None:
    """Only the app's own tokens are good: the bot token, or the app-level token for Socket Mode.

    Raises:
        SlackRefusal: not_authed, invalid_auth or not_allowed_token_type.
    """
    if not token:
        raise SlackRefusal("not_authed")
    expected, other = options.bot_token, options.app_token
    if is_app_level:
        expected, other = other, expected
    if hmac.compare_digest(token.encode(), expected.encode()):
        return
    if hmac.compare_digest(token.encode(), other.encode()):
        raise SlackRefusal("not_allowed_token_type")
    raise SlackRefusal("invalid_auth")


def check_scopes(options: SlackOptions, needed: Collection[str]) -> None:
    """The app must have one of the scopes.

    Raises:
        SlackRefusal: missing_scope, with `needed` and `provided`.
    """
    if needed and not options.scopes.intersection(needed):
        raise SlackRefusal(
            "missing_scope", needed=",".join(sorted(needed)), provided=",".join(sorted(options.scopes))
        )
