"""How the text of a setting is read: each rule says what it must be, and none repeats the text, which may be secret."""

import ipaddress
import re
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import BeforeValidator, SecretStr
from pydantic_settings import NoDecode

MAKE_A_KEY = (
    '.venv/bin/python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)

_PERSON = re.compile(r"[UWS][A-Z0-9]{2,}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_DATABASE = re.compile(r"(?:postgres|postgresql)(?:\+[a-z0-9]+)?://[^/]*/[^/?]|sqlite:///(?!:memory:).")
HIGHEST_PORT = 65535


def is_loopback_url(url: str) -> bool:
    """Whether the URL names this machine."""
    host = (urlsplit(url).hostname or "").lower()
    address = _ip_address(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _matching(pattern: str, demand: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = _text(value)
        if not re.fullmatch(pattern, text):
            raise ValueError(demand)
        return text

    return read


def _token(prefix: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = _text(value)
        if not text.startswith(prefix):
            raise ValueError(f"must be a token that starts with {prefix}")
        return text

    return read


def one_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    """The rule that it must be one of these words, in any case."""

    def read(value: Any) -> str:
        found = next((word for word in words if word.lower() == str(value).strip().lower()), None)
        if found is None:
            raise ValueError(f"must be one of {', '.join(words)}")
        return found

    return read


def _words(value: Any) -> tuple[str, ...]:
    parts = _text(value).split(",") if isinstance(value, str | SecretStr) else map(_text, value)
    return tuple(part.strip() for part in parts if part.strip())


def _people(value: Any) -> tuple[str, ...]:
    ids = _words(value)
    if not all(map(_PERSON.fullmatch, ids)):
        raise ValueError("must hold Slack ids of people (U…, W…) or user groups (S…), separated by commas")
    return ids


def _channel(value: Any) -> str:
    text = str(value).strip()
    if not _CHANNEL.fullmatch(text):
        raise ValueError("must be the id of a channel (C…), found at the end of its details in Slack")
    return text


def _fernet_keys(value: Any) -> tuple[str, ...]:
    keys = _words(value)
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise ValueError(f"has a wrong key in place {place}: make one with {MAKE_A_KEY}") from None
    return keys


def _database_url(value: Any) -> str:
    text = _text(value)
    if not _DATABASE.match(text):
        raise ValueError("must look like postgresql://user:password@host/database or sqlite:///file")
    return text


def _port(value: Any) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST_PORT):
        raise ValueError(f"must be a number from 0 (any free port) to {HIGHEST_PORT}")
    return int(text)


def _base_url(value: Any) -> str:
    text = str(value).strip().rstrip("/")
    try:
        parts = urlsplit(text)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        raise ValueError("must be a URL such as https://api.example.com") from None
    if not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc or not port_is_right:
        raise ValueError("must be a URL such as https://api.example.com, without user, query or fragment")
    address = _ip_address(parts.hostname)
    if address is not None and not (address.is_global or address.is_loopback):
        raise ValueError("must not name a private or reserved address")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback_url(text)):
        raise ValueError("must begin with https:// (http:// is for this machine only)")
    return text


def _url_with_slash(value: Any) -> str:
    return _base_url(value) + "/"


def _ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _text(value: Any) -> str:
    return (value.get_secret_value() if isinstance(value, SecretStr) else str(value)).strip()


Word = Annotated[str, BeforeValidator(_matching(r"\S+", "must be one word"))]
Secret = Annotated[SecretStr, BeforeValidator(_matching(r"\S+", "must be one word"))]
BotToken = Annotated[SecretStr, BeforeValidator(_token("xoxb-"))]
AppToken = Annotated[SecretStr, BeforeValidator(_token("xapp-"))]
People = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_people)]
Days = Annotated[int, BeforeValidator(_matching(r"[1-9][0-9]{0,4}", "must be a number of days, 1 or more"))]
Url = Annotated[str, BeforeValidator(_base_url)]
UrlWithSlash = Annotated[str, BeforeValidator(_url_with_slash)]
DatabaseUrl = Annotated[SecretStr, BeforeValidator(_database_url)]
FernetKeys = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_fernet_keys)]
Channel = Annotated[str, BeforeValidator(_channel)]
AccountNumber = Annotated[
    str, BeforeValidator(_matching(r"[0-9]+", "must be a number, found in Appcues Studio"))
]
Port = Annotated[int, BeforeValidator(_port)]
