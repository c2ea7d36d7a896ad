"""Warnings about apps: each is raised once, stays one thing while it lasts, and is cleared once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.unusual import Finding, Kind

TOPIC = "statistics"


class ClearedBecause(StrEnum):
    """Why a warning is over."""

    AS_USUAL = "as_usual"
    NOT_COUNTED = "not_counted"
    """The app was deleted, or Appizer gives no counts of it any more."""
    ACCOUNT_REMOVED = "account_removed"


@dataclass(frozen=True)
class AppWarning:
    """A warning that was raised, and perhaps cleared. `key` names this one for good."""

    key: str
    app_id: str
    app_name: str
    kind: Kind
    facts: Mapping[str, Any]
    raised_at: datetime
    cleared_at: datetime | None = None
    cleared_because: ClearedBecause | None = None


def warning_key(account: str, app_id: str, finding: Finding) -> str:
    """The same for the same occasion, however often and by whomever it is found."""
    return f"{TOPIC}:{account}:{subject_of(app_id, finding.kind)}:{finding.occasion}"


def subject_of(app_id: str, kind: Kind) -> str:
    """What is warned of at most once at a time."""
    return f"{app_id}:{kind}"


def app_and_kind(subject: str) -> tuple[str, Kind]:
    """What `subject_of` was made of."""
    app_id, _, kind = subject.rpartition(":")
    return app_id, Kind(kind)
