"""What may be set of an app, and within which limits (Appizer 1, 2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict
from urllib.parse import urlsplit

from bot.domain.json_values import check_json
from bot.domain.secret_values import Secret
from bot.errors import BadInput

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 500
LONGEST_CONTEXT = 2000
LEAST_RETENTION_DAYS = 30
MOST_RETENTION_DAYS = 2555


class AppSettings(TypedDict, total=False):
    """Settable fields; what is not given keeps its value. None clears the fields that may be empty."""

    name: str
    description: str | None
    website_url: str | None
    authorized_domains: list[str]
    data_retention_days: int
    timezone: str
    engagement_platform: Literal["none", "wonderpush"]
    engagement_credentials: Secret[Mapping[str, Any]] | None
    email_platform: Literal["none", "brevo"]
    email_credentials: Secret[Mapping[str, Any]] | None
    webhook_enabled: bool
    webhook_url: str | None
    webhook_use_query_params: bool
    context_info: str | None


@dataclass(frozen=True)
class _Rule:
    accepts: Callable[[Any], bool]
    otherwise: str


def checked_settings(settings: AppSettings) -> dict[str, Any]:
    """The settings as the API takes them, credentials in the clear. Raises BadInput, naming the field."""
    if not settings:
        raise BadInput("Nothing is to be set.", "Give at least one setting.")
    sent: dict[str, Any] = {}
    for name, value in settings.items():
        rule = _RULES.get(name)
        if rule is None:
            raise BadInput(f"“{name}” cannot be set.", field=name)
        if not rule.accepts(value):
            raise BadInput(rule.otherwise, field=name)
        sent[name] = _revealed(value, name) if isinstance(value, Secret) else value
        check_json(sent[name], f"the setting {name}")
    return sent


def _revealed(credentials: Secret[Any], name: str) -> Any:
    content = credentials.reveal()
    try:
        check_json(content, "")
    except BadInput:
        # What exactly is wrong would tell something of the secret.
        raise BadInput("The credentials hold a value that cannot be sent.", field=name) from None
    return content


def _is_text(least: int, most: int | None = None) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, str) and len(value) >= least and (most is None or len(value) <= most)
    )


def _or_none(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
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
    return type(value) is int and LEAST_RETENTION_DAYS <= value <= MOST_RETENTION_DAYS


def _are_domains(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(domain, str) and domain for domain in value)


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _are_credentials(value: Any) -> bool:
    return isinstance(value, Secret) and isinstance(value.reveal(), dict)


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: value in words


_CREDENTIALS = _Rule(_or_none(_are_credentials), "Credentials are an object, kept as a secret.")
_RULES = {
    "name": _Rule(_is_text(1, LONGEST_NAME), f"The name of an app has 1 to {LONGEST_NAME} characters."),
    "description": _Rule(
        _or_none(_is_text(0, LONGEST_DESCRIPTION)),
        f"The description of an app has at most {LONGEST_DESCRIPTION} characters.",
    ),
    "website_url": _Rule(_or_none(_is_url), "The website of an app is an address like https://example.com."),
    "authorized_domains": _Rule(_are_domains, "The authorized domains are a list of domain names."),
    "data_retention_days": _Rule(
        _is_retention, f"Data is kept for {LEAST_RETENTION_DAYS} to {MOST_RETENTION_DAYS} days."
    ),
    "timezone": _Rule(_is_text(1), "The time zone is a name like Europe/London."),
    "engagement_platform": _Rule(
        _one_of("none", "wonderpush"), "The engagement platform is none or wonderpush."
    ),
    "engagement_credentials": _CREDENTIALS,
    "email_platform": _Rule(_one_of("none", "brevo"), "The e-mail platform is none or brevo."),
    "email_credentials": _CREDENTIALS,
    "webhook_enabled": _Rule(_is_yes_or_no, "The webhook is enabled: yes or no."),
    "webhook_url": _Rule(_or_none(_is_text(0)), "The address of the webhook is a text."),
    "webhook_use_query_params": _Rule(_is_yes_or_no, "The webhook uses query parameters: yes or no."),
    "context_info": _Rule(
        _or_none(_is_text(0, LONGEST_CONTEXT)), f"The context has at most {LONGEST_CONTEXT} characters."
    ),
}
