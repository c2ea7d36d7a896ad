"""Checks of plain values and of the shape of objects, to be combined into the rules of blocks."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from sandbox.slack.rules.findings import Check, Fields, Spot


def anything(_spot: Spot, _value: Any) -> None:
    """No rule."""


def boolean(spot: Spot, value: Any) -> None:
    """True or false, and no number that looks like one."""
    if not isinstance(value, bool):
        spot.wrong("invalid_type", "must be a boolean")


def string(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(spot: Spot, value: Any) -> None:
        if not isinstance(value, str):
            spot.wrong("invalid_type", "must be a string")
        elif len(value) < least:
            spot.wrong("too_short", f"must be more than {least - 1} characters")
        elif len(value) > most:
            spot.wrong("too_long", f"must be less than {most + 1} characters")

    return check


def shown_string(most: int, least: int = 1) -> Check:
    """A string that people read: its characters count towards the sum of the message."""
    plain = string(most, least)

    def check(spot: Spot, value: Any) -> None:
        plain(spot, value)
        if isinstance(value, str):
            spot.inspection.characters += len(value)

    return check


def integer(least: int, most: int | None = None) -> Check:
    """A whole number in a range."""

    def check(spot: Spot, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            spot.wrong("invalid_type", "must be an integer")
        elif value < least or (most is not None and value > most):
            spot.wrong("out_of_range", f"must be {least} or more" + (f", up to {most}" if most else ""))

    return check


def number(spot: Spot, value: Any) -> None:
    """A number, whole or not."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        spot.wrong("invalid_type", "must be a number")


def one_of(*allowed: str) -> Check:
    """One of these words."""

    def check(spot: Spot, value: Any) -> None:
        if value not in allowed:
            spot.wrong("invalid_value", f"must be one of: {', '.join(allowed)}")

    return check


def url(most: int = 3000, *, schemes: Collection[str] = ("http", "https")) -> Check:
    """A web address."""
    length = string(most)

    def check(spot: Spot, value: Any) -> None:
        length(spot, value)
        if isinstance(value, str) and value:
            parts = urlsplit(value)
            if parts.scheme not in schemes or not (parts.netloc or parts.path):
                spot.wrong("invalid_url", "must be a valid URL")

    return check


def items(check_item: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items, each of which passes `check_item`."""

    def check(spot: Spot, value: Any) -> None:
        if not isinstance(value, list):
            spot.wrong("invalid_type", "must be an array")
            return
        if len(value) < least:
            spot.wrong("too_few", f"must have at least {least} items")
        if len(value) > most:
            spot.wrong("too_many", f"no more than {most} items allowed")
        for position, item in enumerate(value):
            check_item(spot.at(position), item)

    return check


def shape(required: Fields, optional: Fields | None = None, *, kind: str = "") -> Check:
    """An object with these fields and no others; `kind` is what its `type` must say, if it has one."""
    known: Fields = {**required, **(optional or {})}

    def check(spot: Spot, value: Any) -> None:
        if not isinstance(value, dict):
            spot.wrong("invalid_type", "must be an object")
            return
        if kind and value.get("type") != kind:
            spot.at("type").wrong("invalid_value", f"must be {kind}")
        for key in required:
            if key not in value:
                spot.wrong("missing_field", f"missing required field: {key}")
        for key, content in value.items():
            if key in known:
                known[key](spot.at(key), content)
            elif not (kind and key == "type"):
                spot.at(key).wrong("unknown_field", f"invalid additional property: {key}")

    return check


def every(*checks: Check) -> Check:
    """All of these checks, one after the other."""

    def check(spot: Spot, value: Any) -> None:
        for each in checks:
            each(spot, value)

    return check
