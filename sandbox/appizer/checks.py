"""What a request to create or update an app may say, and the texts of the refusals (Appizer 0 to 2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class _Check:
    accepts: Callable[[Any], bool]
    otherwise: str


def _is_text(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and least <= len(value) <= most


def _or_null(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """I: null clears the nullable fields."""
    return lambda value: value is None or accepts(value)


def _is_url(value: Any) -> bool:
    if not isinstance(value, str) or any(mark.isspace() for mark in value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _is_retention(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 30 <= value <= 2555


def _is_domains(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(domain, str) and domain for domain in value)


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


# The text for the name is documented; the others are in the same voice (I).
_CHECKS = {
    "name": _Check(_is_text(1, 100), "App name is required and must be 1-100 characters"),
    "description": _Check(_or_null(_is_text(0, 500)), "Description must be at most 500 characters"),
    "website_url": _Check(_or_null(_is_url), "Website URL must be a valid URL"),
    "authorized_domains": _Check(_is_domains, "Authorized domains must be an array of domain strings"),
    "data_retention_days": _Check(_is_retention, "Data retention days must be between 30 and 2555"),
    "timezone": _Check(_is_text(1, 10_000), "Timezone must be a non-empty string"),
    "engagement_platform": _Check(
        lambda value: value in ("none", "wonderpush"), "Engagement platform must be 'none' or 'wonderpush'"
    ),
    "engagement_credentials": _Check(_or_null(_is_object), "Engagement credentials must be an object"),
    "email_platform": _Check(
        lambda value: value in ("none", "brevo"), "Email platform must be 'none' or 'brevo'"
    ),
    "email_credentials": _Check(_or_null(_is_object), "Email credentials must be an object"),
    "webhook_enabled": _Check(_is_boolean, "Webhook enabled must be true or false"),
    "webhook_url": _Check(_or_null(_is_text(0, 10_000)), "Webhook URL must be a string"),
    "webhook_use_query_params": _Check(_is_boolean, "Webhook use query params must be true or false"),
    "context_info": _Check(_or_null(_is_text(0, 2000)), "Context info must be at most 2000 characters"),
}


def checked_changes(body: Mapping[str, Any]) -> dict[str, Any]:
    """The settable fields of a body; others are ignored (I). Raises ValueError with the refusal's text."""
    changes = {name: body[name] for name in _CHECKS if name in body}
    for name, value in changes.items():
        if not _CHECKS[name].accepts(value):
            raise ValueError(_CHECKS[name].otherwise)
    return changes


def whole_number(text: str | None, default: int, *, least: int) -> int | None:
    """A query parameter as a number: the default when absent, None when it is no number or too small."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        return None
    return number if (number := int(text)) >= least else None
