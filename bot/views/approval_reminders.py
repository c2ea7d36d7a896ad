"""What is said in the thread of a card that waits: whom it waits for, without calling the whole channel."""

from collections.abc import Sequence

from slackblocks import SectionBlock

from bot.domain.change_requests import ChangeRequest
from bot.domain.channels import is_direct
from bot.domain.people import Person
from bot.views.rendering import mrkdwn, render, safe
from bot.views.reply import Reply
from bot.views.times import age, moment

MOST_NAMED = 3


def reminder(request: ChangeRequest, able: Sequence[Person]) -> Reply:
    """One reminder; it calls the few that it names, and where nobody may approve, the one who asked."""
    if able:
        names = ", ".join(f"<@{person.id}>" for person in able[:MOST_NAMED])
        more = f" and {len(able) - MOST_NAMED} more" if len(able) > MOST_NAMED else ""
        whom = f"{names}{more} may approve it."
    else:
        whom = f"<@{request.requester_id}> Nobody may approve it: {safe(request.rule)}."
    where = " Look at it with /callboard approvals." if is_direct(request.channel_id) else ""
    so_far = f" So far {len(request.approved_by)} of {request.needed}." if request.approved_by else ""
    text = (
        f"Still waiting: *{safe(request.summary)}*, asked {age(request.created_at)}.{so_far} {whom}"
        f" It expires {moment(request.expires_at)}.{where}"
    )
    return Reply(text, render(SectionBlock(mrkdwn(text))))
