"""What is said about a file that was handed over."""

from dataclasses import replace

from slackblocks import ContextBlock

from bot.views.rendering import mrkdwn, render, safe
from bot.views.reply import Reply


def with_note(reply: Reply, sentence: str) -> Reply:
    """An answer that also says what became of its file."""
    words = safe(sentence)
    return replace(
        reply, text=f"{reply.text}\n{words}", blocks=(*reply.blocks, *render(ContextBlock([mrkdwn(words)])))
    )
