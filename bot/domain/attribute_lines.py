"""Attributes as people write them, one a line: `plan: "pro"`, `seats: 12`, `note: null`; mistakes name the line."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.json_texts import TextMistake, read_json
from bot.errors import BadInput

FIELD = "set"
MOST_MISTAKES_TOLD = 3

_QUOTES = "“”„‟«»″"
_NAME = re.compile(
    rf'\s*(?:(?P<json>"(?:[^"\\]|\\.)*")|[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}])\s*[:=]'
)
_BARE_NAME = re.compile(r"(?P<bare>[^:=]*)[:=]")
_IN_QUOTES = re.compile(rf'[{_QUOTES}](?P<text>[^{_QUOTES}"]*)[{_QUOTES}"]')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CONSTANTS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
_UNSEEN = frozenset({"Cc", "Cs", "Cf", "Zl", "Zp"})
_JOINER = "\u200d"
_MOST_QUOTED = 40


@dataclass(frozen=True)
class AttributeLine:
    """One attribute: its name, its value as JSON knows it, and the line as it was written."""

    name: str
    value: Any
    source: str


def read_attribute_lines(text: str) -> tuple[AttributeLine, ...]:
    """The attributes in these lines. How a value is written decides what it is.

    In double quotes it is a text; `true`, `false`, `null` and numbers are what they are in JSON, and so are lists
    and objects; any other word is a text. Raises BadInput that names the lines it cannot read.
    """
    found: dict[str, AttributeLine] = {}
    lines_of: dict[str, int] = {}
    mistakes: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            attribute = _read_line(line)
        except TextMistake as mistake:
            mistakes.append(f"In line {number}: {mistake.words}.")
            continue
        if earlier := lines_of.get(attribute.name):
            name = _short(attribute.name)
            mistakes.append(f"In line {number}: “{name}” stands in line {earlier} already.")
            continue
        found[attribute.name], lines_of[attribute.name] = attribute, number
    if mistakes:
        more = len(mistakes) - MOST_MISTAKES_TOLD
        told = [*mistakes[:MOST_MISTAKES_TOLD], *([f"And {more} more like these."] if more > 0 else [])]
        raise BadInput(" ".join(told), field=FIELD)
    if not found:
        raise BadInput("There is no attribute to set.", 'Write one a line, for example plan: "pro"', FIELD)
    return tuple(found.values())


def attribute_line(name: str, value: Any) -> str:
    """The line that `read_attribute_lines` reads as this attribute, whatever is in it."""
    return f"{_written_name(name)}: {_written(value)}"


def lines_that_fit(attributes: Mapping[str, Any], most: int) -> tuple[str, tuple[str, ...]]:
    """The lines of as many attributes as fit into so many characters, in their order, and the names of the rest."""
    lines = {name: attribute_line(name, value) for name, value in attributes.items()}
    fitting, room = set(), most
    for name in sorted(lines, key=lambda name: len(lines[name])):
        room -= len(lines[name]) + 1
        if room < -1:  # the last line needs no break after it
            break
        fitting.add(name)
    kept = [line for name, line in lines.items() if name in fitting]
    return "\n".join(kept), tuple(name for name in lines if name not in fitting)


def _read_line(line: str) -> AttributeLine:
    """Raises TextMistake, always of line 1."""
    start = _NAME.match(line) or _BARE_NAME.match(line)
    if start is None:
        raise TextMistake("there is no “:” between a name and a value", 1)
    name, rest = _name_of(start), line[start.end() :].strip()
    if not name and not start.groupdict().get("json"):
        raise TextMistake("there is no name before the “:”", 1)
    if not rest:
        raise TextMistake(f'“{_short(name)}” has no value; write "" for an empty text, or null', 1)
    return AttributeLine(name, _value(rest), line.strip())


def _short(name: str) -> str:
    return name if len(name) <= _MOST_QUOTED else name[: _MOST_QUOTED - 1] + "…"


def _name_of(start: re.Match[str]) -> str:
    parts = start.groupdict()
    if parts.get("json"):
        name = read_json(parts["json"])
        return str(name)
    return str(parts.get("quoted") or parts.get("bare") or "").strip()


def _value(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in '"[{' or _NUMBER.fullmatch(text):
        return read_json(text)
    quoted = _IN_QUOTES.fullmatch(text)
    if not quoted and text[0] in _QUOTES:
        return read_json(text)
    return quoted["text"] if quoted else text


def _written_name(name: str) -> str:
    is_plain = name and name == name.strip() and not re.search(rf'[:=\\"{_QUOTES}]', name)
    return name if is_plain and _without_unseen(name) == name else _written(name)


def _written(value: Any) -> str:
    return _without_unseen(json.dumps(value, ensure_ascii=False))


def _without_unseen(text: str) -> str:
    """JSON with escapes for what an input does not show, or does not keep."""
    return text if text.isascii() and text.isprintable() else "".join(_escaped(text))


def _escaped(text: str) -> Iterator[str]:
    for character in text:
        is_unseen = unicodedata.category(character) in _UNSEEN and character != _JOINER
        yield json.dumps(character)[1:-1] if is_unseen else character
