"""A secret, shown to the one person who asked for it, in a modal that does not stay."""

from slackblocks import ContextBlock, SectionBlock

from bot.views.rendering import mrkdwn, render, safe
from bot.views.reply import Reply


def shown_once(label: str, value: str) -> Reply:
    """The secret itself. Only a command whose answer goes into a modal may answer with this."""
    note = "This is shown once, to you alone. Copy it now; when this window closes it is gone."
    blocks = render(
        SectionBlock(mrkdwn(f"*{safe(label, 200)}*")),
        SectionBlock(mrkdwn(f"```{safe(value)}```")),
        ContextBlock([mrkdwn(note)]),
    )
    return Reply(f"{safe(label, 200)}: {safe(value)}. {note}", blocks)
