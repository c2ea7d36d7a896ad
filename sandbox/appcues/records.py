"""Cuts a stream of bytes into rows of NDJSON or CSV; a row that cannot be read is None, never an error."""

import re
from collections.abc import AsyncIterator
from typing import Any

import orjson

_BOM = b"\xef\xbb\xbf"
# One cell: quoted (kept to the letter), or bare (outer whitespace is indentation and ignored, D).
_CELL = re.compile(r'[ \t]*(?:"([^"]*(?:""[^"]*)*)"[ \t]*|([^,]*))(,|\Z)')
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_MOST_DIGITS = 18  # longer numbers would lose digits on the way out, so they stay text
_WORDS = {"true": True, "false": False, "null": None}


async def lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The lines without their ends; blank ones too."""
    pieces: list[bytes] = []
    is_first = True
    async for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for end in ended:
            line = b"".join((*pieces, end))
            yield line.removeprefix(_BOM) if is_first else line
            pieces.clear()
            is_first = False
        pieces.append(rest)
    line = b"".join(pieces)
    yield line.removeprefix(_BOM) if is_first else line


async def ndjson_values(chunks: AsyncIterator[bytes]) -> AsyncIterator[Any]:
    """One JSON value per line that is not blank; `Unreadable` where a line is no JSON."""
    async for line in lines(chunks):
        if line.strip():
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError:
                yield Unreadable


class Unreadable:
    """Stands for a row that cannot be read."""


async def csv_records(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[str] | None]:
    """The cells of each record that is not blank; a record goes on where a quote is still open (RFC 4180)."""
    open_lines: list[bytes] = []
    quotes = 0
    async for line in lines(chunks):
        if not open_lines and not line.strip():
            continue
        open_lines.append(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            yield _cells(b"\n".join(open_lines))
            open_lines.clear()
            quotes = 0
    if open_lines:
        yield None


def _cells(record: bytes) -> list[str] | None:
    try:
        text = record.decode().removesuffix("\r")
    except UnicodeDecodeError:
        return None
    cells: list[str] = []
    position = 0
    while found := _CELL.match(text, position):
        quoted, bare, end = found.groups()
        cells.append(bare.strip() if quoted is None else quoted.replace('""', '"'))
        position = found.end()
        if not end:
            return cells
    return None


async def csv_rows(chunks: AsyncIterator[bytes]) -> AsyncIterator[dict[str, str] | None]:
    """The records below the header line, as column to cell; empty cells are left out (I).

    A surplus empty cell at the end is ignored, as the documented sample of profiles needs it.
    """
    header: list[str] | None = None
    async for record in csv_records(chunks):
        if header is None:
            header = record or []
        elif record is None or any(record[len(header) :]):
            yield None
        else:
            yield {column: cell for column, cell in zip(header, record, strict=False) if cell}


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
