"""Carrying out a change so that its outcome is known: look, compare, act, look again (design 6.1)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from bot.crash_points import crash_point
from bot.domain.changes import AlreadySo, Done, Failed, Moved, Outcome, Sight, Subject, Unknown
from bot.domain.experiences import changed_fields, fingerprint
from bot.errors import ApiError, ApiOutcomeUnknown


class Change(Protocol):
    """One change to something outside, which the policy may hold back."""

    @property
    def subject(self) -> Subject:
        """What it is about."""
        ...

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments of the command that makes the same change again, with ids instead of names."""
        ...

    @property
    def reason(self) -> str:
        """Why it is asked for, perhaps empty."""
        ...

    async def look(self) -> Sight:
        """Reads the item afresh. Raises ApiError."""
        ...

    async def apply(self) -> None:
        """Makes the change: one call, whose repetition is harmless as the vendor documents. Raises ApiError."""
        ...


async def carry_out(
    change: Change,
    *,
    agreed: Mapping[str, Any],
    started: bool,
    on_start: Callable[[], Awaitable[None]],
) -> Outcome:
    """Makes the change if the item still is what was agreed to, and tells what came of it.

    `agreed` holds the fields as they were when it was agreed to. `started` says that an earlier try got
    as far as the call, so that finding the change in effect means it worked. `on_start` is awaited right before
    the call.
    """
    try:
        now = await change.look()
    except ApiError as error:
        return Unknown(error) if started else Failed(error)
    if now.in_effect:
        words = change.subject.done_words
        return Done(words) if started else AlreadySo(words)
    if fingerprint(now.fields) != fingerprint(agreed):
        return Moved(changed_fields(agreed, now.fields))
    await on_start()
    try:
        await change.apply()
        crash_point("api_called_before_read_back")
    except ApiOutcomeUnknown as error:
        return await _confirm(change, error)
    except ApiError as error:
        return Failed(error)
    return await _confirm(change, None)


async def _confirm(change: Change, doubt: ApiError | None) -> Outcome:
    try:
        now = await change.look()
    except ApiError as error:
        return Unknown(error)
    return Done(change.subject.done_words) if now.in_effect else Unknown(doubt)
