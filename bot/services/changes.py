"""Carrying out a change so that its outcome is known: look, compare, act, look again (design 6.1)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.crash_points import crash_point
from bot.domain.changes import (
    AlreadySo,
    Done,
    Failed,
    Moved,
    Outcome,
    Sight,
    Subject,
    Unclear,
    Unknown,
    changed_fields,
    fingerprint,
)
from bot.errors import ApiError, ApiOutcomeUnknown, PersonError

CLOCKS_APART = timedelta(minutes=2)
"""How far a vendor's clock may be from ours."""


class Change(Protocol):
    """One change to something outside, which the policy may hold back."""

    @property
    def subject(self) -> Subject:
        """What it is about."""
        ...

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments of the command that makes the same change again, with ids instead of names.

        What depends on the moment it was asked (“in 2 hours”) stands here as it was understood then.
        """
        ...

    @property
    def reason(self) -> str:
        """Why it is asked for, perhaps empty."""
        ...

    @property
    def repeatable(self) -> bool:
        """Whether making the call twice does no more than making it once, as the vendor documents."""
        ...

    async def look(self, since: datetime | None) -> Sight:
        """Reads the item afresh. Raises ApiError, and PersonError where it cannot be changed like that any more.

        `since` is when an earlier try made the call, if one did: what came into being after it is its work.
        """
        ...

    async def apply(self) -> Done | None:
        """Makes the change, by one call; what proves it, or None where only looking can. Raises ApiError."""
        ...


async def carry_out(
    change: Change,
    *,
    agreed: Mapping[str, Any],
    started_at: datetime | None,
    on_start: Callable[[], Awaitable[datetime]],
) -> Outcome:
    """Makes the change if the item still is what was agreed to, and tells what came of it.

    `agreed` holds the fields as they were when it was agreed to. `started_at` says that an earlier try got
    as far as the call, so that finding the change in effect means it worked. `on_start` is awaited right before
    the call, and tells the time.
    """
    try:
        now = await change.look(started_at)
    except ApiError as error:
        return Unknown(error) if started_at else Failed(error)
    except PersonError as error:
        return Failed(error)
    if now.in_effect:
        words = _words(change, now)
        return Done(words) if started_at else AlreadySo(words)
    if started_at and not change.repeatable:
        return _not_seen(now, None)
    if fingerprint(now.fields) != fingerprint(agreed):
        return Moved(changed_fields(agreed, now.fields))
    return await _make(change, await on_start())


async def _make(change: Change, called_at: datetime) -> Outcome:
    try:
        done = await change.apply()
        crash_point("api_called_before_read_back")
    except ApiOutcomeUnknown as error:
        return await _confirm(change, called_at, error)
    except ApiError as error:
        return Failed(error)
    return done or await _confirm(change, called_at, None)


async def _confirm(change: Change, since: datetime, doubt: ApiError | None) -> Outcome:
    try:
        now = await change.look(since)
    except ApiError as error:
        return Unknown(error)
    return Done(_words(change, now)) if now.in_effect else _not_seen(now, doubt)


def _not_seen(now: Sight, doubt: ApiError | None) -> Outcome:
    return Unclear(doubt) if now.in_effect is None else Unknown(doubt)


def _words(change: Change, now: Sight) -> str:
    return now.words or change.subject.done_words


def came_since(moment: datetime | None, since: datetime) -> bool:
    """Whether something came into being after a call was begun, by the vendor's clock, which may be a little slow."""
    return moment is not None and moment >= since - CLOCKS_APART
