"""Writes CSV (RFC 4180) that is read back unchanged, and refuses what CSV would bend (Appcues 6)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.domain.json_values import check_json, check_text
from bot.errors import BadInput

_LONGEST_NUMBER = 15
"""Characters. Readers keep longer ones as text, or lose their last digits."""
_LOOKS_TYPED = re.compile(r"\s*(?:true|false|null|[-+]?[\d.]+(?:e[+-]?\d+)?|)\s*", re.IGNORECASE | re.ASCII)


def csv_line(cells: Iterable[str]) -> str:
    """One line of cells that are all quoted, so that blanks, commas and line breaks stay as they are."""
    return ",".join(map(_quoted, cells)) + "\r\n"


def csv_table(rows: Sequence[Mapping[str, Any]], text_columns: frozenset[str]) -> str:
    """A header and the rows; a field that a row lacks is an empty cell.

    Cells of `text_columns` are texts whatever they look like. Elsewhere a reader makes numbers, `true`,
    `false` and `null` of what looks like them. Raises BadInput where a value would arrive as another.
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    for column in columns:
        check_text(column, "the name of a column")
    lines = [csv_line(columns)]
    lines += [_line(row, columns, text_columns) for row in rows]
    return "".join(lines)


def _line(row: Mapping[str, Any], columns: Sequence[str], text_columns: frozenset[str]) -> str:
    cells = (_cell(column, row[column], text_columns) if column in row else "" for column in columns)
    return ",".join(cells) + "\r\n"


def _cell(column: str, value: Any, text_columns: frozenset[str]) -> str:
    check_json(value, f"“{column}”")
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float() if len(repr(value)) <= _LONGEST_NUMBER:
            return repr(value)
        case str() if value and (column in text_columns or not _LOOKS_TYPED.fullmatch(value)):
            return _quoted(value)
    raise BadInput(
        f"CSV cannot carry the value of “{column}” unchanged: {_shortened(value)}.",
        "Send NDJSON instead, which keeps texts, numbers and nested values apart.",
        field="format",
    )


def _shortened(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= 40 else words[:39] + "…"  # noqa: PLR2004 - a short quotation


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
