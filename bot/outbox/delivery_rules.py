"""What to do after Slack answered a message, or did not (engineering 3, steps 3 to 6). Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.errors import SlackError, SlackOutcomeUnknown, SlackRateLimited, SlackRefused
from storage.models.outbox import LastOutcome

PATIENCE = timedelta(hours=24)
"""For how long a message is tried at its turn; after that it is kept, so that others get theirs."""
TRY_EVERY = timedelta(hours=1)
"""How often something that is kept tries its luck; not every mending is an event."""
OF_USE_FOR = timedelta(hours=3)
"""How late what speaks of its moment may still come: a digest, a post of statistics."""
EXPIRED_NOTE = f"Expired: it could not be posted within {OF_USE_FOR // timedelta(hours=1)} hours."
LONGEST_WAIT = timedelta(minutes=5)
_FIRST_WAIT = timedelta(seconds=1)
_MOST_DOUBLINGS = 16  # beyond it the wait is the longest anyway, and the number only grows

# The message is fine, but its channel or our token is not: a person can mend that, so it is kept.
_MENDABLE = frozenset(
    {
        "access_denied",
        "account_inactive",
        "app_missing_action_url",
        "channel_is_limited_access",
        "channel_not_found",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "external_channel_migrating",
        "invalid_auth",
        "is_archived",
        "messages_tab_disabled",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "not_in_channel",
        "not_installed",  # our own word: the workspace took Callboard out, and may install it again
        "org_login_required",
        "restricted_action",
        "team_access_not_granted",
        "team_not_found",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
        "user_disabled",
        "user_is_restricted",
        "user_not_found",
    }
)
WITH_OUTSIDERS = "shared_with_outsiders"
NOT_A_MEMBER = "not_a_full_member"
"""Our own words for where internal news does not go."""
_WHY_CLOSED = {
    WITH_OUTSIDERS: "Kept: the channel is shared with people outside this workspace.",
    NOT_A_MEMBER: "Kept: the person is no full member of this workspace.",
}
# Slack's word for a pace that it does not like, where it does not say 429.
_TOO_FAST = frozenset({"rate_limited", "ratelimited", "message_limit_exceeded"})
_TOO_FAST_WAIT = 30.0
_PER_CHANNEL = frozenset({"chat.postMessage"})
"""Slack counts posts by channel, and everything else by workspace (Slack 3.7)."""
_CHANNELS_AT_ONCE = 3
"""Slack counts posts by workspace, too, and does not say which limit was met: this many channels mean that one."""


class Step(Enum):
    """What becomes of a message."""

    RETRY = "retry"
    """It certainly was not delivered: again, later."""
    LOOK_UP = "look up"
    """It may have been delivered: look in the channel before sending it again."""
    POST_ANEW = "post anew"
    """Somebody deleted it in Slack, and it has something new to say."""
    DEAD = "dead"
    EXPIRED = "expired"
    PARK = "park"


@dataclass(frozen=True)
class Next:
    """The step, and what goes with it. `counts` says whether the attempt is held against the message."""

    step: Step
    outcome: LastOutcome
    note: str
    not_before: datetime
    counts: bool = True
    code: str = ""
    """Slack's own word for a refusal."""
    paused_method: str = ""
    """What Slack has asked to wait with, until `not_before`."""
    again_at: datetime | None = None
    """When a message that is parked is tried again by itself; never where that is of no use."""
    channel_is_dead: bool = False
    """Whether other messages would fare no better there."""


def may_be_in_slack(previous: LastOutcome) -> bool:
    """Whether a message that has no ts yet may have been posted all the same, by an earlier attempt."""
    return previous in {LastOutcome.CLAIMED, LastOutcome.UNKNOWN}


def after_failure(
    error: SlackError, *, attempt: int, first_try_at: datetime, now: datetime, is_edit: bool
) -> Next:
    """What to do after a post or an edit that did not succeed."""
    match error:
        case SlackRateLimited(retry_after=seconds):
            return _wait(error, seconds, now)
        case SlackRefused(code=code) if code in _TOO_FAST:
            return _wait(error, _TOO_FAST_WAIT, now)
        case SlackRefused(code="message_not_found") if is_edit:
            return Next(Step.POST_ANEW, LastOutcome.REFUSED, error.sentence, now)
        case SlackRefused(code=code) if is_mendable(code):
            return Next(Step.PARK, LastOutcome.REFUSED, error.sentence, now, code=code, channel_is_dead=True)
        case SlackRefused(code=code):
            return Next(Step.DEAD, LastOutcome.REFUSED, error.sentence, now, code=code)
        case _:
            return _unknown(error, attempt, first_try_at, now, is_edit=is_edit)


def after_failed_lookup(error: SlackError, *, attempt: int, first_try_at: datetime, now: datetime) -> Next:
    """What to do when the channel could not be searched for a message that may stand there.

    It is never sent blindly: a channel that we may not read waits for a person, and is looked at now and then.
    """
    if isinstance(error, SlackRefused) and error.code not in _TOO_FAST:
        note = f"It may have been posted, and the channel cannot be read to find out. {error.sentence}"
        again_at = now + TRY_EVERY if is_mendable(error.code) else None
        return Next(Step.PARK, LastOutcome.UNKNOWN, note, now, code=error.code, again_at=again_at)
    if isinstance(error, SlackOutcomeUnknown):
        return _unknown(error, attempt, first_try_at, now, is_edit=False)
    waited = after_failure(error, attempt=attempt, first_try_at=first_try_at, now=now, is_edit=False)
    # Nothing was sent by this attempt; what is unknown is still the one before.
    return replace(waited, step=Step.LOOK_UP, outcome=LastOutcome.UNKNOWN)


def after_failed_question(error: SlackError, *, attempt: int, before: LastOutcome, now: datetime) -> Next:
    """What to do where Slack does not say who would read a message: nothing is sent, and nothing is lost.

    That it was asked too much keeps no other message, as too many posts would.
    """
    match error:
        case SlackRateLimited(retry_after=seconds):
            step = Next(Step.RETRY, before, error.sentence, now + timedelta(seconds=max(seconds, 1.0)))
        case SlackRefused(code=code) if code in _TOO_FAST:
            step = Next(Step.RETRY, before, error.sentence, now + timedelta(seconds=_TOO_FAST_WAIT))
        case SlackRefused(code=code) if not is_mendable(code):
            step = Next(Step.PARK, before, error.sentence, now, code=code, again_at=now + TRY_EVERY)
        case SlackRefused():
            step = after_failure(error, attempt=attempt, first_try_at=now, now=now, is_edit=False)
        case _:
            step = Next(Step.RETRY, before, error.sentence, now + wait_after(attempt))
    return replace(step, outcome=before)


def kept_from_outsiders(why: str, before: LastOutcome, now: datetime) -> Next:
    """Kept, and asked about again: the place may be closed to them some day."""
    return Next(Step.PARK, before, _WHY_CLOSED[why], now, code=why, again_at=now + TRY_EVERY)


def expired(before: LastOutcome, now: datetime) -> Next:
    """It is of no use any more."""
    return Next(Step.EXPIRED, before, EXPIRED_NOTE, now)


def still_in_doubt(step: Next) -> Next:
    """The same, where an attempt before this one may still arrive: a no to this one says nothing about that."""
    kind = Step.LOOK_UP if step.step is Step.RETRY else step.step
    return replace(step, step=kind, outcome=LastOutcome.UNKNOWN)


def is_mendable(code: str) -> bool:
    """Whether a refusal is the fault of the channel or the token, not of the message."""
    return code in _MENDABLE or code.startswith("restricted_action")


def place_of_pause(method: str, channel: str, *, paused_elsewhere: int) -> str:
    """The channel that is to wait with this method; empty when all of the workspace is.

    `paused_elsewhere` is in how many other channels the method waits already.
    """
    is_of_channel = method in _PER_CHANNEL and paused_elsewhere + 1 < _CHANNELS_AT_ONCE
    return channel if is_of_channel else ""


def wait_after(attempt: int) -> timedelta:
    """How long to wait after this many attempts: doubling from one second, five minutes at most."""
    return min(LONGEST_WAIT, _FIRST_WAIT * (1 << min(max(attempt - 1, 0), _MOST_DOUBLINGS)))


def _wait(error: SlackRateLimited | SlackRefused, seconds: float, now: datetime) -> Next:
    until = now + timedelta(seconds=max(seconds, 0.0))
    return Next(
        Step.RETRY,
        LastOutcome.RATE_LIMITED,
        error.sentence,
        until,
        counts=False,
        paused_method=error.method,
    )


def _unknown(
    error: SlackError, attempt: int, first_try_at: datetime, now: datetime, *, is_edit: bool
) -> Next:
    if now - first_try_at >= PATIENCE:
        note = f"Tried for a day without success. {error.sentence}"
        return Next(Step.PARK, LastOutcome.UNKNOWN, note, now, again_at=now + TRY_EVERY)
    # An edit says how the message should look, so it may be repeated without looking.
    step = Step.RETRY if is_edit else Step.LOOK_UP
    return Next(step, LastOutcome.UNKNOWN, error.sentence, now + wait_after(attempt))
