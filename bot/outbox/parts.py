"""Splits what is too long for one message of Slack into numbered parts (Slack 3.2, engineering 3, step 7). Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.outbox.slack_shapes import Blocks
from storage.repositories.outbox_values import Content

LONGEST_TEXT = 3_900
"""Slack splits some texts over 4,000 characters by itself, and refuses to edit them into a message."""
MOST_BLOCKS = 50
MOST_CHARACTERS = 12_000
"""Over all blocks of a message; Slack refuses more from about 13,200 on, and does not say where it begins."""
_MOST_OF_KIND = {"table": 1, "data_table": 1, "plan": 1, "data_visualization": 2}
_UNREAD = frozenset({"type", "action_id", "block_id", "value", "url", "image_url", "style", "confirm"})
_ROOM_FOR_NUMBER = 20
_FENCE = "```"
_HALF_ENTITY = re.compile(r"&[a-z]{0,4}\Z")


def parts_of(text: str, blocks: Blocks) -> tuple[Content, ...]:
    """The messages that show this, in order; one, unless it is too long.

    What people see are the blocks where there are any: they are split between two blocks, and the text,
    which is read out in their place, goes along as far as it fits. A text without blocks is split where a
    line ends, else between two words. A word that fits stays whole, and so does what the redactor looks for.
    """
    groups = _groups(blocks)
    if len(groups) > 1:
        return tuple(_with_blocks(text, groups))
    if blocks or len(text) <= LONGEST_TEXT:
        return (Content(_clipped(text), [dict(block) for block in blocks]),)
    pieces = list(_pieces(text))
    return tuple(Content(f"({n}/{len(pieces)})\n{piece}") for n, piece in enumerate(pieces, 1))


def _with_blocks(text: str, groups: Sequence[Blocks]) -> Iterator[Content]:
    pieces = list(_pieces(text))
    for n, group in enumerate(groups, 1):
        number = f"({n}/{len(groups)})"
        rest = pieces[n - 1 :] if n == len(groups) else pieces[n - 1 : n]
        shown = {"type": "context", "elements": [{"type": "plain_text", "text": number}]}
        yield Content(_clipped("\n".join([number, *rest])), [shown, *map(dict, group)])


def _groups(blocks: Blocks) -> list[list[Mapping[str, Any]]]:
    """The blocks, as many together as fit into one message, with its number if there are several."""
    if _fit(blocks, most=MOST_BLOCKS):
        return [list(blocks)]
    groups: list[list[Mapping[str, Any]]] = [[]]
    for block in blocks:
        if groups[-1] and not _fit([*groups[-1], block], most=MOST_BLOCKS - 1):
            groups.append([])
        groups[-1].append(block)
    return groups


def _fit(blocks: Blocks, *, most: int) -> bool:
    kinds = [block.get("type") for block in blocks]
    return (
        len(blocks) <= most
        and all(kinds.count(kind) <= count for kind, count in _MOST_OF_KIND.items())
        and sum(map(_characters, blocks)) <= MOST_CHARACTERS
    )


def _characters(value: Any) -> int:
    """How much there is to read."""
    match value:
        case str():
            return len(value)
        case Mapping():
            return sum(_characters(inner) for name, inner in value.items() if name not in _UNREAD)
        case list() | tuple():
            return sum(map(_characters, value))
    return 0


def _pieces(text: str) -> Iterator[str]:
    """The text, cut into what fits; a block of code that is cut is closed and opened again."""
    size = LONGEST_TEXT - _ROOM_FOR_NUMBER
    while len(text) > size:
        at = _place_to_cut(text, size)
        piece, text = text[:at], text[at:]
        text = text[1:] if text[0] in "\n " else text
        if piece.count(_FENCE) % 2:
            piece, text = f"{piece}\n{_FENCE}", f"{_FENCE}\n{text}"
        yield piece
    if text.strip():
        yield text


def _place_to_cut(text: str, size: int) -> int:
    """Where a line ends in the second half of what fits, else a word; never inside a link or an entity."""
    window = text[: size - len(_FENCE) - 1]
    places = (window.rfind(separator, len(window) // 2) for separator in "\n ")
    for place in (*places, len(_HALF_ENTITY.sub("", window))):
        at = _before_what_is_open(window[: max(place, 0)])
        if at > len(_FENCE) + 1:  # else a block of code that is opened again would never come to an end
            return at
    return len(window)


def _before_what_is_open(head: str) -> int:
    opened = head.rfind("<")
    return opened if opened > head.rfind(">") else len(head)


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
