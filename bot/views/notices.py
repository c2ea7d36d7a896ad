"""A notice as it stands in a channel: its card, and who had it posted there."""

from slackblocks import ContextBlock, SectionBlock

from bot.domain.notices import Notice
from bot.views.rendering import mrkdwn, render, safe
from bot.views.reply import Reply


def posted(notice: Notice, created_by_name: str) -> Reply:
    """The card with a last line that says why it stands here; without blocks, Slack would show that line alone."""
    card = notice.blocks or render(SectionBlock(mrkdwn(notice.text)))
    why = f"Topic {notice.topic} · set up here by {safe(created_by_name, 80)} · `/callboard subscriptions`"
    return Reply(notice.text, (*card, *render(ContextBlock([mrkdwn(why)]))))
