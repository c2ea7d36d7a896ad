"""The rotation of an SDK key: a new key takes the place of an old one, step by step, with both valid in between."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.change_requests import ChangeRequest
from bot.domain.changes import NOT_LOOKED_AT, NOT_READ_BACK

REMIND_AFTER = timedelta(days=7)
"""How long the old key may live after the new one was rolled out, and then again, before somebody is reminded."""


class Step(StrEnum):
    """What is to be done next."""

    CREATE = "create"
    ROLL_OUT = "roll out"
    REVOKE = "revoke"
    DONE = "done"
    GONE = "gone"
    """The old key went before the new one was rolled out, by no doing of the rotation, which is at its end."""
    CANCELLED = "cancelled"


class Value(StrEnum):
    """What is with the value of the new key, which can be shown once."""

    KEPT = "kept"
    SHOWN = "shown"
    LOST = "lost"


def value_of(request: ChangeRequest) -> Value:
    """What is with the value of the key that a request made."""
    if request.has_secret:
        return Value.KEPT
    is_lost = request.outcome_note.endswith((NOT_READ_BACK, NOT_LOOKED_AT))
    return Value.LOST if is_lost else Value.SHOWN


def new_key_of(rotation_id: str) -> str:
    """By which item a request for the new key of a rotation is known: there is one at a time, whatever its tag."""
    return f"the new key of rotation {rotation_id}"


@dataclass(frozen=True)
class KeyRotation:
    """One rotation; `key_…` is the old key, which its card never shows more of than its name."""

    id: str
    team_id: str
    account_id: str
    key_id: str
    key_name: str
    channel_id: str
    started_by: str
    started_at: datetime
    used: int
    """How many slots were used when anybody looked last."""
    key_made_at: datetime | None = None
    new_key_id: str = ""
    new_key_name: str = ""
    request_id: str = ""
    """The change request that made the new key."""
    created_at: datetime | None = None
    rolled_out_by: str = ""
    rolled_out_at: datetime | None = None
    reminders: int = 0
    note: str = ""
    """What happened that makes it different from the plan, as a sentence."""
    ended_at: datetime | None = None
    ended_by: str = ""
    """Who cancelled it, or removed its account."""
    version: int = 1
    value: Value = Value.KEPT
    """Of the new key, as its request tells."""
    asked: str = ""
    """The change request for the new key that is open."""

    @property
    def card_key(self) -> str:
        """The outbox key of its card."""
        return f"key-rotation:{self.id}"

    @property
    def step(self) -> Step:
        """What is to be done next."""
        if self.ended_at is not None:
            return Step.CANCELLED if self.ended_by else Step.DONE if self.rolled_out_at else Step.GONE
        if self.rolled_out_at is not None:
            return Step.REVOKE
        return Step.ROLL_OUT if self.new_key_id else Step.CREATE

    @property
    def why_not_create(self) -> str:
        """Why no new key is made for it any more; empty where one may be."""
        if self.new_key_id:
            return f"The new key of this rotation is made already: “{self.new_key_name}”."
        if self.step is Step.CANCELLED:
            return f"The rotation of “{self.key_name}” was cancelled, so no key is made for it."
        return ""

    @property
    def why_not_revoke(self) -> str:
        """Why the old key is not revoked for it any more; empty where it may be."""
        if self.step is Step.CANCELLED:
            return f"The rotation of “{self.key_name}” was cancelled, so its old key stays."
        if self.step in {Step.CREATE, Step.ROLL_OUT}:
            return f"The new key of this rotation is not rolled out, so “{self.key_name}” stays."
        return ""

    def is_to_be_reminded(self, now: datetime) -> bool:
        """Whether the old key lives on for too long after the new one was rolled out."""
        if self.step is not Step.REVOKE or self.rolled_out_at is None:
            return False
        return now >= self.rolled_out_at + REMIND_AFTER * (self.reminders + 1)
