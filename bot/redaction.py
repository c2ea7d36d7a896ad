"""The one redactor: takes secrets out of log lines, errors, audit records and outgoing messages."""

import base64
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus
from uuid import UUID

REDACTED = "[redacted]"

_MOST_LEVELS = 64
_SHORTEST_SECRET = 6  # replacing anything shorter would tear ordinary words apart
_CONTAINERS = (dict, list, tuple, set, frozenset, Mapping)
_PLAIN = (type(None), bool, int, float, Decimal, date, timedelta, UUID)

# What is secret by the name of its field, whatever it looks like. Compared in snake case.
_SECRET_NAMES = frozenset(
    {
        "key",  # an SDK key; `dedupe_key` and other names that merely end in `_key` stay
        "api_key",
        "apikey",
        "sdk_key",
        "x_api_key",
        "access_key",
        "private_key",
        "encryption_key",
        "encryption_keys",
        "callboard_encryption_keys",
        "secret",
        "token",
        "password",
        "passwd",
        "credentials",
        "authorization",
        "proxy_authorization",
        "cookie",
        "set_cookie",
        "x_slack_signature",
        "response_url",
        "response_urls",
        "private_metadata",
        "database_url",
        "ticket",
    }
)
_SECRET_ENDINGS = ("_secret", "_token", "_password", "_credentials", "_api_key", "_sdk_key", "_response_url")
_NOT_SECRET_NAMES = frozenset({"fencing_token"})


class _Shape:
    """A secret that can be told by its form; looked for only in texts that hold one of the hints."""

    def __init__(
        self,
        hints: tuple[str, ...],
        pattern: str,
        replacement: str | Callable[[re.Match[str]], str] = REDACTED,
    ) -> None:
        self.hints = hints
        self.pattern = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        self.replacement = replacement

    def redact(self, text: str, lowered: str) -> str:
        for hint in self.hints:  # a plain loop: this runs for every text of every log line
            if hint in lowered:
                return self.pattern.sub(self.replacement, text)
        return text


def _without_basic_credentials(match: re.Match[str]) -> str:
    scheme, encoded = match.groups()
    encoded = encoded.rstrip("=")
    encoded = encoded[: len(encoded) - (len(encoded) % 4 == 1)]
    try:
        decoded = base64.b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except UnicodeDecodeError:
        return match.group()
    return scheme + REDACTED if ":" in decoded and decoded.isprintable() else match.group()


# Every pattern starts at a fixed word, and what follows cannot run over the next such word and then fail:
# the time stays proportional to the length of the text. `*+` and `++` never give back what they took.
_NAMES_IN_TEXT = (
    r"(?:secret|(?<!fencing_)token|password|passwd|api_?key|response_url|private_metadata|ticket)"
)

_SHAPES = (
    # "engagement_credentials": {...}: in a text that may be cut anywhere nobody can tell where it ends.
    _Shape(("_credentials",), r"(_credentials\\{0,3}[\"']\s{0,8}:\s{0,8})\{.*", r"\1" + REDACTED),
    # "api_secret": "...", also inside a JSON text that is itself a JSON string
    _Shape(
        ("secret", "token", "passw", "key", "response_url", "private_metadata", "ticket"),
        r"("
        + _NAMES_IN_TEXT
        + r"\\{0,3}[\"']\s{0,8}:\s{0,8})(?P<quote>\\{0,3}[\"'])(?:(?!(?P=quote))(?:\\.|.))++",
        r"\1\g<quote>" + REDACTED,
    ),
    # password=..., ?token=..., &ticket=...
    _Shape(
        ("secret=", "token=", "password=", "passwd=", "key=", "url=", "data=", "ticket="),
        r"(" + _NAMES_IN_TEXT + r"=[\"']?)[^\s\"'&,;<>]++",
        r"\1" + REDACTED,
    ),
    _Shape(("?code=", "&code="), r"([?&]code=)[^\s\"'&<>#]++", r"\1" + REDACTED),
    _Shape(
        ("authorization", "x-api-key"),
        r"((?:authorization|x-api-key)(?:\\{0,3}[\"']\s{0,8}[:,]|\s{0,8}[:=])\s{0,8}(?:b?\\{0,3}[\"'])?)"
        r"(?:(?:basic|bearer)\s{1,8}[^\s\"',;]++|[^\s\"',;]{12,}+)",
        r"\1" + REDACTED,
    ),
    # "Basic onboarding-2" is the name of a flow: what follows must be base64 of user:password.
    _Shape(("basic",), r"(basic\s{1,8})([a-z0-9+/]{8,}+={0,2})", _without_basic_credentials),
    _Shape(
        ("bearer",), r"(bearer\s{1,8})(?=[a-z+/_.~=-]{0,200}[0-9])[a-z0-9+/_.~=-]{16,}+", r"\1" + REDACTED
    ),
    _Shape(("xox", "xapp-", "xwfp-"), r"(?:xoxe\.)?(?:xox[a-z]|xapp|xwfp)-[a-z0-9%+/=._-]{6,}+"),
    _Shape(
        ("hooks.slack", "files.slack.com/upload"),
        r"((?:hooks\.slack(?:-gov)?\.com|files\.slack\.com/upload)/)[^\s\"'<>|\\]++",
        r"\1" + REDACTED,
    ),
    # scheme://user:password@host
    _Shape(("://",), r"(://[^\s/?#@:\"'<>]*+:)[^\s/?#@\"'<>]++(?=@)", r"\1" + REDACTED),
    _Shape(("as_", "ak_"), r"a[sk]_[0-9a-f]{16,}+"),
    _Shape(("apps_",), r"apps_(?=[a-z]{0,64}[0-9])[a-z0-9]{12,}+"),
)


class Redactor:
    """Takes out secret fields, secret shapes, and the values it was told of (the configured credentials)."""

    def __init__(self, known_secrets: Iterable[str] = ()) -> None:
        self._known: list[str] = []
        self.learn(known_secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Takes these out as well from now on: credentials that came later than the settings."""
        spellings = set(self._known)
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                spellings |= _spellings(secret)
        self._known = sorted(spellings, key=len, reverse=True)
        # The names of fields repeat from line to line.
        self._name = lru_cache(maxsize=2048)(self.text)

    def knowing(self, secrets: Iterable[str]) -> "Redactor":
        """One that takes these out as well, while this one stays as it is: for what is only being tried."""
        other = Redactor()
        other._known = list(self._known)
        other.learn(secrets)
        return other

    def text(self, text: str) -> str:
        """The text without secrets; the same text if there are none. Time is proportional to its length."""
        if len(text) < _SHORTEST_SECRET:
            return text
        text = self.without_known(text)
        lowered = text.lower()
        for shape in _SHAPES:
            text = shape.redact(text, lowered)
        return text

    def without_known(self, text: str) -> str:
        """For what people type: without the values it was told of; what only looks like a secret may be meant."""
        for spelling in self._known:
            text = text.replace(spelling, REDACTED)
        return text

    def redact(self, value: Any) -> Any:
        """For logs, errors and audit: the value with secret fields replaced and every text cleaned.

        Mappings, lists, tuples and sets keep their form, numbers and times stay, bytes are read as UTF-8;
        anything else becomes its cleaned `repr`.
        """
        return self._redact(value, 0)

    def _redact(self, value: Any, level: int) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, _CONTAINERS):
            return self._redact_inside(value, level + 1) if level < _MOST_LEVELS else REDACTED
        return self.text(_as_text(value))

    def _redact_inside(
        self, value: Mapping[Any, Any] | Collection[Any], level: int
    ) -> dict[Any, Any] | list[Any] | tuple[Any, ...]:
        if isinstance(value, Mapping):
            return {
                self._name(name) if isinstance(name, str) else name: REDACTED
                if is_secret_name(name) and _may_hold_a_secret(content)
                else self._redact(content, level)
                for name, content in value.items()
            }
        items = [self._redact(item, level) for item in value]
        return tuple(items) if isinstance(value, tuple) else items


def redact(value: Any) -> Any:
    """`Redactor().redact` for places that know no configured credentials: names and shapes only."""
    return _WITHOUT_KNOWN_SECRETS.redact(value)


def is_secret_name(name: object) -> bool:
    """Whether a field of that name holds a secret, in snake, kebab or camel case."""
    if isinstance(name, bytes):
        name = name.decode(errors="replace")
    return isinstance(name, str) and _is_secret_name(name)


@lru_cache(maxsize=2048)
def _is_secret_name(name: str) -> bool:
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()
    if snake in _NOT_SECRET_NAMES:
        return False
    return snake in _SECRET_NAMES or snake.endswith(_SECRET_ENDINGS)


def _as_text(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode(errors="replace")
    return repr(value)


def _may_hold_a_secret(content: object) -> bool:
    """Nothing, an empty text and a yes or no tell nothing, and are worth seeing."""
    return content is not None and content != "" and not isinstance(content, bool)


def _spellings(secret: str) -> set[str]:
    """The forms in which a value travels: as it is, in a URL, in a form, in JSON."""
    in_json = json.dumps(secret)[1:-1]
    in_json_in_json = in_json.replace("\\", "\\\\")
    return {secret, quote(secret, safe=""), quote_plus(secret), in_json, in_json_in_json, repr(secret)[1:-1]}


_WITHOUT_KNOWN_SECRETS = Redactor()
