"""User ids: read as people hand them over, and written in the three documented formats (Appcues 2)."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bot.domain.csv_lines import csv_line
from bot.domain.json_texts import TextMistake, read_json
from bot.domain.json_values import check_text
from bot.domain.uploads import Format
from bot.errors import BadInput

FIELD = "ids"
_COLUMNS = frozenset({"user_id", "userid"})
"""The heads of the column of ids, in lower case: `user_id` or `userId`."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UNSEEN = "\u200b\u2060\ufeff"
_ID = re.compile(
    r"""[\s,]*(?:"(?P<double>(?:[^"\\]|\\.|"")*)"(?=[\s,]|\Z)"""
    r"""|“(?P<curly>[^“”]*)”(?=[\s,]|\Z)"""
    r"""|'(?P<single>[^']*)'(?=[\s,]|\Z)"""
    r"""|(?P<bare>[^\s,]+))""",
    re.DOTALL,
)


@dataclass(frozen=True)
class GivenIds:
    """User ids, each once and in the order in which they came first; `repeated` tells how often some were given."""

    ids: tuple[str, ...]
    repeated: Mapping[str, int]

    @property
    def counted(self) -> str:
        """How many users that is, in words."""
        return "1 user" if len(self.ids) == 1 else f"{len(self.ids):,} users"

    @property
    def surplus(self) -> int:
        """How many were given again."""
        return sum(self.repeated.values()) - len(self.repeated)


def read_user_ids(text: str) -> GivenIds:
    """The ids in a text: between commas, blanks or line breaks, with quotes around those that hold such.

    Understood as well: a JSON array, also in `{"user_ids": …}`; lines of JSON, texts or objects; and CSV with a
    line of heads, of which `user_id` or `userId` is one. Raises BadInput that names the line it cannot read.
    """
    return _counted(text, _pasted, FIELD)


def read_user_ids_file(content: bytes) -> GivenIds:
    """The ids in a file of CSV, NDJSON or JSON, which are told apart by what is in it.

    Of CSV without a line of heads each line is one id. Raises BadInput that names the line it cannot read.
    """
    try:
        text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise BadInput(
            "The file is not a text in UTF-8.",
            "Save it as CSV (in Excel: “CSV UTF-8”), and try again.",
            "file",
        )
    return _counted(text.replace("\r\n", "\n").replace("\r", "\n"), _one_a_line, "file")


def user_ids_bytes(user_ids: Sequence[str], format: Format) -> bytes:
    """The ids in that format, in their order. Raises BadInput for no ids, and for an id that is empty."""
    if isinstance(user_ids, str):
        raise BadInput("User ids are a list, not one text.", field="user_ids")
    if not user_ids:
        raise BadInput("There is no user id.", field="user_ids")
    for user_id in user_ids:
        if not isinstance(user_id, str) or not user_id:
            raise BadInput(f"{user_id!r} is not a user id.", field="user_ids")
        check_text(user_id, "the user ids")
    match format:
        case Format.JSON:
            return orjson.dumps({"user_ids": list(user_ids)})
        case Format.NDJSON:
            return b"".join(orjson.dumps(user_id) + b"\n" for user_id in user_ids)
        case Format.CSV:
            # Always with the header: without it an id that reads `user_id` would be taken for one.
            return "".join(map(csv_line, [["user_id"], *([user_id] for user_id in user_ids)])).encode()


def _counted(text: str, otherwise: Callable[[str], Iterable[str]], field: str) -> GivenIds:
    try:
        counts = Counter(_ids_in(text.lstrip(_UNSEEN), otherwise))
    except TextMistake as mistake:
        raise BadInput(f"In line {mistake.line:,}: {mistake.words}.", field=field) from None
    except csv.Error as error:
        raise BadInput(f"This CSV cannot be read: {error}.", field=field) from None
    if not counts:
        raise BadInput("There is no user id.", "Write them one a line, or with commas between.", field)
    return GivenIds(tuple(counts), {user_id: count for user_id, count in counts.items() if count > 1})


def _ids_in(text: str, otherwise: Callable[[str], Iterable[str]]) -> Iterable[str]:
    """The ids in whatever form they are; where it is none with a name, as `otherwise` reads them."""
    first, *more = (line.strip() for line in text.strip().split("\n", 1))
    if not first:
        return ()
    delimiter = next((each for each in ",;\t" if each in first), ",")
    heads = [head.strip(f' "{_UNSEEN}').casefold() for head in first.split(delimiter)]
    if _COLUMNS & set(heads):
        return _of_csv(text, delimiter)
    if first.startswith('"') and (texts := _json_texts(text)) is not None:
        return texts
    if more and first.startswith("{") and first.endswith("}"):
        return _json_rows(text)
    return _of_json(text) if first.startswith(("[", "{")) else otherwise(text)


def _json_texts(text: str) -> list[str] | None:
    """The ids, where each line is a JSON text; None where one is not."""
    found: list[str] = []
    for number, line in _lines(text):
        if not (line.startswith('"') and line.endswith('"')):
            return None
        try:
            found.append(_id_of(orjson.loads(line), number))
        except orjson.JSONDecodeError:
            return None
    return found


def _json_rows(text: str) -> Iterator[str]:
    for number, line in _lines(text):
        yield _id_of(_in_row(_json(line, number)), number)


def _of_json(text: str) -> Iterator[str]:
    value = _json(text)
    if isinstance(value, dict):
        one = _in_row(value)
        value = next((value[name] for name in ("user_ids", "userIds") if name in value), one and [one])
    if not isinstance(value, list):
        raise TextMistake("a list of user ids is expected", 1)
    for item in value:
        yield _id_of(_in_row(item), 1)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers."""
    for number, line in enumerate(text.split("\n"), 1):
        if stripped := line.strip():
            yield number, stripped


def _json(text: str, line: int | None = None) -> Any:
    """The value. Raises TextMistake; of a text that is a line by itself, for that line."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass  # by far slower, but it mends quotes, and knows the words for what is wrong
    try:
        return read_json(text)
    except TextMistake as mistake:
        raise TextMistake(mistake.words, line or mistake.line) from None


def _in_row(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return next((value[name] for name in value if name.casefold() in _COLUMNS), None)


def _of_csv(text: str, delimiter: str) -> Iterator[str]:
    rows = _rows(text, delimiter)
    heads = [head.strip().casefold() for head in next(rows)[1]]
    place = next(number for number, head in enumerate(heads) if head in _COLUMNS)
    for line, cells in rows:
        if len(cells) > len(heads) and "".join(cells[len(heads) :]).strip():
            count = f"{len(heads)} heads" if len(heads) > 1 else "one head"
            words = f"there are {len(cells)} cells under {count}; put an id with a “{delimiter}” in quotes"
            raise TextMistake(words, line)
        yield _id_of(cells[place].strip() if place < len(cells) else "", line)


def _one_a_line(text: str) -> Iterator[str]:
    for line, cells in _rows(text, ","):
        if len(cells) > 1 and "".join(cells[1:]).strip():
            raise TextMistake(
                "there are several cells; write one id a line, or user_id over their column", line
            )
        yield _id_of(cells[0].strip(), line)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of CSV that are not blank, each with the number of its (last) line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    for cells in reader:
        if "".join(cells).strip():
            yield reader.line_num, cells


def _pasted(text: str) -> Iterator[str]:
    for found in _ID.finditer(text):
        kind = str(found.lastgroup)
        piece = found[kind]
        if kind == "bare":
            user_id = piece.strip(_UNSEEN)
            if not user_id:
                continue
        else:
            user_id = _unquoted(piece) if kind == "double" else piece
        if not user_id.strip():
            raise TextMistake("there is no user id", text.count("\n", 0, found.end()) + 1)
        yield user_id


def _unquoted(text: str) -> str:
    """What stands between double quotes: read as JSON where it is JSON, else as CSV."""
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text.replace('""', '"')


def _id_of(value: Any, line: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise TextMistake("a user id is a text in quotes", line)
    if not value.strip():
        raise TextMistake("there is no user id", line)
    return value
