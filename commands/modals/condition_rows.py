"""Conditions in a form: row by row from fields and operators, with one more at a press, or as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import ActionsBlock, Block, InputBlock, PlainTextInput

from bot.domain.condition_text import read_conditions, value_text
from bot.domain.conditions import (
    FIELDS,
    NULL_TESTS,
    OPERATORS,
    Combination,
    Comparison,
    Condition,
    NullTest,
)
from bot.errors import BadInput
from bot.views.rendering import button, plain, render
from commands.modals.elements import build_element, element_in, select
from commands.spec import Argument

MOST_ROWS = 8
ALL, ANY = "all of them", "any of them"
_JOINS = {"and": ALL, "or": ANY}
_MOST_IN_VALUE = 1000
_SENT_BACK = ("type", "title", "submit", "close", "callback_id", "private_metadata")


@dataclass(frozen=True)
class Row:
    """One condition as it is filled in."""

    field: str = ""
    operator: str = ""
    value: str = ""


def condition_blocks(argument: Argument, text: str, path: str) -> list[Block]:
    """Inputs for the conditions, filled with those of the text: in rows where they fit into rows."""
    filled = _rows_of(text)
    word, rows = filled or ("and", [])
    return [
        *(
            block
            for number, row in enumerate(rows or [Row()], 1)
            for block in _row(argument.name, number, row)
        ),
        _joining(argument.name, word),
        ActionsBlock([button("Add a condition", "more", path, 0)], block_id=f"{argument.name}|more"),
        InputBlock(
            label=plain("Conditions as text"),
            element=build_element(argument, text if filled is None else ""),
            block_id=argument.name,
            hint=plain(argument.help[:1].upper() + argument.help[1:], 200),
            optional=True,
        ),
    ]


def filled_in(argument: Argument, state: Mapping[str, Any]) -> str:
    """The conditions of a submitted form as text. Raises BadInput for a row that is half filled in."""
    rows = []
    for number in range(1, MOST_ROWS + 1):
        row = Row(
            *(_value(state, f"{argument.name}|{number}|{part}") for part in ("field", "operator", "value"))
        )
        if row != Row():
            rows.append(_written(argument.name, row, number))
    word = " or " if _value(state, f"{argument.name}|join") == ANY else " and "
    joined = word.join(rows)
    text = _value(state, argument.name).strip()
    return "\n".join(filter(None, (f"({joined})" if text and len(rows) > 1 else joined, text)))


def with_another_row(view: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The form with one more row; what is filled in stays, since its inputs keep their ids."""
    blocks: list[Any] = list(view["blocks"])
    fields = [n for n, block in enumerate(blocks) if str(block.get("block_id")).startswith(f"{name}|")]
    rows = sum(str(block.get("block_id")).endswith("|field") for block in blocks)
    if fields and rows < MOST_ROWS:
        place = next(n for n in fields if blocks[n]["block_id"] == f"{name}|join")
        blocks[place:place] = render(*_row(name, rows + 1, Row()))
    if rows + 1 >= MOST_ROWS:
        blocks = [block for block in blocks if block.get("block_id") != f"{name}|more"]
    return {**{part: view[part] for part in _SENT_BACK if view.get(part)}, "blocks": blocks}


def _row(name: str, number: int, row: Row) -> list[Block]:
    def block(part: str, element: Any, hint: str = "") -> Block:
        return InputBlock(
            label=plain(f"Condition {number}: {part}"),
            element=element,
            block_id=f"{name}|{number}|{part}",
            hint=plain(hint) if hint else None,
            optional=True,
        )

    value = PlainTextInput(
        action_id=f"row|{number}|value", initial_value=row.value or None, max_length=_MOST_IN_VALUE
    )
    several = "Several values for in and not in: with commas. % stands for anything in like."
    return [
        block("field", select(f"row|{number}|field", FIELDS, row.field)),
        block("operator", select(f"row|{number}|operator", OPERATORS, row.operator)),
        block("value", value, several),
    ]


def _joining(name: str, word: str) -> Block:
    return InputBlock(
        label=plain("Which conditions must hold"),
        element=select("row|0|join", tuple(_JOINS.values()), _JOINS[word]),
        block_id=f"{name}|join",
    )


def _value(state: Mapping[str, Any], block_id: str) -> str:
    element = element_in(state, block_id) or {}
    option = element.get("selected_option")
    found = option.get("value") if isinstance(option, Mapping) else element.get("value")
    return found if isinstance(found, str) else ""


def _written(name: str, row: Row, number: int) -> str:
    missing = next((part for part in ("field", "operator") if not getattr(row, part)), "")
    if not missing and row.operator not in NULL_TESTS and not row.value.strip():
        missing = "value"
    if missing:
        raise BadInput(f"Condition {number} has no {missing}.", field=f"{name}|{number}|{missing}")
    if row.operator in NULL_TESTS:
        return f"{row.field} {row.operator}"
    return f"{row.field} {row.operator} {_quoted(row)}"


def _quoted(row: Row) -> str:
    """The value so that all of it is read as one, or as one list; as it is where it reads so by itself."""
    if isinstance(_read_alone(row.field, row.operator, row.value), Comparison):
        return row.value.strip()
    items = row.value.split(",") if row.operator in ("in", "not in") else [row.value]
    return ", ".join(value_text(item.strip()) for item in items if item.strip())


def _rows_of(text: str) -> tuple[str, list[Row]] | None:
    """How rows would hold these conditions; None where they cannot."""
    try:
        conditions: Sequence[Condition] = read_conditions(text)
    except BadInput:
        return None
    word = "and"
    match conditions:
        case [Combination("or", parts)]:
            word, conditions = "or", parts
    rows = [_row_of(condition) for condition in conditions]
    fitting = [row for row in rows if row is not None]
    return (word, fitting) if len(fitting) == len(rows) <= MOST_ROWS else None


def _row_of(condition: Condition) -> Row | None:
    match condition:
        case Comparison(field, operator, value) if field in FIELDS:
            bare = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            exact = (
                each for each in (bare, value_text(value)) if _read_alone(field, operator, each) == condition
            )
            written = next(exact, None)
            return Row(field, operator, written) if written and len(written) <= _MOST_IN_VALUE else None
        case NullTest(field, operator) if field in FIELDS:
            return Row(field, operator)
    return None


def _read_alone(field: str, operator: str, value: str) -> Condition | None:
    """The condition that this is if it is one, as it stands."""
    try:
        read = read_conditions(f"{field} {operator} {value.strip()}")
    except BadInput:
        return None
    return read[0] if len(read) == 1 else None
