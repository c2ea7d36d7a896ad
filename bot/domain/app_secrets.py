"""The secrets of an app: for the one person who asks for them, never for a channel (Appizer 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.fields import id_of, text
from bot.domain.secret_values import Secret


@dataclass(frozen=True)
class AppSecrets:
    """What an app must not show; None where the app has none."""

    app_id: str
    api_key: Secret[str] | None
    api_secret: Secret[str] | None
    engagement_credentials: Secret[Mapping[str, Any]] | None
    email_credentials: Secret[Mapping[str, Any]] | None


def parse_app_secrets(fields: Mapping[str, Any]) -> AppSecrets:
    """The secrets from an API object. Raises ValueError without an id."""
    return AppSecrets(
        app_id=id_of(fields, "an app"),
        api_key=_secret_text(fields, "api_key"),
        api_secret=_secret_text(fields, "api_secret"),
        engagement_credentials=_credentials(fields, "engagement_credentials"),
        email_credentials=_credentials(fields, "email_credentials"),
    )


def _secret_text(fields: Mapping[str, Any], name: str) -> Secret[str] | None:
    found = text(fields, name)
    return None if found is None else Secret(found)


def _credentials(fields: Mapping[str, Any], name: str) -> Secret[Mapping[str, Any]] | None:
    found = fields.get(name)
    return Secret[Mapping[str, Any]](found) if isinstance(found, dict) else None
