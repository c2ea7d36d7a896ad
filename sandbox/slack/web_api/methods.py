"""What a Web API method is: who may call it, and what it does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sandbox.slack.arguments import Arguments
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.stage import Stage

Json = dict[str, Any]
Run = Callable[[Stage, Arguments], Json]
Caller = Literal["anyone", "bot", "app"]
T = TypeVar("T")


@dataclass(frozen=True)
class Method:
    """One method: `run` answers without `ok`; one of `scopes` is needed; `caller` shows which token."""

    run: Run
    scopes: frozenset[str] = frozenset()
    caller: Caller = "bot"


Methods = Mapping[str, Method]


def method(run: Run, *scopes: str, caller: Caller = "bot") -> Method:
    """A method that needs one of these scopes."""
    return Method(run, frozenset(scopes), caller)


def page(things: Sequence[T], arguments: Arguments, *, default: int, most: int) -> tuple[list[T], str]:
    """One page of a list, and the cursor of the next (empty at the end).

    Raises:
        SlackRefusal: invalid_limit or invalid_cursor.
    """
    limit = arguments.number("limit", default)
    if limit < 1:
        raise SlackRefusal("invalid_limit")
    cursor = arguments.text("cursor")
    if cursor and not cursor.startswith("from-"):
        raise SlackRefusal("invalid_cursor")
    try:
        start = int(cursor.removeprefix("from-") or 0)
    except ValueError as error:
        raise SlackRefusal("invalid_cursor") from error
    end = start + min(limit, most)
    return list(things[start:end]), f"from-{end}" if end < len(things) else ""
