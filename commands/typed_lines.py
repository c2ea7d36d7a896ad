"""Takes what was typed for an argument of lines out of a command, as it stands: quotes, JSON, lines below and all."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.json_texts import STRAIGHT_QUOTES
from commands.catalog import Found
from commands.quoting import clean, decoded, spans, split, spoken
from commands.spec import Shape

_QUOTED = re.compile(r"""["“„«'‘](?:[^"“”„«»'‘’\\]|\\.)*["“”»'’]""", re.DOTALL)


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str
    """As it was meant."""


def with_lines(found: Found, text: str) -> tuple[str, ...]:
    """The words after the command's path; what is meant for its argument of lines comes first, each as one option.

    That is what follows the option, up to the next one, and whatever stands below the line of the command. In
    quotes as a whole it is what stands between them; else quotes in it stay, since they say where a text ends.
    """
    takes = next((argument for argument in found.command.arguments if argument.shape is Shape.LINES), None)
    if takes is None or ("\n" not in text and takes.name not in text.replace("-", "_").casefold()):
        return found.rest
    rest, pieces = _taken_out(clean(text), takes.flag)
    if not pieces:
        return found.rest
    path = len(split(text)) - len(found.rest)
    return (*(f"{takes.flag}={piece}" for piece in pieces), *split(rest)[path:])


def _taken_out(line: str, flag: str) -> tuple[str, list[str]]:
    """What is left of the line, and the pieces that belong to the option of this name."""
    words = [_Word(*span) for span in spans(line)]
    straight = line.translate(STRAIGHT_QUOTES)
    left: list[str] = []
    pieces: list[str] = []
    at = done = 0
    for number, word in enumerate(words):
        if word.start < at:
            continue  # inside a piece
        if (below := line.find("\n", at, word.start)) >= 0:
            return "".join([*left, line[done:below]]), [*pieces, _as_typed(line[below + 1 :])]
        at = word.end
        if word.text == "--":
            break
        if word.text.partition("=")[0].casefold().replace("_", "-") == flag:
            begin, at = _value(straight, words[number:])
            left.append(line[done : word.start])
            pieces.append(_as_typed(_unquoted(line[begin:at])))
            done = at
    left.append(line[done:])
    return "".join(left), [piece for piece in pieces if piece]


def _value(line: str, words: Sequence[_Word]) -> tuple[int, int]:
    """Where the value of the first word begins, and where it ends.

    That is with the JSON value that begins here, or before the next option or line.
    """
    option, *others = words
    sign = line.find("=", option.start, option.end)
    end = option.end
    begin = sign + 1 if sign >= 0 else others[0].start if others else end
    if "\n" in line[end:begin]:
        return end, end
    if line[begin : begin + 1] in {"[", "{"}:
        try:
            return begin, json.JSONDecoder().raw_decode(line, begin)[1]
        except (ValueError, RecursionError):
            pass  # what is wrong with it is said when it is read
    for word in others:
        is_option = word.text.startswith("--") and word.text[2:3].isalpha()
        if is_option or "\n" in line[end : word.start]:
            break
        end = word.end
    return begin, max(begin, end)


def _as_typed(text: str) -> str:
    """The text as the person saw it; `@maya` arrives as a mention, `<` as an entity."""
    return decoded(spoken(text))


def _unquoted(piece: str) -> str:
    """What stands between the quotes, where the piece is one quotation."""
    return split(piece)[0] if _QUOTED.fullmatch(piece) else piece
