"""Keys with which the SDK proves who an end user is (Appcues 10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.fields import id_of, text
from bot.domain.secret_values import Secret
from bot.domain.subscriptions import Severity
from bot.domain.timestamps import parse_timestamp

MOST_KEYS = 5
"""An account has no more than these."""


@dataclass(frozen=True)
class SdkKey:
    """A key; `key` itself is known only when it has just been made or tagged.

    `fields` holds everything the API said of it except the key.
    """

    id: str
    account_id: str | None
    tag: str | None
    inserted_at: datetime | None
    updated_at: datetime | None
    key: Secret[str] | None
    fields: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """What people call it: its tag, or the beginning of its id."""
        return name_of(self.id, self.tag)


def parse_sdk_key(fields: Mapping[str, Any]) -> SdkKey:
    """A key from an API object. Raises ValueError without an id."""
    key = text(fields, "key")
    tag = fields.get("tag")
    return SdkKey(
        id=id_of(fields, "an SDK key"),
        account_id=text(fields, "account_id"),
        tag=tag if isinstance(tag, str) else None,
        inserted_at=parse_timestamp(fields.get("inserted_at")),
        updated_at=parse_timestamp(fields.get("updated_at")),
        key=None if key is None else Secret(key),
        fields={name: value for name, value in fields.items() if name != "key"},
    )


def known_fields(key: SdkKey) -> dict[str, Any]:
    """What is written down of a key, as JSON values: never the key itself."""
    made = key.inserted_at.isoformat() if key.inserted_at else None
    return {"id": key.id, "tag": key.tag, "made": made}


def name_of(key_id: str, tag: str | None) -> str:
    """What people call a key: its tag, or the beginning of its id."""
    return tag or f"untagged {key_id[:8]}"


def beside_name(key: SdkKey) -> str:
    """What tells keys with one tag apart: `made 2026-07-10, e5d4da94`."""
    made = f"made {key.inserted_at.astimezone(UTC):%Y-%m-%d}, " if key.inserted_at else ""
    return f"{made}{key.id[:8]}"


def identity(key: SdkKey) -> str:
    """Which key it is, whatever its tag; for a card."""
    made = f", made {key.inserted_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if key.inserted_at else ""
    return f"The key with the id {key.id}{made}."


@dataclass(frozen=True)
class KnownKey:
    """A key as it is shown in news: never more than this."""

    id: str
    name: str
    made_at: datetime | None = None


def known_key(key: SdkKey) -> KnownKey:
    """A key as it is shown in news."""
    return KnownKey(key.id, key.name, key.inserted_at)


def slot_severity(used: int) -> Severity | None:
    """How much it matters that so many slots are used: the last free one is needed for the next rotation."""
    if used >= MOST_KEYS:
        return Severity.ALARM
    return Severity.WARNING if used == MOST_KEYS - 1 else None


def times_old(key: KnownKey, limit: timedelta, now: datetime) -> int:
    """How many times a key has lived for so long."""
    return 0 if key.made_at is None else max(now - key.made_at, timedelta()) // limit
