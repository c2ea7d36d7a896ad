"""Looks at the beginning of a file of rows: its encoding and format, and what an import would make of it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from bot.domain.import_kinds import ImportKind
from bot.domain.timestamps import parse_timestamp
from bot.domain.uploads import Format
from bot.errors import BadInput

HEAD_BYTES = 64 * 1024
ROWS_SHOWN = 3

_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_FORMATS = {"csv": Format.CSV, "ndjson": Format.NDJSON, "jsonl": Format.NDJSON}
_SIGNATURES = (
    (b"PK\x03\x04", "a spreadsheet or an archive"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF", "a PDF"),
)


@dataclass(frozen=True)
class Preview:
    """The beginning of a file, as it is understood."""

    format: Format
    mark_bytes: int
    """How many bytes at the beginning are no rows: a byte-order mark, which is not sent."""
    rows: tuple[Mapping[str, Any], ...]
    """The first rows, at most three."""
    columns: tuple[str, ...]
    """Of CSV: its header."""
    notes: tuple[str, ...]
    """What else to know before it is sent."""


def preview(kind: ImportKind, name: str, head: bytes, *, is_whole: bool) -> Preview:
    """What the first bytes of a file say. Raises BadInput for what the import could not make anything of.

    The format is decided by the name, then by the content. `is_whole` says that there are no more bytes.
    """
    _check_signature(head)
    mark = _MARK if head.startswith(_MARK) else b""
    text = _decoded(head.removeprefix(mark), is_whole=is_whole)
    if not text.strip():
        raise _bad("There is nothing in it.")
    format = _FORMATS.get(name.rpartition(".")[2].lower()) or _by_content(text)
    notes = ["It begins with a byte-order mark, which is left out."] if mark else []
    columns: list[str] = []
    if format is Format.CSV:
        columns, rows = _csv(kind, text, is_whole=is_whole)
        notes += [f"The column “{each}” is there more than once." for each in _twice(columns)]
    else:
        rows = _ndjson(text, notes, is_whole=is_whole)
    if rows:
        notes += _about_first_row(kind, rows[0], "first row" if format is Format.CSV else "first line")
    notes += _about_times(kind, rows)
    return Preview(format, len(mark), tuple(rows), tuple(columns), tuple(notes))


def _check_signature(head: bytes) -> None:
    for signature, what in _SIGNATURES:
        if head.startswith(signature):
            raise _bad(
                f"It is {what}, not a text.", "Save it as CSV (in Excel: “CSV UTF-8”), and share that."
            )
    if head.startswith(_OTHER_MARKS) or b"\0" in head:
        raise _bad(
            "It is not in UTF-8 (it looks like UTF-16).",
            "Save it as UTF-8 (in Excel: “CSV UTF-8”), and share that.",
        )


def _decoded(head: bytes, *, is_whole: bool) -> str:
    try:
        return head.decode()
    except UnicodeDecodeError as error:
        is_cut = not is_whole and error.reason == "unexpected end of data"
        if is_cut:
            return head[: error.start].decode()
        line = head[: error.start].count(b"\n") + 1
        raise _bad(
            f"It is not in UTF-8: line {line} has a character of another encoding.",
            "Save it as UTF-8 (in Excel: “CSV UTF-8”), and share that.",
        ) from None


def _by_content(text: str) -> Format:
    return Format.NDJSON if text.lstrip()[:1] in ("{", "[") else Format.CSV


def _whole_lines(text: str, *, is_whole: bool) -> str:
    """The text up to the end of its last whole line; nothing if it does not hold one."""
    return text if is_whole else text[: text.rfind("\n") + 1]


def _ndjson(text: str, notes: list[str], *, is_whole: bool) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = []
    lines = _whole_lines(text, is_whole=is_whole)
    if not lines:
        notes.append("Its first line is longer than 64 KB, and was not looked at.")
    for number, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        problem, value = _object(line)
        if value is not None:
            rows.append(value)
        elif not rows:
            raise _bad(f"Line {number} is not a JSON object: {problem}", "NDJSON has one object a line.")
        else:
            notes.append(f"Line {number} is not a JSON object and would fail: {problem}")
        if len(rows) == ROWS_SHOWN:
            break
    return rows


def _object(line: str) -> tuple[str, Mapping[str, Any] | None]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return f"{error.msg} at column {error.colno}.", None
    if isinstance(value, dict):
        return "", value
    return (
        "it is a list; write each object on a line of its own."
        if isinstance(value, list)
        else "it is a single value."
    ), None


def _csv(kind: ImportKind, text: str, *, is_whole: bool) -> tuple[list[str], list[Mapping[str, Any]]]:
    lines = _whole_lines(text, is_whole=is_whole)
    if not lines:
        raise _bad("Its first line is longer than 64 KB, so it is no header.")
    records = _records(lines)
    header = [name.strip() for name in next(records, [])]
    if not any(owner in header for owner in kind.owners):
        raise _no_owner(kind, header)
    rows: list[Mapping[str, Any]] = [
        dict(zip(header, record, strict=False)) for record in islice(records, ROWS_SHOWN)
    ]
    if not rows:
        raise _bad("There is a header, and no row below it.")
    return header, rows


def _records(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        yield from (record for record in reader if any(cell.strip() for cell in record))
    except csv.Error as error:
        raise _bad(f"The CSV cannot be read near line {reader.line_num}: {error}.") from None


def _no_owner(kind: ImportKind, header: Sequence[str]) -> BadInput:
    wanted = f"The header has to name {_either(kind.owners)}"
    line = ",".join(header)
    for separator, words in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(header) == 1 and separator in line:
            return _bad(f"{wanted}; its columns are separated by {words}.", "Separate them by commas.")
    names = ", ".join(f"“{name[:40]}”" for name in header[:10])
    return _bad(f"{wanted}; it has {names or 'no columns'}.", "The first line of CSV names the columns.")


def _about_first_row(kind: ImportKind, row: Mapping[str, Any], place: str) -> list[str]:
    """What is odd about it. Raises BadInput for what it lacks, since the others will lack it too."""
    owner = next((row[owner] for owner in kind.owners if row.get(owner) not in (None, "")), None)
    if owner is None:
        raise _bad(f"The {place} has no {_either(kind.owners)}, so it would fail.")
    for name in kind.needs:
        if not row.get(name):
            raise _bad(f"The {place} has no {name}, which every one of the {kind.plural} needs.")
    return [] if isinstance(owner, str) else [f"The id in the {place} is not a text; such rows may fail."]


def _about_times(kind: ImportKind, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if "timestamp" not in kind.needs:
        return []
    odd = next(
        (row["timestamp"] for row in rows if row.get("timestamp") and not _is_time(row["timestamp"])), None
    )
    return (
        []
        if odd is None
        else [f"The time “{str(odd)[:40]}” is not in ISO 8601 (2026-11-01T09:00:00Z) and would fail."]
    )


def _is_time(value: object) -> bool:
    return isinstance(value, str) and parse_timestamp(value) is not None


def _twice(columns: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(columns) if columns.count(name) > 1]


def _either(names: Sequence[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _bad(sentence: str, hint: str = "") -> BadInput:
    return BadInput(sentence, hint, field="file")
