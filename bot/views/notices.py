"""A notice as it stands in a channel: its card, and who had it posted there."""

from collections.abc import Sequence

from slackblocks import ContextBlock, SectionBlock

from bot.domain.notices import Notice
from bot.views.rendering import mrkdwn, render, safe
from bot.views.reply import Reply


def posted(notice: Notice, created_by_name: str) -> Reply:
    """The card with a last line that says why it stands here; without blocks, Slack would show that line alone."""
    card = notice.blocks or render(SectionBlock(mrkdwn(notice.text)))
    why = why_here(notice.topics, created_by_name)
    return Reply(notice.text, (*card, *render(ContextBlock([mrkdwn(why)]))))


def why_here(topics: Sequence[str], created_by_name: str) -> str:
    """Which topics it is of, who set it up, and how that is changed, in mrkdwn."""
    named = ("Topics " if len(topics) > 1 else "Topic ") + " and ".join(topics)
    return f"{named} · set up here by {safe(created_by_name, 80)} · `/callboard subscriptions`"


def late_words(note: str) -> str:
    """How late is what comes at its times, in sentences, from the note about it; empty where it is not."""
    sentences = [
        f"This is {part}." if part.endswith(" late") else f"{part.capitalize()}." for part in note.split("; ")
    ]
    return " ".join(sentences) if note else ""
