"""What is not to be seen, or not any more: who reads a place is asked before anything is put there, or edited."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.errors import SlackError
from bot.outbox.delivery_rules import OF_USE_FOR, Next, after_failed_question, expired, kept_from_outsiders
from bot.outbox.message import is_answer
from storage.models.outbox import OutboxRank
from storage.repositories.outbox_values import Claim

WhyClosed = Callable[[str, str], Awaitable[str]]
"""Why internal news must not go to a channel or a person of a workspace; empty where it may. Raises SlackError."""


async def open_to_all(_team_id: str, _channel: str) -> str:
    """Where nobody is from outside."""
    return ""


def too_late(claim: Claim, now: datetime) -> Next | None:
    """What becomes of a message that is of no use any more; None of one that is, or that stands already."""
    is_over = claim.rank is OutboxRank.TIMELY and now - claim.created_at > OF_USE_FOR
    return expired(claim.previous_outcome, now) if is_over and not claim.ts else None


async def kept_back(claim: Claim, why_closed: WhyClosed, now: datetime) -> Next | None:
    """What becomes of a message that must not be seen where it belongs; None where it may.

    An answer is what somebody has asked for themselves, and it is taken away from anybody.
    """
    if claim.says_nothing or is_answer(claim.dedupe_key):
        return None
    try:
        why = await why_closed(claim.team_id, claim.channel)
    except SlackError as error:
        return after_failed_question(error, attempt=claim.attempt, before=claim.previous_outcome, now=now)
    return kept_from_outsiders(why, claim.previous_outcome, now) if why else None


def goes_after_kept(claim: Claim) -> bool:
    """Whether something that was kept goes first, since its channel proves to be open; an answer does not ask."""
    return claim.follows_kept and not is_answer(claim.dedupe_key)
