"""Apps measured by Appizer, without their secrets (reference: Appizer 1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.timestamps import parse_timestamp

SECRET_FIELDS = frozenset({"api_key", "api_secret", "engagement_credentials", "email_credentials"})


@dataclass(frozen=True)
class App:
    """An app; `fields` holds everything the API said of it except the secret fields."""

    id: str
    name: str
    description: str | None
    website_url: str | None
    status: str
    environment: str
    timezone: str
    data_retention_days: int | None
    authorized_domains: tuple[str, ...]
    user_count: int
    event_count: int
    last_event_at: datetime | None
    counted_at: datetime | None
    created_at: datetime | None
    updated_at: datetime | None
    fields: Mapping[str, Any] = field(repr=False, compare=False)


def parse_app(fields: Mapping[str, Any]) -> App:
    """An app from an API object; its secrets are dropped here. Raises ValueError without an id."""
    app_id = fields.get("id")
    if not isinstance(app_id, str) or not app_id:
        raise ValueError("an app without an id")
    domains = fields.get("authorized_domains")
    return App(
        id=app_id,
        name=_text(fields, "name") or app_id,
        description=_text(fields, "description"),
        website_url=_text(fields, "website_url"),
        status=_text(fields, "status") or "unknown",
        environment=_text(fields, "environment") or "unknown",
        timezone=_text(fields, "timezone") or "UTC",
        data_retention_days=_number(fields, "data_retention_days"),
        authorized_domains=tuple(map(str, domains)) if isinstance(domains, list) else (),
        user_count=_number(fields, "cached_user_count") or 0,
        event_count=_number(fields, "cached_event_count") or 0,
        last_event_at=parse_timestamp(fields.get("cached_last_event")),
        counted_at=parse_timestamp(fields.get("stats_last_updated")),
        created_at=parse_timestamp(fields.get("created_at")),
        updated_at=parse_timestamp(fields.get("updated_at")),
        fields={name: value for name, value in fields.items() if name not in SECRET_FIELDS},
    )


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and value else None


def _number(fields: Mapping[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
