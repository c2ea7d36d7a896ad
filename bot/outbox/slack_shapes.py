"""The shapes of what goes to Slack and comes back: pages, messages with our mark, blocks."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import SlackOutcomeUnknown

EVENT_TYPE = "callboard_message"
_MOST_PAGES = 50

Blocks = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Posted:
    """Where a message stands."""

    channel_id: str
    ts: str


def our_mark(outbox_id: str) -> dict[str, Any]:
    """The metadata of our messages. Every member and app can read it, so it holds an opaque id alone."""
    return {"event_type": EVENT_TYPE, "event_payload": {"outbox_id": outbox_id}}


async def paged(
    page: Callable[[str], Awaitable[Mapping[str, Any]]], items: str, method: str
) -> AsyncIterator[Mapping[str, Any]]:
    """All items of a list that comes in pages; `page` reads the one at a cursor."""
    cursor = ""
    for _ in range(_MOST_PAGES):
        answer = await page(cursor)
        for item in answer.get(items) or ():
            yield item
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
    raise SlackOutcomeUnknown(method, f"more than {_MOST_PAGES} pages")


def object_in(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object of this name in an answer. Raises SlackOutcomeUnknown when it lacks it."""
    found = answer.get(name)
    if not isinstance(found, dict):
        raise SlackOutcomeUnknown(name, "the answer lacks it")
    return found


def outbox_id_of(message: Mapping[str, Any]) -> str:
    """The id that our mark on a message says; empty without one."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str((metadata.get("event_payload") or {}).get("outbox_id") or "")


def moment_of(ts: str) -> tuple[int, int]:
    """A ts as numbers, to sort by."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds), int(fraction or 0)


def plain(blocks: Blocks) -> list[dict[str, Any]]:
    """Blocks as the SDK takes them."""
    return [dict(block) for block in blocks]


def redacted(value: Any, redact: Callable[[str], str]) -> Any:
    """The value with every text in it redacted.

    Not by the names of fields: Slack's own are called `token` or `key` too, and have to arrive.
    """
    match value:
        case str():
            return redact(value)
        case dict():
            return {name: redacted(inner, redact) for name, inner in value.items()}
        case list() | tuple():
            return [redacted(inner, redact) for inner in value]
    return value
