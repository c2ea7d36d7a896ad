"""What somebody is told who writes to Callboard as if it could chat."""

from slackblocks import ActionsBlock, SectionBlock

from bot.views.rendering import button, mrkdwn, render
from bot.views.reply import Reply


def how_to_talk() -> Reply:
    """How to ask for something."""
    text = (
        "I listen to commands: type `/appcues`, `/appizer` or `/callboard` in any channel, "
        "and add `help` to any of them."
    )
    help_button = button("What can I do?", "run", "callboard help", 0)
    return Reply(text, render(SectionBlock(mrkdwn(text)), ActionsBlock([help_button])))
