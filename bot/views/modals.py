"""Modals that are no forms: one that waits, one that only shows, and one that asks once more."""

from collections.abc import Mapping, Sequence
from typing import Any

from slackblocks import ContextBlock, SectionBlock

from bot.views.rendering import clip, mrkdwn, render
from bot.views.reply import Blocks, Reply

MOST_IN_TITLE = 24
_NOT_IN_MODALS = frozenset(
    {
        "data_table",
        "table",
        "carousel",
        "container",
        "data_visualization",
        "markdown",
        "plan",
        "task_card",
        "card",
    }
)
_MOST_BLOCKS = 100


def loading(title: str) -> dict[str, Any]:
    """Opens at once, within the three seconds that Slack allows, and is filled when there is something to show."""
    return _modal(title, render(SectionBlock(mrkdwn(":hourglass_flowing_sand: Loading…"))))


def showing(title: str, reply: Reply) -> dict[str, Any]:
    """Shows an answer to the one person who asked; gone when it is closed."""
    return _modal(title, _fitting(reply))


def reviewing(title: str, reply: Reply, go: str, *, path: str, private_metadata: str) -> dict[str, Any]:
    """Shows what would be done, with a button that does it."""
    return {
        **_modal(title, _fitting(reply)),
        "submit": _plain(go),
        "close": _plain("Cancel"),
        "callback_id": f"review|{path}",
        "private_metadata": private_metadata,
    }


def _modal(title: str, blocks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": _plain(title),
        "close": _plain("Close"),
        "blocks": [dict(b) for b in blocks],
    }


def _fitting(reply: Reply) -> Blocks:
    """The blocks of an answer if a modal can hold them, else its words: tables and charts are for messages."""
    if reply.blocks and not any(block["type"] in _NOT_IN_MODALS for block in reply.blocks):
        return reply.blocks[:_MOST_BLOCKS]
    words = [reply.text[start : start + 2900] for start in range(0, len(reply.text), 2900)]
    return render(*(SectionBlock(mrkdwn(part)) for part in words[:_MOST_BLOCKS])) or render(
        ContextBlock([mrkdwn("Nothing to show.")])
    )


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": clip(text, MOST_IN_TITLE)}
