"""What a pressed button or a picked option means: the action ids of our messages, read back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_PARTS = 3


@dataclass(frozen=True)
class Press:
    """One press: what to do with which command, and what the button carried."""

    verb: str
    """`run`, `page`, `form`, `open`, `link`, or empty for an id that is not ours."""
    path: str
    carried: Mapping[str, Any]


def read_press(payload: Mapping[str, Any]) -> Press:
    """The press in a block_actions payload."""
    action = (payload.get("actions") or [{}])[0]
    parts = str(action.get("action_id", "")).split("|")
    if len(parts) != _PARTS:
        return Press("", "", {})
    verb, path, last = parts
    if verb == "open":
        option = action.get("selected_option") or {}
        return Press(verb, path, {last: option.get("value", "")})
    return Press(verb, path, _carried(action.get("value")))


def read_source(payload: Mapping[str, Any]) -> tuple[str, str]:
    """(`pick`, source) or (`open`, path) of a type-ahead request; empty words for an id that is not ours."""
    parts = str(payload.get("action_id", "")).split("|")
    return (parts[0], parts[1]) if len(parts) == _PARTS else ("", "")


def came_from_home(payload: Mapping[str, Any]) -> bool:
    """Whether the button stands on somebody's Home tab."""
    view = payload.get("view") or {}
    return bool(view.get("type") == "home")


def _carried(value: Any) -> Mapping[str, Any]:
    try:
        carried = json.loads(value) if isinstance(value, str) else {}
    except ValueError:
        return {}
    return carried if isinstance(carried, dict) else {}
