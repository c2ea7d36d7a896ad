"""A change that somebody asked for and somebody else has to agree to (design 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where a request stands.

    waiting → approved → executing → done | failed | changed | unclear | unknown → done | failed | changed
    waiting → rejected | withdrawn | expired
    """

    WAITING = "waiting"
    APPROVED = "approved"
    EXECUTING = "executing"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"
    CHANGED = "changed"
    UNCLEAR = "unclear"
    """The call was made, its answer was lost, and no read can tell."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN_STATES = frozenset({State.WAITING, State.APPROVED, State.EXECUTING, State.UNKNOWN})
UNDER_WAY = frozenset({State.APPROVED, State.EXECUTING, State.UNKNOWN})


@dataclass(frozen=True)
class ChangeRequest:
    """One request; `before` holds the significant fields of the item as they were when it was asked."""

    id: str
    team_id: str
    command_path: str
    arguments: Mapping[str, Any]
    """All but the secret ones."""
    item_kind: str
    item_id: str
    item_name: str
    summary: str
    state_before: str
    effect_words: str
    link: str
    before: Mapping[str, Any]
    fingerprint: str
    requester_id: str
    reason: str
    channel_id: str
    state: State
    created_at: datetime
    expires_at: datetime
    needed: int = 1
    """How many approvals it needs; one that needs none is carried out at once, and has no card."""
    decided_by: str = ""
    decided_at: datetime | None = None
    decision_note: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    outcome_note: str = ""
    changed: tuple[str, ...] = ()
    checks: int = 0
    next_check_at: datetime | None = None
    secrets: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The arguments that are secret; stored encrypted."""
    account_id: str = ""
    """Of which of the vendor's accounts it is about."""
    account: str = ""
    """How people call that account, where there is more than one."""
    is_removal: bool = False
    """Whether it is done when the item is gone."""
    job_id: str = ""
    """Of the vendor's job that carries on with it, once there is one."""
    has_secret: bool = False
    """Whether it brought forth a secret that its requester has not looked at yet."""

    @property
    def card_key(self) -> str:
        """The outbox key of the card that stands for this request."""
        return f"change-request:{self.id}"

    @property
    def standing(self) -> str:
        """How things are with it, in a sentence for whoever comes late."""
        by = f" by <@{self.decided_by}>" if self.decided_by else ""
        approved = f"it was approved{by}" if self.needed else "it was asked for"
        sentences = {
            State.WAITING: "it waits for somebody to decide.",
            State.APPROVED: f"{approved} and is being carried out.",
            State.EXECUTING: f"{approved} and is being carried out.",
            State.UNKNOWN: f"{approved}; whether it took effect is being checked.",
            State.DONE: f"{approved} and is done.",
            State.FAILED: f"{approved}, but could not be carried out.",
            State.CHANGED: f"{approved}, but the content had changed since, so nothing was done.",
            State.UNCLEAR: f"{approved}; whether it took effect cannot be known.",
            State.REJECTED: f"it was rejected{by}.",
            State.WITHDRAWN: "it was withdrawn.",
            State.EXPIRED: "it expired before anybody decided.",
        }
        return sentences[self.state]
