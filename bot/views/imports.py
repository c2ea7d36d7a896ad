"""What would be imported, shown before anything is sent."""

import json
from collections.abc import Mapping
from typing import Any

from slackblocks import Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.import_files import Preview
from bot.domain.import_kinds import ImportKind
from bot.domain.incoming import Incoming
from bot.views.rendering import clip, mrkdwn, plain, render, safe
from bot.views.reply import Reply

_MOST_FIELDS = 12
_MOST_IN_VALUE = 80
_MOST_IN_ROW = 900
_KILO, _MEGA = 1_000, 1_000_000


def review(kind: ImportKind, incoming: Incoming, seen: Preview) -> Reply:
    """Name, size and format, what will happen, and the first rows as they are understood."""
    facts = f"*{safe(incoming.name, 200)}* · {size(incoming.size)} · {seen.format.name}, UTF-8"
    rows = [f"{number}. {_row(row)}" for number, row in enumerate(seen.rows, 1)]
    notes = [f":warning: {safe(note, 300)}" for note in seen.notes]
    rest = "All of it is sent as it is. Appcues checks each row, and its job counts those that fail."
    blocks: list[Block] = [
        HeaderBlock(plain(f"Import {kind.plural}?", 150)),
        SectionBlock(mrkdwn(f"{facts}\n{kind.effect}")),
        SectionBlock(mrkdwn("*The first rows, as they are understood*")),
        *(SectionBlock(mrkdwn(row)) for row in rows),
        *(SectionBlock(mrkdwn(note)) for note in notes),
        ContextBlock([mrkdwn(rest)]),
    ]
    words = "\n".join(
        [f"Import {kind.plural} from {facts.replace('*', '')}. {kind.effect}", *rows, *notes, rest]
    )
    return Reply(words, render(*blocks))


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < _KILO:
        return f"{count} bytes"
    return f"{count / _KILO:.1f} KB" if count < _MEGA else f"{count / _MEGA:.1f} MB"


def _row(row: Mapping[str, Any]) -> str:
    """One row: its fields by name, cut where there are many."""
    fields = [
        f"{clip(name, _MOST_IN_VALUE)}: {_value(value)}" for name, value in list(row.items())[:_MOST_FIELDS]
    ]
    if len(row) > _MOST_FIELDS:
        fields.append(f"and {len(row) - _MOST_FIELDS} more fields")
    return safe(" · ".join(fields), _MOST_IN_ROW)


def _value(value: Any) -> str:
    """Texts as they are, everything else as JSON, so that 12 and “12” can be told apart by their quotes."""
    if isinstance(value, str):
        return f"“{clip(value, _MOST_IN_VALUE)}”"
    return clip(json.dumps(value, ensure_ascii=False), _MOST_IN_VALUE)
