"""Writes JSON that arrives as it was given, and says in a sentence what could not."""

import math
from collections.abc import Mapping
from typing import Any

import orjson

from bot.errors import BadInput

MOST_LEVELS = 64
"""Objects and arrays may be nested so deep."""

LEAST_INTEGER, MOST_INTEGER = -(2**63), 2**64 - 1
"""What JSON numbers without a fraction may be, so that every reader keeps them."""


def json_bytes(value: object, what: str) -> bytes:
    """The value as JSON. Raises BadInput, calling it `what` ("the attributes"), if JSON cannot carry it."""
    check_json(value, what)
    return orjson.dumps(value)


def check_json(value: object, what: str, level: int = 0) -> None:
    """Raises BadInput for what JSON would bend or refuse: NaN, huge integers, half characters, other types."""
    match value:
        case None | bool():
            pass
        case str():
            check_text(value, what)
        case int():
            if not LEAST_INTEGER <= value <= MOST_INTEGER:
                raise BadInput(f"{_capital(what)}: a number is too large; give it as a text.")
        case float():
            if not math.isfinite(value):
                raise BadInput(f"{_capital(what)}: {value} is not a number that can be sent.")
        case dict() | list():
            _check_inside(value, what, level + 1)
        case _:
            raise BadInput(
                f"{_capital(what)}: {type(value).__name__} is not a kind of value that can be sent."
            )


def check_text(text: str, what: str) -> None:
    """Raises BadInput for a text with half a character (a lone surrogate), which no encoding can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(f"{_capital(what)}: a text holds half a character and cannot be sent.") from None


def _check_inside(value: Mapping[Any, Any] | list[Any], what: str, level: int) -> None:
    if level > MOST_LEVELS:
        raise BadInput(f"{_capital(what)}: values are nested more than {MOST_LEVELS} levels deep.")
    if isinstance(value, list):
        for item in value:
            check_json(item, what, level)
        return
    for name, item in value.items():
        if not isinstance(name, str):
            raise BadInput(f"{_capital(what)}: the name {name!r} is not a text.")
        check_text(name, what)
        check_json(item, f"{what}, “{name}”" if level == 1 else what, level)


def _capital(what: str) -> str:
    return what[:1].upper() + what[1:]
