"""A change that somebody asked for and somebody else has to agree to (design 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.accounts import account_of
from bot.domain.changes import Counterpart
from bot.errors import BadInput


class State(StrEnum):
    """Where a request stands.

    waiting → approved → executing → done | failed | changed | unclear | unknown → done | failed | changed
    waiting → rejected | withdrawn | expired; approved → withdrawn, as long as its time has not come
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
    tags: tuple[str, ...] = ()
    """The ids of the item's tags when it was asked."""
    rule: str = ""
    """The name of the rule that holds it back, and who may approve by it, in words."""
    approved_by: tuple[str, ...] = ()
    """Who has said yes so far, in order."""
    reminders: int = 0
    """How many times those who may approve were reminded."""
    not_before: datetime | None = None
    """When it is carried out, if not at once."""
    until: datetime | None = None
    """When its counterpart is carried out, if there is one."""
    counterpart: Counterpart | None = None
    zone: str = "UTC"
    """The time zone of the person who asked."""
    follows: str = ""
    """The id of the request whose counterpart this is."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What those who asked and decided were called then, by their ids: for where nobody is to be called."""

    @property
    def account_key(self) -> str:
        """How rules, roles and the audit name the account that it is about; empty where there is none."""
        return account_of(self.command_path, self.account_id)

    def named(self, badges: Mapping[str, str]) -> "ChangeRequest":
        """The same with its account named as it is called now; as it was called then where it is not among these."""
        return replace(self, account=badges.get(self.account_key, self.account))

    @property
    def card_key(self) -> str:
        """The outbox key of the card that stands for this request."""
        return f"change-request:{self.id}"

    @property
    def thread_key(self) -> str:
        """The outbox key of the card in whose thread all about it is told."""
        return f"change-request:{self.follows or self.id}"

    @property
    def has_card(self) -> bool:
        """Whether others get to see it: what is carried out at once and by one person has no card."""
        return bool(self.needed or self.not_before or self.until)

    @property
    def requester_name(self) -> str:
        """What the one who asked was called."""
        return self.names.get(self.requester_id, "")

    @property
    def has_enough(self) -> bool:
        """Whether as many have said yes as the rule asks for by now, which was changed: any of them may conclude it."""
        return self.state is State.WAITING and len(self.approved_by) >= max(1, self.needed)

    @property
    def is_coming(self) -> bool:
        """Whether it is decided, and its time has not come."""
        return self.state is State.APPROVED and self.not_before is not None and self.started_at is None

    @property
    def standing(self) -> str:
        """How things are with it, in a sentence for whoever comes late."""
        by = f" by <@{self.decided_by}>" if self.decided_by else ""
        approved = f"it was approved{by}" if self.needed else "it was asked for"
        under_way = f"{approved} and {'waits for its time' if self.is_coming else 'is being carried out'}."
        sentences = {
            State.WAITING: "it waits for somebody to decide.",
            State.APPROVED: under_way,
            State.EXECUTING: f"{approved} and is being carried out.",
            State.UNKNOWN: f"{approved}; whether it took effect is being checked.",
            State.DONE: f"{approved} and is done.",
            State.FAILED: f"{approved}, but could not be carried out.",
            State.CHANGED: f"{approved}, but nothing was done, since it was not as it had been agreed to.",
            State.UNCLEAR: f"{approved}; whether it took effect cannot be known.",
            State.REJECTED: f"it was rejected{by}.",
            State.WITHDRAWN: "it was withdrawn.",
            State.EXPIRED: "it expired before anybody decided.",
        }
        return sentences[self.state]


def require_the_same(standing: ChangeRequest | None, request: ChangeRequest) -> None:
    """Raises BadInput when something else is asked for, or done, about the item, so that nobody takes it for this."""
    if standing is None or _asks_for(standing) == _asks_for(request):
        return
    if not standing.needed:
        raise BadInput(
            f"Another change of “{request.item_name}” is still under way, so nothing was done.",
            "Ask again when it is settled; that takes a few minutes at most.",
        )
    wanted = ". ".join(filter(None, (standing.summary, standing.effect_words)))
    raise BadInput(
        f"Another change of “{request.item_name}” was asked for, and is still open: {wanted}",
        f"<@{standing.requester_id}> asked for it. Have it decided about or withdrawn first:"
        f" /callboard approvals show {standing.id}",
    )


def _asks_for(request: ChangeRequest) -> Mapping[str, Any]:
    """What is to be done; the reason is nothing of it."""
    return {
        name: value for name, value in {**request.arguments, **request.secrets}.items() if name != "reason"
    }
