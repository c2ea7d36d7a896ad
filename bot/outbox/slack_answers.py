"""What Slack's answers mean: a definite no, wait, or nobody knows (Slack 3.7, engineering 3). Pure."""

from collections.abc import Mapping

from bot.errors import SlackError, SlackOutcomeUnknown, SlackRateLimited, SlackRefused

OK, TOO_MANY, REQUEST_TIMEOUT, SERVER_ERROR = 200, 429, 408, 500
_DEFAULT_WAIT = 30.0
# Slack says so itself: it may have gone through all the same.
_SAYS_NOTHING = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
_TOO_FAST = frozenset({"ratelimited", "rate_limited"})


def meaning_of_status(method: str, status: int, headers: Mapping[str, str], code: object) -> SlackError:
    """The error for an answer that is not a yes: by its status, and Slack's name for it where it has one."""
    if status == TOO_MANY or code in _TOO_FAST:
        return SlackRateLimited(method, _retry_after(headers))
    if status >= SERVER_ERROR or status == REQUEST_TIMEOUT or code in _SAYS_NOTHING:
        return SlackOutcomeUnknown(method, f"status {status}")
    if isinstance(code, str) and code:
        return SlackRefused(code, method)
    if status != OK:
        return SlackRefused(f"http_{status}", method)
    return SlackOutcomeUnknown(method, "an answer without a word")


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait; Slack's header, unless it is missing or makes no sense."""
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        seconds = float(value)
    except ValueError:
        return _DEFAULT_WAIT
    return seconds if 0 <= seconds < 24 * 3600 else _DEFAULT_WAIT
