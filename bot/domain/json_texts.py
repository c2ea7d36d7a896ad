"""Reads JSON that people type, and says by the line what is wrong with it."""

import json
import math
import re
from typing import Any

from bot.domain.json_values import LEAST_INTEGER, MOST_INTEGER, MOST_LEVELS

STRAIGHT_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
"""What phones and editors make of a double quote, one for one, so that places stay the same."""

_MOST_QUOTED = 20
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_COLON = re.compile(r"\s*:")
_EXPECTED = {
    "Expecting property name": "a name in double quotes is expected",
    "Expecting ',' delimiter": "a comma or the end is expected",
    "Expecting ':' delimiter": "a colon is expected",
    "Expecting value": "a value is expected",
    "Extra data": "the end is expected",
    "Illegal trailing comma": "there is a comma too many",
}
"""By the beginning of Python's own message; the place stands where something else was expected."""
_WRONG = {
    "Unterminated string": "a text in double quotes does not end",
    "Invalid control character": "a line break or a tab stands inside a text; write it as \\n or \\t",
    "Invalid \\u": "\\u needs four hexadecimal digits after it",
    "Invalid \\escape": "a backslash stands where it means nothing; write \\\\ for the character itself",
}


class TextMistake(ValueError):
    """What is wrong, in words without a subject of their own, and in which line, counted from 1."""

    def __init__(self, words: str, line: int) -> None:
        super().__init__(words)
        self.words = words
        self.line = line


def read_json(text: str) -> Any:
    """The value that the text stands for; typographic quotes are taken for straight ones where it needs them.

    Raises TextMistake for what is no JSON, says something twice, or cannot be sent.
    """
    try:
        return _read(text)
    except TextMistake:
        straight = text.translate(STRAIGHT_QUOTES)
        if straight == text:
            raise
        return _read(straight)


def _read(text: str) -> Any:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise TextMistake(_words(error), error.lineno) from None
    except RecursionError:
        value = None  # deeper than Python reads; the flaw below says where
    if flaw := _flaw(text):
        at, words = flaw
        raise TextMistake(words, text.count("\n", 0, at) + 1)
    return value


def _words(error: json.JSONDecodeError) -> str:
    for beginning, words in _WRONG.items():
        if error.msg.startswith(beginning):
            return words
    words = next((words for beginning, words in _EXPECTED.items() if error.msg.startswith(beginning)), "")
    rest = error.doc[error.pos :].strip().partition("\n")[0]
    place = f"before “{rest[:_MOST_QUOTED]}”" if rest else "at the end"
    return f"{words or 'this is not JSON'} {place}"


def _flaw(text: str) -> tuple[int, str] | None:
    """Where a text that is JSON says what cannot be sent as it was meant, and what is wrong there."""
    names: list[set[str] | None] = []  # of the objects around this place; None for an array
    for found in _TOKEN.finditer(text):
        piece, at = found[0], found.start()
        if piece in "{[":
            names.append(set() if piece == "{" else None)
            if len(names) > MOST_LEVELS:
                return at, f"values are nested more than {MOST_LEVELS} levels deep"
        elif piece in "}]":
            names.pop()
        elif piece.startswith('"'):
            if words := _flaw_of_text(
                json.loads(piece), names, is_name=bool(_COLON.match(text, found.end()))
            ):
                return at, words
        elif words := _flaw_of_number(piece):
            return at, words
    return None


def _flaw_of_text(text: str, names: list[set[str] | None], *, is_name: bool) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return "a text holds half a character and cannot be sent"
    around = names[-1] if names else None
    if not is_name or around is None:
        return ""
    if text in around:
        return f"“{text[:_MOST_QUOTED]}” is given twice"
    around.add(text)
    return ""


def _flaw_of_number(piece: str) -> str:
    if piece in {"NaN", "Infinity", "-Infinity"}:
        return f"{piece} is not a number that can be sent"
    if not piece.lstrip("-")[:1].isdigit():
        return ""
    number = json.loads(piece)
    if isinstance(number, float) and not math.isfinite(number):
        return f"{piece[:_MOST_QUOTED]} is not a number that can be sent"
    if isinstance(number, int) and not LEAST_INTEGER <= number <= MOST_INTEGER:
        return "a number is too large; give it as a text"
    return ""
