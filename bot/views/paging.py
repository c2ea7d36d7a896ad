"""The line under a list that leads to its other pages and to the whole of it, with all that was asked for kept."""

from collections.abc import Mapping
from typing import Any

from slackblocks import ActionsBlock, Block, Button

from bot.views.rendering import button


def list_buttons(path: str, arguments: Mapping[str, Any], page: int, pages: int) -> list[Block]:
    """Buttons to the other pages, as far as there are any, and to the whole list as a file."""
    as_file = button("As a file", "run", path, 2, {**arguments, "csv": True})
    return [ActionsBlock([*_turns(path, arguments, page, pages), as_file])]


def turn_buttons(path: str, arguments: Mapping[str, Any], page: int, pages: int) -> list[Block]:
    """Buttons to the page before and the one after, as far as there are any."""
    turns = _turns(path, arguments, page, pages)
    return [ActionsBlock(list(turns))] if turns else []


def _turns(path: str, arguments: Mapping[str, Any], page: int, pages: int) -> list[Button]:
    turns: list[Button] = []
    if page > 1:
        turns.append(button("Previous page", "page", path, 0, {**arguments, "page": page - 1}))
    if page < pages:
        turns.append(button("Next page", "page", path, 1, {**arguments, "page": page + 1}))
    return turns
