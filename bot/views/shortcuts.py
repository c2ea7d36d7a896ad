"""What is asked after a shortcut that can mean several things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from slackblocks import ActionsBlock, Block, ContextBlock, SectionBlock

from bot.views.rendering import button, mrkdwn, render, safe
from bot.views.reply import Reply

MOST_FILES = 10


@dataclass(frozen=True)
class Way:
    """One form that can be opened."""

    title: str
    path: str
    value: Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """What can be done with one file."""

    name: str
    ways: Sequence[Way]


def choose(choices: Sequence[Choice]) -> Reply:
    """Buttons for each file, each of which opens a form."""
    numbers = count()
    shown = choices[:MOST_FILES]
    blocks: list[Block] = []
    for choice in shown:
        buttons = [button(f"{way.title}…", "form", way.path, next(numbers), way.value) for way in choice.ways]
        blocks += [
            SectionBlock(mrkdwn(f"*{safe(choice.name, 200)}*: what is it for?")),
            ActionsBlock(list(buttons)),
        ]
    more = f"and {len(choices) - len(shown)} more files" if len(choices) > len(shown) else ""
    if more:
        blocks.append(ContextBlock([mrkdwn(more)]))
    lines = [f"{safe(choice.name, 200)}: {', '.join(way.title for way in choice.ways)}?" for choice in shown]
    return Reply("\n".join(filter(None, [*lines, more])), render(*blocks))
