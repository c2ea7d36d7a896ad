"""How the calls to a vendor's account went lately, as this process saw it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Pulse:
    """The last good answer, the last trouble, and until when the vendor asked to wait; None where there was none."""

    answered_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""
    held_until: datetime | None = None

    def is_held(self, now: datetime) -> bool:
        """Whether the vendor asked to wait, and the time is not over."""
        return self.held_until is not None and now < self.held_until
