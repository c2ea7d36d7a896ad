"""Answering by a response_url: an address that came in a payload, and is trusted only if it is Slack's."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

import aiohttp

from bot.errors import SlackOutcomeUnknown, SlackRefused
from bot.outbox.slack_answers import OK, meaning_of_status

_METHOD = "response_url"
_SLACK_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
_DEFAULT_PORT = {"https": 443, "http": 80}
_LONGEST_ANSWER = 4096


def check_response_url(url: str, *, api_url: str) -> None:
    """Let an address pass if it is https at Slack's own hosts, or at exactly the origin of the Web API.

    The second is how another Slack (a stand-in, a proxy) is reached, and only if it was configured.

    Raises:
        SlackRefused: it is another address; nothing is sent there.
    """
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
        at_slack = parts.scheme == "https" and parts.hostname in _SLACK_HOSTS and _port(parts) == 443  # noqa: PLR2004 - the port of https
        trusted = at_slack or _origin(parts) == _origin(api)
    except ValueError:
        trusted = False
    if not trusted or parts.username is not None or parts.password is not None:
        raise SlackRefused("untrusted_response_url", _METHOD)


async def post_response(
    session: aiohttp.ClientSession, url: str, body: Mapping[str, Any], *, timeout_seconds: float
) -> None:
    """Send one answer; the address never appears in an error.

    Raises:
        SlackRefused: it was used up, is too old, or the body is not to Slack's taste.
        SlackRateLimited: nothing was shown.
        SlackOutcomeUnknown: it may have been shown.
    """
    try:
        async with (
            asyncio.timeout(timeout_seconds),
            session.post(url, json=dict(body), allow_redirects=False) as response,
        ):
            text = (await response.content.read(_LONGEST_ANSWER)).decode("utf-8", "replace").strip()
            status, headers = response.status, dict(response.headers)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise SlackOutcomeUnknown(_METHOD, type(error).__name__) from None
    if (code := _refusal(status, text)) is not None:
        raise meaning_of_status(_METHOD, status, headers, code)


def _refusal(status: int, text: str) -> str | None:
    """Slack's word for why not, perhaps empty; None when the answer is a yes, which comes as `ok`."""
    if text.startswith("{"):
        try:
            answer = json.loads(text)
        except ValueError:
            return ""
        if status == OK and answer.get("ok"):
            return None
        return str(answer.get("error") or "")
    if status == OK:
        return None
    return text if text.isascii() and text.replace("_", "").isalnum() else ""


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, _port(parts)


def _port(parts: SplitResult) -> int | None:
    return parts.port or _DEFAULT_PORT.get(parts.scheme)
