"""What a pressed button or a picked option means: the action ids of our messages, read back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.views.accounts import OF_ACCOUNT

_PARTS = 3
_WITH_ACCOUNT = 4


@dataclass(frozen=True)
class Press:
    """One press: what to do with which command, and what the button carried."""

    verb: str
    """`run`, `page`, `form`, `open`, `link`, `home`, or empty for an id that is not ours."""
    path: str
    carried: Mapping[str, Any]
    account: str = ""
    """The id of the account that it is about, where there are several."""


def read_press(payload: Mapping[str, Any]) -> Press:
    """The press in a block_actions payload."""
    action = (payload.get("actions") or [{}])[0]
    parts = str(action.get("action_id", "")).split("|")
    if len(parts) not in {_PARTS, _WITH_ACCOUNT}:
        return Press("", "", {})
    verb, path, last, *account = parts
    if verb == "open":
        option = action.get("selected_option") or {}
        return Press(verb, path, {last: option.get("value", "")}, "".join(account))
    carried = dict(_carried(action.get("value")))
    return Press(verb, path, carried, str(carried.pop(OF_ACCOUNT, "")))


@dataclass(frozen=True)
class Typing:
    """Somebody types into a list: `pick` from a source in a form, or `open` an item of a command's argument."""

    verb: str
    name: str
    argument: str
    account: str = ""


def read_typing(payload: Mapping[str, Any]) -> Typing:
    """What a type-ahead request is about; empty words for an id that is not ours."""
    parts = str(payload.get("action_id", "")).split("|")
    if len(parts) not in {_PARTS, _WITH_ACCOUNT}:
        return Typing("", "", "")
    verb, name, argument, *account = parts
    return Typing(verb, name, argument, "".join(account))


def came_from_home(payload: Mapping[str, Any]) -> bool:
    """Whether the button stands on somebody's Home tab."""
    view = payload.get("view") or {}
    return bool(view.get("type") == "home")


def stands_privately(payload: Mapping[str, Any]) -> bool:
    """Whether the button stands in a message that only this person sees: never replace what others see."""
    return bool((payload.get("container") or {}).get("is_ephemeral"))


def _carried(value: Any) -> Mapping[str, Any]:
    try:
        carried = json.loads(value) if isinstance(value, str) else {}
    except ValueError:
        return {}
    return carried if isinstance(carried, dict) else {}
