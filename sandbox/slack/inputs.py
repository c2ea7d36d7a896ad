"""Input elements: under which names their initial and their chosen values travel."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class InputKind:
    """`chosen` is the key in `state.values` and actions, `initial` the key in the element."""

    chosen: str
    initial: str
    is_many: bool = False


_TEXT = InputKind("value", "initial_value")
_OPTION = InputKind("selected_option", "initial_option")
_OPTIONS = InputKind("selected_options", "initial_options", is_many=True)

INPUT_KINDS: dict[str, InputKind] = {
    "plain_text_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "number_input": _TEXT,
    "rich_text_input": InputKind("rich_text_value", "initial_value"),
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "checkboxes": _OPTIONS,
    "users_select": InputKind("selected_user", "initial_user"),
    "multi_users_select": InputKind("selected_users", "initial_users", is_many=True),
    "conversations_select": InputKind("selected_conversation", "initial_conversation"),
    "multi_conversations_select": InputKind("selected_conversations", "initial_conversations", is_many=True),
    "channels_select": InputKind("selected_channel", "initial_channel"),
    "multi_channels_select": InputKind("selected_channels", "initial_channels", is_many=True),
    "datepicker": InputKind("selected_date", "initial_date"),
    "timepicker": InputKind("selected_time", "initial_time"),
    "datetimepicker": InputKind("selected_date_time", "initial_date_time"),
    "file_input": InputKind("files", "", is_many=True),
}


@dataclass(frozen=True)
class Placed:
    """An interactive element and the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The id of the block."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """The id of the element."""
        return str(self.element.get("action_id", ""))


def _elements_of(block: Json) -> Iterator[Json]:
    match block.get("type"):
        case "section":
            yield from filter(None, [block.get("accessory")])
        case "actions" | "context_actions":
            yield from block.get("elements", [])
        case "input":
            yield from filter(None, [block.get("element")])
        case "card":
            yield from block.get("actions", [])


def placed_elements(blocks: list[Json]) -> Iterator[Placed]:
    """Every interactive element of these blocks, those in carousels and containers too."""
    for block in blocks:
        match block.get("type"):
            case "carousel":
                yield from placed_elements(block.get("elements", []))
            case "container":
                yield from placed_elements(block.get("child_blocks", []))
            case _:
                yield from (Placed(block, element) for element in _elements_of(block))


def find_element(blocks: list[Json], block_id: str, action_id: str) -> Placed | None:
    """The element of these two ids; an empty block id matches any block."""
    for placed in placed_elements(blocks):
        if placed.action_id == action_id and block_id in {"", placed.block_id}:
            return placed
    return None


def initial_value(element: Json) -> Any:
    """What an input element holds before anyone has touched it."""
    kind = INPUT_KINDS[element["type"]]
    return element.get(kind.initial, [] if kind.is_many else None)


def state_values(blocks: list[Json], given: Json | None = None) -> Json:
    """`state.values` for these blocks: what was given, and initial values for what was not.

    `given` has the form {block_id: {action_id: {"type": …, the chosen key: …}}}.
    """
    values: Json = {}
    for placed in placed_elements(blocks):
        kind = INPUT_KINDS.get(placed.element.get("type", ""))
        if kind is None:
            continue
        chosen = (given or {}).get(placed.block_id, {}).get(placed.action_id, {})
        value = chosen[kind.chosen] if kind.chosen in chosen else initial_value(placed.element)
        entry = {"type": placed.element["type"], kind.chosen: value}
        values.setdefault(placed.block_id, {})[placed.action_id] = entry
    return values


_GIVEN = re.compile(r"_[0-9a-f]+")


def _without_given_ids(value: Any) -> Any:
    """The same without the ids that came from here."""
    if isinstance(value, list):
        return [_without_given_ids(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_given_ids(each)
        for key, each in value.items()
        if not (key in {"block_id", "action_id"} and isinstance(each, str) and _GIVEN.fullmatch(each))
    }


class IdGiver:
    """Gives block ids and action ids to what came without, as Slack does."""

    def __init__(self) -> None:
        self._count = 0

    def _next(self) -> str:
        self._count += 1
        return f"_{self._count:x}"

    def complete(self, blocks: list[Json], before: Sequence[Json] = ()) -> list[Json]:
        """The same blocks, each with an id, each interactive element with one.

        A block that stood in the same place `before`, and says the same, stays what it was: so a page that
        shows it has nothing to draw anew.
        """
        known = dict(enumerate(before))
        return [self._kept(block, known.get(position)) for position, block in enumerate(blocks)]

    def _kept(self, block: Json, before: Json | None) -> Json:
        return (
            before if before is not None and _without_given_ids(before) == block else self._completed(block)
        )

    def _completed(self, block: Json) -> Json:
        done = dict(block)
        if not done.get("block_id"):
            done["block_id"] = self._next()
        match done.get("type"):
            case "section" if done.get("accessory"):
                done["accessory"] = self._named(done["accessory"])
            case "actions" | "context_actions":
                done["elements"] = [self._named(each) for each in done.get("elements", [])]
            case "input":
                done["element"] = self._named(done.get("element", {}))
            case "card" if done.get("actions"):
                done["actions"] = [self._named(each) for each in done["actions"]]
            case "carousel":
                done["elements"] = self.complete(done.get("elements", []))
            case "container":
                done["child_blocks"] = self.complete(done.get("child_blocks", []))
        return done

    def _named(self, element: Json) -> Json:
        if element.get("action_id") or element.get("type") == "image":
            return element
        return {**element, "action_id": self._next()}
