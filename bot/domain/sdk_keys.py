"""Keys with which the SDK proves who an end user is (Appcues 10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.fields import id_of, text
from bot.domain.secret_values import Secret
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
        return self.tag or f"untagged {self.id[:8]}"


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
