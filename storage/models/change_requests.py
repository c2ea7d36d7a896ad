"""The tables of changes that wait for a second person, and of what the people said."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from storage.column_types import EncryptedText
from storage.models.rows import Row


class RequestState(StrEnum):
    """Where a change request stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    EXECUTING = "executing"
    UNKNOWN = "unknown"
    """It was carried out, perhaps: the answer was lost, and the item is being looked at."""
    DONE = "done"
    FAILED = "failed"
    CHANGED = "changed"
    """The item was edited in between, so nothing was done."""
    UNCLEAR = "unclear"
    """It was carried out, perhaps, and no read can tell."""
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


OPEN_STATES = (RequestState.WAITING, RequestState.APPROVED, RequestState.EXECUTING, RequestState.UNKNOWN)

_OPEN = "state IN ('waiting', 'approved', 'executing', 'unknown')"
_OPEN_AT_ONCE, _OPEN_TIMED = (
    text(f"not_before IS NULL AND {_OPEN}"),
    text(f"not_before IS NOT NULL AND {_OPEN}"),
)


class ChangeRequestRow(Row, table=True):
    """One change that somebody asked for. `id` is short enough to be said aloud."""

    __tablename__ = "change_request"
    __table_args__: ClassVar = (
        Index(
            "uq_change_request_one_open_per_item",
            "team_id",
            "account_id",
            "command_path",
            "item_kind",
            "item_id",
            unique=True,
            sqlite_where=_OPEN_AT_ONCE,
            postgresql_where=_OPEN_AT_ONCE,
        ),
        Index(
            "uq_change_request_one_open_per_item_and_time",
            "team_id",
            "account_id",
            "command_path",
            "item_kind",
            "item_id",
            "not_before",
            unique=True,
            sqlite_where=_OPEN_TIMED,
            postgresql_where=_OPEN_TIMED,
        ),
        Index("ix_change_request_state", "state", "expires_at"),
        Index("ix_change_request_team_created", "team_id", "created_at"),
    )

    id: str = Field(primary_key=True)
    team_id: str
    command_path: str
    args: dict[str, Any] = Field(sa_type=JSON)
    item_kind: str
    item_id: str
    item_name: str
    summary: str
    """What is asked for, as a phrase."""
    state_before: str = ""
    """How the item was when it was asked, in a word."""
    effect_words: str = ""
    """What will change, in a sentence."""
    link: str = ""
    """Where a person can look at the item."""
    before: dict[str, Any] = Field(sa_type=JSON)
    """The significant fields of the item as they were read when it was asked."""
    fingerprint: str
    requester_id: str
    requester_name: str = ""
    """What they were called when they asked, for where nobody is to be called."""
    reason: str = ""
    channel_id: str = ""
    state: str = RequestState.WAITING
    needed: int = 1
    created_at: datetime
    expires_at: datetime
    not_before: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    decision_note: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    checks: int = 0
    next_check_at: datetime | None = None
    outcome_note: str = ""
    changed: list[str] | None = Field(default=None, sa_type=JSON)
    """Which fields turned out to be different, when the state is `changed`."""
    card_key: str = ""
    replaces: str = ""
    secret_args: str | None = Field(default=None, sa_type=EncryptedText)
    """The arguments that are secret, as JSON."""
    is_removal: bool = False
    """Whether it is done when the item is gone."""
    job_id: str = ""
    """Of the vendor's job that carries on with it."""
    account_id: str = ""
    """Of which of the vendor's accounts it is about."""
    account: str = ""
    """How people called that account, where there was more than one."""
    has_secret: bool = False
    """Whether it brought forth a secret that nobody has looked at yet."""
    tags: list[str] | None = Field(default=None, sa_type=JSON)
    """The ids of the item's tags when it was asked."""
    rule: str = ""
    """The rule that held it back when anybody looked last."""
    reminders: int = 0
    until: datetime | None = None
    """When its counterpart is due."""
    counterpart: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    zone: str = "UTC"
    """The time zone of the person who asked."""
    follows: str = ""
    """The request whose counterpart this is."""
    owner: str = ""
    lease_until: datetime | None = None
    version: int = 1


class ApprovalVoteRow(Row, table=True):
    """What one person said about one change request; each person speaks once."""

    __tablename__ = "approval_vote"

    request_id: str = Field(primary_key=True, foreign_key="change_request.id")
    person_id: str = Field(primary_key=True)
    person_name: str = ""
    verdict: str
    at: datetime
