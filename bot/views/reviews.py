"""What would be done, with a button that does it."""

from dataclasses import replace

from slackblocks import ActionsBlock

from bot.views.rendering import button, render
from bot.views.reply import Reply


def with_go(reply: Reply, path: str, verb: str, draft_id: str) -> Reply:
    """A review as a message: it goes on, or back into the form, with the draft."""
    value = {"draft": draft_id}
    go = button(verb.capitalize(), "run", path, 0, value, style="primary")
    change = button("Change…", "form", path, 1, value)
    return replace(reply, blocks=(*reply.blocks, *render(ActionsBlock([go, change]))))
