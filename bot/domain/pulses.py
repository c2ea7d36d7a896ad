"""How the calls to a vendor's account went lately, as this process saw it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import ApiError, ApiItemMissing, ApiRefused


@dataclass(frozen=True)
class Pulse:
    """The last good answer, the last trouble, and until when the vendor asked to wait; None where there was none."""

    answered_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""
    held_until: datetime | None = None

    def after(self, error: ApiError | None, asked_pause: float | None, now: datetime) -> "Pulse":
        """The pulse after one more attempt. What is refused or missing is a good answer too: the account is well.

        `asked_pause` is how many seconds the vendor asked to wait.
        """
        if error is None or type(error) in {ApiRefused, ApiItemMissing}:
            return replace(self, answered_at=now)
        held = now + timedelta(seconds=asked_pause) if asked_pause else self.held_until
        return replace(self, failed_at=now, failure=error.sentence, held_until=held)

    def is_held(self, now: datetime) -> bool:
        """Whether the vendor asked to wait, and the time is not over."""
        return self.held_until is not None and now < self.held_until
