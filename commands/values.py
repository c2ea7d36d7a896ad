"""What a single argument may hold, and the reading of it from words, from a form and from JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from bot.domain.matching import nearest
from bot.domain.moments import read_moment
from bot.errors import BadInput, Candidate, NameUnclear
from commands.quoting import clean, spoken
from commands.spec import Argument, Shape

MOST_CHARACTERS: Mapping[Shape, int] = {
    Shape.WORDS: 500,
    Shape.ITEM: 500,
    Shape.LONG_WORDS: 3000,
    Shape.EXACT: 500,
    Shape.LINES: 3000,
    Shape.CONDITIONS: 3000,
    Shape.MENTIONS: 500,
    Shape.MOMENT: 100,
}
"""How long a text may be: a form takes 3,000 characters (Slack 3.2), and a button carries several values."""

_MOST_QUOTED = 60
_LARGEST_NUMBER = 10**15
_PERSON = re.compile(r"(?:<@|<!subteam\^)?(?P<id>[UWS][A-Z0-9]{2,24})(?:\|[^>]*)?>?")
_CHANNEL = re.compile(r"(?:<#)?(?P<id>[CGD][A-Z0-9]{2,24})(?:\|[^>]*)?>?")
_MEANT_AS_CHANNEL = re.compile(r"<?#.*|[CGD][A-Z]*[0-9][A-Z0-9]*", re.DOTALL)
"""Also names that nobody picked from the list; a bare id is told from a word by its digits."""
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
FILE_ID = re.compile(r"F[A-Z0-9]{2,24}")
_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})


def read_value(argument: Argument, text: str) -> Any:
    """The value that was typed or filled in, or None where nothing but spaces was. Raises BadInput."""
    cleaned = clean(text).rstrip()
    # Blank lines above others count, so that mistakes are told by the line that people see.
    trimmed = cleaned if argument.shape is Shape.LINES else cleaned.lstrip()
    return _READERS[argument.shape](argument, trimmed) if trimmed else None


def check_value(argument: Argument, value: Any) -> Any:
    """The value as it came out of JSON, if it is one that `read_value` might have made. Raises BadInput."""
    if value is None and not argument.required and argument.default is None:
        return None
    if argument.shape is Shape.FLAG:
        is_right = isinstance(value, bool)
    elif argument.shape is Shape.NUMBER:
        is_right = _is_number(argument, value)
    else:
        is_right = isinstance(value, str) and (value == argument.default or _reads_as_itself(argument, value))
    if not is_right:
        raise BadInput(f"“{argument.name}” does not hold what it should.", field=argument.name)
    return value


def missing(argument: Argument) -> BadInput:
    """What to say when a required argument was not given."""
    return BadInput(f"Something is missing: {argument.help}.", field=argument.name)


def quoted(text: str) -> str:
    """What a person typed, in quotation marks and cut to a length that fits into a sentence."""
    words = spoken(text)
    return f"“{words}”" if len(words) <= _MOST_QUOTED else f"“{words[: _MOST_QUOTED - 1]}…”"


def is_meant_as_channel(word: str) -> bool:
    """Whether somebody who typed this meant a channel, whether or not there is such a one."""
    return bool(_MEANT_AS_CHANNEL.fullmatch(word))


def mentioned(text: str) -> str:
    """The id of the person or user group that a mention names; empty where the text is something else."""
    found = _PERSON.fullmatch(text) if text.startswith("<") else None
    return found["id"] if found else ""


def _reads_as_itself(argument: Argument, value: str) -> bool:
    try:
        return bool(read_value(argument, value) == value)
    except BadInput:
        return False


def _is_number(argument: Argument, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return (argument.decimal or isinstance(value, int)) and abs(value) <= _LARGEST_NUMBER


def _read_line(argument: Argument, text: str) -> str:
    return _fitting(argument, re.sub(r"[\n\t]", " ", spoken(text)))


def _read_lines(argument: Argument, text: str) -> str:
    return _fitting(argument, text if argument.private else spoken(text))  # data is taken to the letter


def _read_mentions(argument: Argument, text: str) -> str:
    return _fitting(argument, re.sub(r"[\n\t]", " ", text))


def _fitting(argument: Argument, text: str) -> str:
    most = MOST_CHARACTERS[argument.shape]
    if len(text) > most:
        raise BadInput(
            f"That is too long for “{argument.word}”: {len(text):,} characters, at most {most:,} fit.",
            field=argument.name,
        )
    return text


def _read_number(argument: Argument, text: str) -> int | float:
    wanted = "a number" if argument.decimal else "a whole number"
    compact = re.sub(r"(?<=\d)[,_\u00a0\u202f’'](?=\d{3}(?!\d))", "", text).replace("−", "-")
    try:
        number = float(compact) if argument.decimal else int(compact)
    except ValueError:
        raise BadInput(
            f"“{argument.word}” takes {wanted}, not {quoted(text)}.", field=argument.name
        ) from None
    if not math.isfinite(number) or abs(number) > _LARGEST_NUMBER:
        raise BadInput(f"{quoted(text)} is too large for “{argument.word}”.", field=argument.name)
    return number


def _read_flag(argument: Argument, text: str) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadInput(f"“{argument.word}” takes yes or no, not {quoted(text)}.", field=argument.name)


def _read_choice(argument: Argument, text: str) -> str:
    for choice in argument.choices:
        if choice.casefold() == text.casefold():
            return choice
    near = nearest(text[:_MOST_QUOTED], [Candidate(choice, choice) for choice in argument.choices], limit=1)
    meant = f" Did you mean {near[0].name}?" if near else ""
    offered = ", ".join(argument.choices)
    raise BadInput(
        f"“{argument.word}” is one of {offered}; {quoted(text)} is not.{meant}", field=argument.name
    )


def _read_person(argument: Argument, text: str) -> str:
    found = _PERSON.fullmatch(text)
    if found:
        return found["id"]
    raise BadInput(
        f"I do not know who {quoted(text)} is. Type @ and pick the person from the list that opens.",
        field=argument.name,
    )


def _read_channel(argument: Argument, text: str) -> str:
    found = _CHANNEL.fullmatch(text)
    if found:
        return found["id"]
    raise BadInput(
        f"I do not know the channel {quoted(text)}. Type # and pick it from the list that opens.",
        field=argument.name,
    )


def _read_moment(argument: Argument, text: str) -> str:
    words = _read_line(argument, text)
    try:
        read_moment(words, _ANY_DAY, "UTC")  # in the person's zone it is read when the command runs
    except BadInput as problem:
        raise BadInput(problem.sentence, problem.hint, argument.name) from problem
    return words


def _read_file(argument: Argument, text: str) -> str:
    if FILE_ID.fullmatch(text):
        return text
    raise BadInput(
        f"“{argument.word}” takes a file that is shared in Slack. Upload it in the form.", field=argument.name
    )


_READERS: Mapping[Shape, Callable[[Argument, str], Any]] = {
    Shape.WORDS: _read_line,
    Shape.LONG_WORDS: _read_lines,
    Shape.EXACT: _fitting,
    Shape.LINES: _fitting,
    Shape.CONDITIONS: _read_lines,
    Shape.MENTIONS: _read_mentions,
    Shape.ITEM: _read_line,
    Shape.NUMBER: _read_number,
    Shape.FLAG: _read_flag,
    Shape.CHOICE: _read_choice,
    Shape.MOMENT: _read_moment,
    Shape.FILE: _read_file,
    Shape.PERSON: _read_person,
    Shape.CHANNEL: _read_channel,
}


@contextmanager
def beside(field: str) -> Iterator[None]:
    """Has whatever is wrong said beside this argument."""
    try:
        yield
    except BadInput as problem:
        raise BadInput(problem.sentence, problem.hint, field) from problem
    except NameUnclear as problem:
        problem.field = field
        raise
