"""The times of a change that is made later, or for a while, as its command was given them."""

from datetime import datetime

from bot.domain.moments import read_moment
from bot.domain.timing import require_order
from commands.context import Context, Source


def timed(at: str, until: str, context: Context) -> tuple[datetime | None, datetime | None]:
    """When it is to be made and when it is to be taken back, which is the first such time after that. Raises BadInput.

    An approved request comes with times that may have come meanwhile; the policy judges those.
    """
    start = context.when(at) if at else None
    end = read_moment(until, start or context.now, context.zone) if until else None
    if context.source is not Source.APPROVAL:
        require_order(start, end, context.now)
    return start, end
