"""Decides, as a function of values, whether a call is made again and after how many seconds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

MOST_WAITING = 5.0
"""Seconds that all the pauses of one call may take together; a person is waiting."""

_FIRST_PAUSE = 0.25


class Outcome(Enum):
    """What is known after one attempt."""

    SETTLED = "settled"
    """Answered, well or badly; asking again would give the same."""
    NOT_SENT = "not sent"
    """The request never left, so nothing happened."""
    RATE_LIMITED = "rate limited"
    """429: nothing happened."""
    UNKNOWN = "unknown"
    """Sent, and no definite answer: it may or may not have happened."""


_MOST_ATTEMPTS = {Outcome.NOT_SENT: 3, Outcome.UNKNOWN: 3, Outcome.RATE_LIMITED: 6}


@dataclass(frozen=True)
class Attempt:
    """One attempt at a call, and what it is about to cost to try again."""

    outcome: Outcome
    number: int
    """Counted from 1."""
    repeatable: bool
    """Whether the call may be made twice without harm."""
    waited: float = 0.0
    """Seconds already spent in pauses."""
    asked_pause: float | None = None
    """Seconds the API asked to wait, if it did."""


def pause_before_repeating(attempt: Attempt, jitter: float) -> float | None:
    """Seconds to wait before the next attempt, or None to stop. `jitter` lies in [0, 1).

    What had no effect (never sent, 429) may always be repeated; an unknown outcome only if the call is
    repeatable. No call waits longer than `MOST_WAITING` in all.
    """
    if attempt.number >= _MOST_ATTEMPTS.get(attempt.outcome, 1):
        return None
    if attempt.outcome is Outcome.UNKNOWN and not attempt.repeatable:
        return None
    pause = attempt.asked_pause
    if pause is None:
        pause = _FIRST_PAUSE * 2 ** (attempt.number - 1) * (0.5 + jitter)
    return pause if attempt.waited + pause <= MOST_WAITING else None


def asked_pause(headers: Mapping[str, str], body: Any, now: datetime) -> float | None:
    """Seconds the answer asks to wait: `Retry-After`, else `details.retry_after`, else `X-RateLimit-Reset`.

    Header names are looked up in lower case. Reference: Appizer 0, Appcues 0.3.
    """
    if (pause := _retry_after(headers.get("retry-after", ""), now)) is not None:
        return pause
    details = body.get("details") if isinstance(body, dict) else None
    if isinstance(details, dict) and (pause := _seconds(details.get("retry_after"))) is not None:
        return pause
    reset = _seconds(headers.get("x-ratelimit-reset"))
    return None if reset is None else max(0.0, reset - now.timestamp())


def _retry_after(text: str, now: datetime) -> float | None:
    if (seconds := _seconds(text)) is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
