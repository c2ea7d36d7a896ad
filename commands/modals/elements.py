"""The input element for each shape of argument: how it is built, and how its state is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from slackblocks import (
    CheckboxGroup,
    ConversationFilter,
    ConversationSelectMenu,
    Element,
    ExternalSelectMenu,
    FileInput,
    NumberInput,
    Option,
    PlainTextInput,
    StaticSelectMenu,
    UserSelectMenu,
)

from bot.errors import Candidate
from bot.views.rendering import clip_name, plain
from commands.spec import Argument, Shape
from commands.values import MOST_CHARACTERS

MOST_OPTIONS = 100
_MOST_IN_OPTION = 75
_MOST_IN_OPTION_VALUE = 150
_YES = "yes"
_MULTILINE = frozenset({Shape.LONG_WORDS, Shape.LINES, Shape.CONDITIONS})


def label(argument: Argument) -> str:
    """The name of an argument in words: `user_id` becomes “User id”."""
    return argument.name.replace("_", " ").capitalize()


def build_element(argument: Argument, value: Any) -> Element:
    """The input for an argument, filled with a value where there is one, else with its default."""
    return _BUILDERS[argument.shape](argument, argument.default if value is None else value)


def select(action_id: str, choices: Iterable[str], chosen: Any) -> StaticSelectMenu:
    """A menu of these words, with the chosen one picked if it is among them."""
    options = [Option(text=plain(choice, _MOST_IN_OPTION), value=choice) for choice in choices]
    return StaticSelectMenu(
        action_id=action_id,
        options=options,
        initial_option=next((option for option in options if option.value == chosen), None),
    )


def element_in(state: Mapping[str, Any], block_id: str) -> Mapping[str, Any] | None:
    """What a submitted form says of the one element of a block; None where it says nothing."""
    block = state.get(block_id)
    element = next(iter(block.values()), None) if isinstance(block, Mapping) else None
    return element if isinstance(element, Mapping) else None


def raw_text(argument: Argument, element: Mapping[str, Any]) -> str:
    """What somebody filled in, as they might have typed it; empty when nothing."""
    match argument.shape:
        case Shape.FLAG:
            return "yes" if element.get("selected_options") else "no"
        case Shape.CHOICE | Shape.ITEM:
            option = element.get("selected_option")
            found = option.get("value") if isinstance(option, Mapping) else None
        case Shape.FILE:
            files = element.get("files")
            found = files[0].get("id") if isinstance(files, list) and files else None
        case Shape.PERSON:
            found = element.get("selected_user")
        case Shape.CHANNEL:
            found = element.get("selected_conversation")
        case _:
            found = element.get("value")
    return found if isinstance(found, str) else ""


def suggestions(candidates: Iterable[Candidate]) -> dict[str, Any]:
    """The answer to a type-ahead request: up to 100 options, in the order given.

    Items whose id is longer than an option can hold are left out.
    """
    usable = (candidate for candidate in candidates if 0 < len(candidate.id) <= _MOST_IN_OPTION_VALUE)
    return {
        "options": [
            {
                "text": {"type": "plain_text", "text": clip_name(candidate, _MOST_IN_OPTION)},
                "value": candidate.id,
            }
            for _, candidate in zip(range(MOST_OPTIONS), usable, strict=False)
        ]
    }


def _action_id(argument: Argument) -> str:
    return f"arg|{argument.name}"


def _text_input(argument: Argument, value: Any) -> Element:
    most = MOST_CHARACTERS[argument.shape]
    text = str(value)[:most] if value else None
    return PlainTextInput(
        action_id=_action_id(argument),
        initial_value=text,
        multiline=argument.shape in _MULTILINE or "\n" in (text or ""),
        max_length=most,
    )


def _number_input(argument: Argument, value: Any) -> Element:
    return NumberInput(
        is_decimal_allowed=argument.decimal,
        action_id=_action_id(argument),
        initial_value=None if value is None else str(value),
    )


def _checkbox(argument: Argument, value: Any) -> Element:
    option = Option(text=plain(label(argument), _MOST_IN_OPTION), value=_YES)
    return CheckboxGroup(
        action_id=_action_id(argument), options=[option], initial_options=[option] if value else None
    )


def _choice(argument: Argument, value: Any) -> Element:
    return select(_action_id(argument), argument.choices, value)


def _item(argument: Argument, value: Any) -> Element:
    chosen = value if isinstance(value, Mapping) else {"id": value, "name": value}
    item_id, name = str(chosen.get("id") or ""), str(chosen.get("name") or chosen.get("id") or "")
    fits = 0 < len(item_id) <= _MOST_IN_OPTION_VALUE
    return ExternalSelectMenu(
        action_id=f"pick|{argument.source}|{argument.name}",
        initial_option=Option(text=plain(name, _MOST_IN_OPTION), value=item_id) if fits else None,
        min_query_length=0,
        placeholder=plain("Type a part of the name"),
    )


def _moment(argument: Argument, value: Any) -> Element:
    return PlainTextInput(
        action_id=_action_id(argument),
        initial_value=str(value)[: MOST_CHARACTERS[Shape.MOMENT]] if value else None,
        max_length=MOST_CHARACTERS[Shape.MOMENT],
        placeholder=plain("monday 9:00, 2026-12-01 09:00, in 2h"),
    )


def _file(argument: Argument, value: Any) -> Element:  # noqa: ARG001 - Slack cannot be told which file
    return FileInput(action_id=_action_id(argument), max_files=1)


def _person(argument: Argument, value: Any) -> Element:
    return UserSelectMenu(action_id=_action_id(argument), initial_user=value or None)


def _channel(argument: Argument, value: Any) -> Element:
    return ConversationSelectMenu(
        action_id=_action_id(argument),
        initial_conversation=value or None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )


_BUILDERS: Mapping[Shape, Callable[[Argument, Any], Element]] = {
    Shape.WORDS: _text_input,
    Shape.LONG_WORDS: _text_input,
    Shape.EXACT: _text_input,
    Shape.LINES: _text_input,
    Shape.CONDITIONS: _text_input,
    Shape.MENTIONS: _text_input,
    Shape.NUMBER: _number_input,
    Shape.FLAG: _checkbox,
    Shape.CHOICE: _choice,
    Shape.ITEM: _item,
    Shape.MOMENT: _moment,
    Shape.FILE: _file,
    Shape.PERSON: _person,
    Shape.CHANNEL: _channel,
}
