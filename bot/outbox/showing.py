"""What people see of a message: itself, or the first lines of all that is told in it."""

from bot.views.bursts import burst
from bot.views.reply import Reply
from storage.repositories.outbox_values import Claim


def shown(claim: Claim) -> Reply:
    """How a message looks as it was claimed."""
    if claim.folded is None:
        return Reply(claim.text, claim.blocks)
    return burst((claim.fold_line, *claim.folded.lines), 1 + claim.folded.count)
