"""Cuts a stream of bytes into rows of NDJSON or CSV; a row that cannot be read is None, never an error."""

import re
from collections.abc import AsyncIterator
from typing import Any

import orjson

_BOM = b"\xef\xbb\xbf"
# One cell: quoted (kept to the letter), or bare (outer whitespace is indentation and ignored, D).
_CELL = re.compile(r'[ \t]*(?:"([^"]*(?:""[^"]*)*)"[ \t]*|([^,]*))(,|\Z)')
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_LONGEST_RECORD = 1024 * 1024  # bytes; a longer one is a quote that somebody forgot to close (I)
_MOST_DIGITS = 18  # longer numbers would lose digits on the way out, so they stay text
_WORDS = {"true": True, "false": False, "null": None}


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[bytes]]:
    """The lines without their ends, blank ones too, in blocks as they arrive."""
    pieces: list[bytes] = []
    is_first = True
    async for chunk in chunks:
        if is_first and len(chunk) >= len(_BOM):
            chunk, is_first = chunk.removeprefix(_BOM), False  # noqa: PLW2901 - the same chunk, without its mark
        first, *others = chunk.split(b"\n")
        pieces.append(first)
        if others:
            yield [b"".join(pieces), *others[:-1]]
            pieces = [others[-1]]
    yield [b"".join(pieces)]


class Unreadable:
    """Stands for a row that cannot be read."""


async def ndjson_values(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[Any]]:
    """One JSON value per line that is not blank, in blocks; `Unreadable` where a line is no JSON."""
    async for block in _lines(chunks):
        yield [_parsed(line) for line in block if not line.isspace() and line]


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return Unreadable


async def csv_records(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[list[str] | None]]:
    """The cells of each record that is not blank, in blocks; None where a record cannot be read.

    A record goes on in the next line where a quote is still open (RFC 4180).
    """
    open_lines: list[bytes] = []
    quotes = length = 0
    async for block in _lines(chunks):
        records: list[list[str] | None] = []
        for line in block:
            if not open_lines and not line.strip():
                continue
            open_lines.append(line)
            quotes += line.count(b'"')
            length += len(line)
            if length > _LONGEST_RECORD:
                del open_lines[1:]
            if quotes % 2 == 0:
                records.append(None if length > _LONGEST_RECORD else _cells(b"\n".join(open_lines)))
                open_lines.clear()
                quotes = length = 0
        yield records
    if open_lines:
        yield [None]


def _cells(record: bytes) -> list[str] | None:
    try:
        text = record.decode().removesuffix("\r")
    except UnicodeDecodeError:
        return None
    if '"' not in text:  # most records, and a tenth of the time
        return [cell.strip() for cell in text.split(",")]
    cells: list[str] = []
    position = 0
    while found := _CELL.match(text, position):
        quoted, bare, end = found.groups()
        cells.append(bare.strip() if quoted is None else quoted.replace('""', '"'))
        position = found.end()
        if not end:
            return cells
    return None


async def csv_rows(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[dict[str, str] | None]]:
    """The records below the header line, as column to cell, in blocks; empty cells are left out (I)."""
    header: list[str] | None = None
    async for records in csv_records(chunks):
        if header is None and records:
            header = records.pop(0) or []
        yield [_row(header or [], record) for record in records]


def _row(header: list[str], record: list[str] | None) -> dict[str, str] | None:
    """A surplus empty cell at the end is ignored, as the documented sample of profiles needs it."""
    if record is None or any(record[len(header) :]):
        return None
    return {column: cell for column, cell in zip(header, record, strict=False) if cell}


def typed(cell: str) -> Any:
    """A cell as the value it looks like: true, false, null and numbers (O: the vendor's older uploader)."""
    if cell in _WORDS:
        return _WORDS[cell]
    if _NUMBER.fullmatch(cell) and len(cell) <= _MOST_DIGITS:
        try:
            return orjson.loads(cell)
        except orjson.JSONDecodeError:
            return cell
    return cell
