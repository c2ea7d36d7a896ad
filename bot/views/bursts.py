"""Many pieces of news in one message, so that a burst does not bury a channel."""

from collections.abc import Sequence

from slackblocks import SectionBlock

from bot.views.rendering import cut, mrkdwn, render
from bot.views.reply import Reply

MOST_IN_LINE = 250
"""Ten lines of it fit into one section."""


def burst(lines: Sequence[str], count: int) -> Reply:
    """The first lines, in Slack's mark-up, of so many pieces of news."""
    shown = [f"• {cut(line.replace(chr(10), ' '), MOST_IN_LINE)}" for line in lines]
    more = [f"and {count - len(lines)} more"] if count > len(lines) else []
    text = "\n".join([f"*{count} messages in one*", *shown, *more])
    return Reply(text, render(SectionBlock(mrkdwn(text))))
