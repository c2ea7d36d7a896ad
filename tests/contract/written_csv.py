"""Writes an answer as CSV in the style of a printed sample: the text that the API has to send (Appcues 0.5)."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.contract.examples import Answer

_FLAT = "attributes."


def header_of(answer: Answer) -> str:
    """The header line of a sample, as the readings have it; nothing where there is neither."""
    printed = answer.csv.partition("\n")[0]
    return next((reading.csv_header for reading in answer.readings if reading.csv_header), printed)


def in_the_style_of(answer: Answer, body: Any) -> str:
    """The JSON answer `body` as CSV, with the columns and cells of the sample: RFC 4180, nested values as JSON.

    The newer samples quote every text and write null as a bare word, the older ones do neither.
    """
    header, first_row = header_of(answer), answer.csv.splitlines()[1]
    quotes_texts = first_row.startswith('"')
    null = "null" if quotes_texts else ""
    rows = body if isinstance(body, list) else [body]
    lines = [header]
    for row in rows:
        cells = (_at(row, column) for column in header.split(","))
        lines.append(",".join(_cell(cell, null, quotes_texts=quotes_texts) for cell in cells))
    return "".join(f"{line}\r\n" for line in lines)


def columns_of(text: str) -> list[str]:
    """The header of any CSV text; raises AssertionError if a row has another number of cells."""
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert all(len(row) == len(header) for row in rows), text
    return header


def keys_of(body: Any) -> list[str]:
    """The keys of an object, or of all objects of a list, sorted."""
    rows: Iterable[Mapping[str, Any]] = body if isinstance(body, list) else [body]
    return sorted({key for row in rows for key in row})


def _at(row: Mapping[str, Any], column: str) -> Any:
    if column.startswith(_FLAT):
        return row.get("attributes", {}).get(column.removeprefix(_FLAT))
    return row[column]


def _cell(value: Any, null: str, *, quotes_texts: bool) -> str:
    if value is None:
        return null
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    is_text = isinstance(value, str)
    text = value if is_text else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if quotes_texts or any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
