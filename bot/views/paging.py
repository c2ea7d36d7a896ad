"""The line under a list that leads to its other pages, with everything that was asked for kept."""

from collections.abc import Mapping
from typing import Any

from slackblocks import ActionsBlock, Block

from bot.views.rendering import button


def page_buttons(path: str, arguments: Mapping[str, Any], page: int, pages: int) -> list[Block]:
    """Buttons to the page before and the one after, as far as there are any."""
    buttons = []
    if page > 1:
        buttons.append(button("Previous page", "page", path, 0, {**arguments, "page": page - 1}))
    if page < pages:
        buttons.append(button("Next page", "page", path, 1, {**arguments, "page": page + 1}))
    return [ActionsBlock(list(buttons))] if buttons else []
