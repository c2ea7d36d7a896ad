"""Reads domain values out of answers: lists in either wrapping, objects, and what to do with a broken one."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import structlog

from bot.clients.transport import Answer
from bot.errors import ApiUnreadable

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("bot.clients")

Value = TypeVar("Value")
Parse = Callable[[Mapping[str, Any]], Value]

_CANNOT_PARSE = (ValueError, TypeError, OverflowError)


def items_of(answer: Answer, named: str = "") -> list[Any]:
    """The array of a list answer: bare, under its name, or in an object that holds exactly one (Appcues 0).

    Raises ApiUnreadable.
    """
    body = answer.body
    if isinstance(body, list):
        return body
    if isinstance(body, dict):
        if named and isinstance(body.get(named), list):
            return list(body[named])
        arrays = [value for value in body.values() if isinstance(value, list)]
        if len(arrays) == 1:
            return list(arrays[0])
    raise answer.unreadable("something that is no list")


def parsed_items(answer: Answer, items: list[Any], parse: Parse[Value]) -> tuple[Value, ...]:
    """The values of a list. A broken item is left out, with a log line; raises ApiUnreadable if all are."""
    values: list[Value] = []
    for place, item in enumerate(items):
        try:
            values.append(_parsed(item, parse))
        except _CANNOT_PARSE as error:
            log.warning(
                "broken item is left out of a list",
                service=answer.call.service,
                path=answer.call.path,
                place=place,
                reason=str(error),
                request_id=answer.request_id,
            )
    if items and not values:
        raise answer.unreadable("a list in which nothing can be read")
    return tuple(values)


def parsed_object(answer: Answer, parse: Parse[Value], wrapped_in: str = "") -> Value:
    """The value of an answer about one thing, perhaps in an object under that name. Raises ApiUnreadable."""
    body = answer.body
    if wrapped_in and isinstance(body, dict) and isinstance(body.get(wrapped_in), dict):
        body = body[wrapped_in]
    try:
        return _parsed(body, parse)
    except _CANNOT_PARSE as error:
        raise answer.unreadable(str(error)) from error


def object_if_any(answer: Answer, parse: Parse[Value], wrapped_in: str = "") -> Value | None:
    """What the answer to a write says of the thing, None if it says nothing: the write has succeeded anyway."""
    if answer.body is None:
        return None
    try:
        return parsed_object(answer, parse, wrapped_in)
    except ApiUnreadable:  # reported to the log by then
        return None


def new_object(answer: Answer, parse: Parse[Value], wrapped_in: str = "") -> Value:
    """The new thing that a write has made. Raises ApiOutcomeUnknown if the answer does not show it."""
    made = object_if_any(answer, parse, wrapped_in)
    if made is None:
        raise answer.unconfirmed()
    return made


def _parsed(item: object, parse: Parse[Value]) -> Value:
    if not isinstance(item, dict):
        raise TypeError("something that is no object")
    return parse(item)
