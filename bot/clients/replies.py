"""Reads an HTTP answer as far as it can be read: JSON, or why there is none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from bot.clients.error_mapping import Reply
from bot.clients.retrying import asked_pause
from bot.redaction import Redactor

EXCERPT_LENGTH = 200
"""Characters of a bad answer that go to the log."""
EMPTY = "an empty answer"

_REQUEST_ID_NAMES = ("x-request-id", "request-id", "x-amzn-requestid", "x-amzn-trace-id", "cf-ray")
_LONGEST_ID = 128
_MULTIPLE_CHOICES = 300


def read_reply(
    status: int,
    headers: Mapping[str, str],
    content: bytes | None,
    our_id: str,
    redactor: Redactor,
    now: datetime,
) -> Reply:
    """The answer as a value, without secrets where people read it; `content` is None if it could not be read.

    `headers` are looked up in lower case.
    """
    body, problem = _parsed(content)
    return Reply(
        status=status,
        # A body that explains a failure is quoted to people; one that holds data belongs to the caller.
        body=redactor.redact(body) if status >= _MULTIPLE_CHOICES else body,
        problem=problem,
        excerpt=_excerpt(content or b"", redactor),
        request_id=_request_id(headers) or our_id,
        asked_pause=asked_pause(headers, body, now),
    )


def _parsed(content: bytes | None) -> tuple[Any, str]:
    if content is None:
        return None, "an endless or damaged answer"
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        return None, EMPTY
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None, "an HTML page" if text.startswith(b"<") else "broken JSON"
    return body, EMPTY if body is None else ""


def _excerpt(content: bytes, redactor: Redactor) -> str:
    # Cleaned before it is cut, because half a secret is not recognised.
    return redactor.text(content[: 20 * EXCERPT_LENGTH].decode(errors="replace"))[:EXCERPT_LENGTH]


def _request_id(headers: Mapping[str, str]) -> str:
    found = next((value for name in _REQUEST_ID_NAMES if (value := headers.get(name))), "")
    return "".join(c for c in found if c.isprintable())[:_LONGEST_ID]
