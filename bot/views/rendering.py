"""The small words of Block Kit: text that cannot ping, buttons in our form, blocks as plain values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from slackblocks import (
    Block,
    Button,
    ConfirmationDialogue,
    Markdown,
    PlainText,
    RichText,
    RichTextBlock,
    RichTextCodeBlock,
    WebhookMessage,
)
from slackblocks.elements import ButtonStyleName

from bot.errors import Candidate
from bot.views.reply import Blocks

Verb = Literal["run", "page", "form", "more", "link", "home"]
"""What a pressed button does: run a command, show another page of it, open its form or add a row to it, open an
address, or turn the Home tab to another page."""

MOST_IN_BUTTON = 75
MOST_IN_VALUE = 1950
"""Slack takes 2,000; the rest is for the account, which is added where there are several."""
MOST_IN_TEXT = 3000
_EMPTY = "–"
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_HALF_ENTITY = re.compile(r"(?:&[a-z]*|<[^<>]*)\Z")
"""An entity, a mention or a date that was cut in two."""


def render(*blocks: Block) -> Blocks:
    """The blocks as plain values for a message; raises slackblocks' InvalidUsageError for what Slack refuses.

    Block ids that nobody chose are left out: Slack gives its own, and equal values render equally.
    """
    message = WebhookMessage(blocks=list(blocks)).to_dict()
    rendered: list[dict[str, Any]] = message.get("blocks", [])
    return tuple(without_made_up_ids(block) for block in rendered)


def without_made_up_ids(value: Any) -> Any:
    """A rendered value without the random block ids that slackblocks adds."""
    if isinstance(value, dict):
        return {
            name: without_made_up_ids(inner)
            for name, inner in value.items()
            if not (name == "block_id" and _is_made_up(inner))
        }
    return [without_made_up_ids(inner) for inner in value] if isinstance(value, list) else value


def escape(text: str) -> str:
    """The text so that Slack shows it and obeys nothing in it (Slack 3.2)."""
    return text.translate(_ENTITIES)


def clip(text: str, limit: int) -> str:
    """The text, cut to `limit` characters with an ellipsis at the end if it is longer. For unescaped text."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clip_name(candidate: Candidate, limit: int) -> str:
    """What names a candidate, cut to `limit` characters: its name gives way, not what tells it from others."""
    more = f", {clip(candidate.more, limit // 2)}" if candidate.more else ""
    return clip(candidate.name.strip() or candidate.id, limit - len(more)) + more


def safe(text: str, limit: int = MOST_IN_TEXT) -> str:
    """The text escaped and cut so that the result fits `limit`, never in the middle of an entity."""
    return cut(escape(text), limit)


def cut(escaped: str, limit: int) -> str:
    """Text that is escaped already, cut to `limit` characters with an ellipsis, never inside an entity or a mention."""
    if len(escaped) <= limit:
        return escaped
    return _HALF_ENTITY.sub("", escaped[: limit - 1]).rstrip() + "…"


def code(text: str, limit: int = MOST_IN_TEXT) -> str:
    """The text as it would be typed, in a monospaced face; backticks become look-alikes."""
    return f"`{safe(text.replace('`', 'ˋ').replace(chr(10), ' ').strip() or _EMPTY, limit - 2)}`"


def verbatim(text: str) -> RichTextBlock:
    """The text to the last character, in a monospaced face; nothing in it is mark-up or a mention."""
    return RichTextBlock(RichTextCodeBlock([RichText(text or _EMPTY)]))


def plain(text: str, limit: int = MOST_IN_TEXT) -> PlainText:
    """Text that Slack shows as it is; a dash where there is none, since Slack refuses empty texts."""
    return PlainText(clip(text.strip() or _EMPTY, limit))


def mrkdwn(text: str, limit: int = MOST_IN_TEXT) -> Markdown:
    """Text in Slack's mark-up, its parts made `safe` by the caller; names in it do not become mentions."""
    return Markdown(cut(text.strip(), limit) or _EMPTY, verbatim=True)


def button(
    text: str,
    verb: Verb,
    path: str,
    n: int,
    value: Mapping[str, Any] | None = None,
    *,
    style: ButtonStyleName | None = None,
    confirm: ConfirmationDialogue | None = None,
    url: str | None = None,
    spoken: str | None = None,
) -> Button:
    """A button whose action id is `verb|path|n` and whose value is JSON; `spoken` is for screen readers.

    Where the value does not fit into a button, the button opens the form instead, filled with all but the
    longest of it: nothing is run with arguments that got lost.
    """
    packed = _packed(value or {})
    if len(packed) > MOST_IN_VALUE:
        verb, packed = "form", _packed(_smallest(value or {}))
    return Button(
        text=plain(text, MOST_IN_BUTTON),
        action_id=f"{verb}|{path}|{n}",
        value=packed,
        style=style,
        confirm=confirm,
        url=url,
        accessibility_label=clip(spoken, MOST_IN_BUTTON) if spoken else None,
    )


def confirmation(title: str, text: str, yes: str, *, danger: bool = False) -> ConfirmationDialogue:
    """The question that Slack asks before a press counts."""
    return ConfirmationDialogue(
        title=plain(title, 100),
        text=plain(text, 300),
        confirm=plain(yes, 30),
        deny=plain("Cancel", 30),
        style="danger" if danger else None,
    )


def fits_button(value: Mapping[str, Any]) -> bool:
    """Whether a button can carry this value."""
    return len(_packed(value)) <= MOST_IN_VALUE


def _packed(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _smallest(value: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(value)
    while kept and len(_packed(kept)) > MOST_IN_VALUE:
        del kept[max(kept, key=lambda name: len(_packed({name: kept[name]})))]
    return kept


def _is_made_up(block_id: object) -> bool:
    try:
        return isinstance(block_id, str) and UUID(block_id).version == 4  # noqa: PLR2004 - random UUIDs
    except ValueError:
        return False
