"""Turns what a test says (`"Welcome tour"`, a date, two options) into the state of an input."""

from typing import Any

from sandbox.slack.inputs import INPUT_KINDS, placed_elements
from sandbox.slack.plain import element_label, text_of
from sandbox.slack.seen import find_option

Json = dict[str, Any]


class Filled:
    """What has been filled into one view so far."""

    def __init__(self) -> None:
        self.values: Json = {}

    def put(self, block: Json, element: Json, value: Any) -> None:
        """Fill in one element."""
        entry = {"type": element["type"], **element_choice(element, value)}
        self.values.setdefault(block["block_id"], {})[element["action_id"]] = entry


def _option(element: Json, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": value}, "value": value}
    option = find_option(element, value)
    if option is None:
        offered = ", ".join(text_of(each) for each in element.get("options", []))
        raise LookupError(f"There is no option {value!r}; there are: {offered}.")
    return option


def element_choice(element: Json, value: Any) -> Json:
    """The chosen value of an element under its key; options may be named by their text or value."""
    if element["type"] == "overflow":
        return {"selected_option": _option(element, value)}
    kind = INPUT_KINDS[element["type"]]
    if kind.chosen == "selected_option":
        return {kind.chosen: None if value is None else _option(element, value)}
    if kind.chosen == "selected_options":
        return {kind.chosen: [_option(element, each) for each in value]}
    return {kind.chosen: value}


def button_choice(element: Json, name: str) -> Json:
    """What pressing an element by `name` chooses: nothing for a button, the option in a menu."""
    for key in ("positive_button", "negative_button"):
        if key in element and name == element_label(element[key]):
            return {"value": element[key]["value"]}
    option = find_option(element, name)
    if option is None:
        return {}
    kind = INPUT_KINDS.get(element["type"])
    if kind is not None and kind.is_many:
        return {kind.chosen: [option]}
    return {"selected_option": option}


def find_input(blocks: list[Json], name: str) -> tuple[Json, Json]:
    """The input block and element with that label, block id or action id.

    Raises:
        LookupError: there is none.
    """
    placed = list(placed_elements(blocks))
    for each in placed:
        label = text_of(each.block.get("label"))
        if name in {label, each.block_id, each.action_id, element_label(each.element)}:
            return each.block, each.element
    there = ", ".join(text_of(each.block.get("label")) or each.action_id for each in placed)
    raise LookupError(f"There is no input called {name!r}; there are: {there}.")
