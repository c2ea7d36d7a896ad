"""A reminder as it stands in a channel."""

from slackblocks import ContextBlock, SectionBlock

from bot.views.rendering import mrkdwn, render, safe
from bot.views.reply import Reply


def reminder(words: str, created_by: str) -> Reply:
    """The words, and who had them posted."""
    text = safe(words)
    by = f"A reminder that <@{created_by}> set up."
    return Reply(f"{text}\n{by}", render(SectionBlock(mrkdwn(text)), ContextBlock([mrkdwn(by)])))
