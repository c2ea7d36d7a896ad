"""Conditions as people type them, `name like appcues% and user_id is not null`, and back again."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.conditions import (
    FIELDS,
    LISTS,
    NULL_TESTS,
    OPERATORS,
    Combination,
    Comparison,
    Condition,
    NullTest,
    Scalar,
    conditions_json,
    parse_conditions,
)
from bot.domain.json_values import MOST_LEVELS
from bot.domain.matching import nearest
from bot.errors import BadInput, Candidate

UNDERSTOOD = (
    "`name like appcues%`, `flow_id in (a, b) or nps_feedback is not null`, `not (name == 'Signed up')`"
)
"""Examples of the grammar; several lines must all hold."""

_FIELD = re.compile(r"[A-Za-z_][\w.:$-]*")
_WORDS = "|".join(
    word.replace(" ", r"\s+") for word in sorted(OPERATORS, key=len, reverse=True) if word[0].isalpha()
)
_OPERATOR = re.compile(rf"(?P<word>(?:{_WORDS})(?![\w]))|(?P<sign>==|!=|<>|<=|>=|=|<|>)", re.IGNORECASE)
_SIGNS = {"=": "==", "<>": "!="}
_SPACE = re.compile(r"[^\S\n]*")
_LINE = re.compile(r"\s*")
_CONJUNCTION = re.compile(r"(and|or)(?=[\s(]|\Z)", re.IGNORECASE)
_NOT = re.compile(r"not(?=[\s(])", re.IGNORECASE)
_CLOSING = {"'": "'", '"': '"', "“": '”“"', "”": '”"', "‘": "’‘'", "’": "’'", "«": "»", "„": "“”"}
_ENDS = r"\s+(?:and|or)(?=[\s(]|\Z)|\s*[)\n]|\s*\Z"
_BARE = re.compile(rf"(?:(?!{_ENDS}).)+", re.IGNORECASE)
_BARE_ITEM = re.compile(rf"(?:(?!\s*[,\]]|{_ENDS}).)+", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_TRUTH = {"true": True, "false": False}
_TEXTS = frozenset(
    {"name", "url", "hostname", "path", "platform", "source", "flow_type", "step_type", "nps_feedback"}
)
"""Fields that hold texts, as all do that end in `_id`: a bare number there is a text."""
_MOST_QUOTED = 40


def read_conditions(text: str) -> tuple[Condition, ...]:
    """The conditions, all of which must hold; none for nothing. Raises BadInput that says what is not understood.

    `and` binds before `or`; `not` and parentheses are understood; lines must all hold. A value is a word or
    several, up to the next `and`, `or` or `)`; in quotes it may hold those too, and is always a text. JSON, as
    the API takes it, is understood as well.
    """
    if text.lstrip().startswith("["):
        return parse_conditions(_json(text))
    conditions = _Reading(text).all()
    conditions_json(conditions)  # one grammar, wherever the conditions come from
    return conditions


def conditions_text(conditions: Sequence[Condition]) -> str:
    """The conditions as they could have been typed, on one line."""
    return " and ".join(_written(condition, "and") for condition in conditions)


def value_text(value: Scalar | tuple[Scalar, ...]) -> str:
    """A value, or several, as they could have been typed."""
    if isinstance(value, tuple):
        return ", ".join(map(value_text, value))
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return json.dumps(value)


def unknown_fields(conditions: Sequence[Condition]) -> tuple[str, ...]:
    """The fields that no document names, each with the nearest one that is named, where one is near."""
    known = [Candidate(field, field) for field in FIELDS]
    found: dict[str, str] = {}
    for field in _fields(conditions):
        if field not in FIELDS:
            near = nearest(field, known, limit=1)
            found[field] = f"“{field}” (did you mean {near[0].name}?)" if near else f"“{field}”"
    return tuple(found.values())


def _fields(conditions: Sequence[Condition]) -> list[str]:
    fields: list[str] = []
    for condition in conditions:
        match condition:
            case Combination(_, parts):
                fields += _fields(parts)
            case Comparison() | NullTest():
                fields.append(condition.field)
    return fields


def _written(condition: Condition, around: str) -> str:
    match condition:
        case Comparison(field, operator, value):
            listed = f"({value_text(value)})" if isinstance(value, tuple) else value_text(value)
            return f"{field} {operator} {listed}"
        case NullTest(field, operator):
            return f"{field} {operator}"
        case Combination("not", parts):
            return f"not ({_written(parts[0], 'not')})"
        case Combination(word, parts):
            joined = f" {word} ".join(_written(part, word) for part in parts)
            return joined if around == "not" else f"({joined})"


def _json(text: str) -> Any:
    for each in (text, text.translate(str.maketrans("“”„", '"""'))):  # phones and editors mix quotes
        try:
            return json.loads(each)
        except ValueError as error:
            problem = error
    raise BadInput(f"The conditions begin like JSON and are not: {problem}.", field="where")


@dataclass
class _Reading:
    """One pass over the text; `at` is how far it has come."""

    text: str
    at: int = 0
    level: int = 0

    def all(self) -> tuple[Condition, ...]:
        """Line after line."""
        found: list[Condition] = []
        self._skip(_LINE)
        while self.at < len(self.text):
            line = self._either()
            found += (
                line.conditions if isinstance(line, Combination) and line.conjunction == "and" else [line]
            )
            self._skip(_SPACE)
            if self.at < len(self.text) and self.text[self.at] != "\n":
                raise self._bad("and, or, or the end of the line")
            self._skip(_LINE)
        return tuple(found)

    def _either(self) -> Condition:
        return self._joined("or", self._both)

    def _both(self) -> Condition:
        return self._joined("and", self._one)

    def _joined(self, word: str, read: Any) -> Condition:
        parts = [read()]
        while self._takes(word):
            parts.append(read())
        return parts[0] if len(parts) == 1 else Combination(word, tuple(parts))

    def _takes(self, word: str) -> bool:
        """Goes over a conjunction, if it is this one; it may begin the next line."""
        here = self._after(_LINE)
        found = _CONJUNCTION.match(self.text, here)
        if found is None or found[1].lower() != word:
            return False
        self.at = found.end()
        return True

    def _one(self) -> Condition:
        self._skip(_LINE)
        if found := _NOT.match(self.text, self.at):
            self.at = found.end()
            self._skip(_LINE)
            return Combination("not", (self._deeper(self._one),))
        if self.text[self.at : self.at + 1] == "(":
            self.at += 1
            inner = self._deeper(self._either)
            self._skip(_LINE)
            if self.text[self.at : self.at + 1] != ")":
                raise self._bad("and, or, or a closing parenthesis")
            self.at += 1
            return inner
        return self._test()

    def _deeper(self, read: Any) -> Condition:
        self.level += 1
        if self.level > MOST_LEVELS:
            raise BadInput(f"The conditions are nested more than {MOST_LEVELS} levels deep.", field="where")
        inner: Condition = read()
        self.level -= 1
        return inner

    def _test(self) -> Condition:
        found = _FIELD.match(self.text, self.at)
        if found is None:
            raise self._bad("the name of a field, such as name, user_id or flow_id")
        field, self.at = found[0], found.end()
        self._skip(_SPACE)
        sign = _OPERATOR.match(self.text, self.at)
        if sign is None:
            raise self._bad(f"an operator ({', '.join(OPERATORS)})")
        self.at = sign.end()
        operator = (
            " ".join(sign["word"].lower().split()) if sign["word"] else _SIGNS.get(sign["sign"], sign["sign"])
        )
        if operator in NULL_TESTS:
            return NullTest(field, operator)
        self._skip(_SPACE)
        if operator in LISTS:
            return Comparison(field, operator, self._list(field))
        return Comparison(field, operator, self._value(field, _BARE))

    def _list(self, field: str) -> tuple[Scalar, ...]:
        closing = {"(": ")", "[": "]"}.get(self.text[self.at : self.at + 1], "")
        self.at += len(closing)
        between = _LINE if closing else _SPACE
        values: list[Scalar] = []
        while True:
            self._skip(between)
            values.append(self._value(field, _BARE_ITEM))
            self._skip(between)
            if self.text[self.at : self.at + 1] != ",":
                break
            self.at += 1
        if closing:
            if self.text[self.at : self.at + 1] != closing:
                raise self._bad(f"a comma or {closing}")
            self.at += 1
        return tuple(values)

    def _value(self, field: str, bare: re.Pattern[str]) -> Scalar:
        closing = _CLOSING.get(self.text[self.at : self.at + 1])
        if closing is not None and (quoted := self._quoted(closing)) is not None:
            return quoted
        found = None if _CONJUNCTION.match(self.text, self.at) else bare.match(self.text, self.at)
        if found is None or not found[0].strip():
            raise self._bad(f"a value for {field}")
        self.at = found.end()
        return _typed(field, found[0].strip())

    def _quoted(self, closing: str) -> str | None:
        """The text in the quotes that begin here; None where they do not end."""
        letters: list[str] = []
        at = self.at + 1
        while at < len(self.text):
            letter = self.text[at]
            if letter == "\\" and at + 1 < len(self.text):
                letters.append(self.text[at + 1])
                at += 2
            elif letter in closing:
                self.at = at + 1
                return "".join(letters)
            else:
                letters.append(letter)
                at += 1
        return None

    def _skip(self, space: re.Pattern[str]) -> None:
        self.at = self._after(space)

    def _after(self, space: re.Pattern[str]) -> int:
        found = space.match(self.text, self.at)
        return found.end() if found else self.at

    def _bad(self, expected: str) -> BadInput:
        rest = " ".join(self.text[self.at : self.at + 4 * _MOST_QUOTED].split())
        quoted = f"{rest[:_MOST_QUOTED]}…" if len(rest) > _MOST_QUOTED else rest
        there = f"there is “{quoted}”" if rest else "it ends there"
        before = " ".join(self.text[: self.at].split())[-_MOST_QUOTED:]
        place = f"After “{before}”" if before else "At the beginning"
        return BadInput(f"{place} I expect {expected}; {there}.", f"For example {UNDERSTOOD}.", field="where")


def _typed(field: str, word: str) -> Scalar:
    if field.endswith("_id") or field in _TEXTS:
        return word
    if word.lower() in _TRUTH:
        return _TRUTH[word.lower()]
    if _NUMBER.fullmatch(word):
        return float(word) if "." in word else int(word)
    return word
