"""A notice as it stands in a channel: its card, and who had it posted there."""

from slackblocks import ContextBlock

from bot.domain.notices import Notice
from bot.views.rendering import mrkdwn, render, safe
from bot.views.reply import Reply


def posted(notice: Notice, created_by_name: str) -> Reply:
    """The card with a last line that says why it stands here."""
    topics = ("Topics " if notice.also else "Topic ") + " and ".join(notice.topics)
    why = f"{topics} · set up here by {safe(created_by_name, 80)} · `/callboard subscriptions`"
    return Reply(notice.text, (*notice.blocks, *render(ContextBlock([mrkdwn(why)]))))
