"""The table of messages: each row is what one message in Slack should look like."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.models.rows import Row, RowNumber

_PENDING = text("state = 'pending'")
_EDITS = text("state = 'pending' AND ts <> ''")
_HELD = text("owner <> ''")
_NOT_SENT = text("state <> 'sent'")
_FOLDED = text("folded_into IS NOT NULL")
_SWEEP = text("sweep_after IS NOT NULL")


class OutboxState(StrEnum):
    """Where a message stands."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"
    """Slack refuses the message itself."""
    PARKED = "parked"
    """The channel or the token is at fault: kept until a person has mended it."""
    FOLDED = "folded"
    """It is told in the message of the row that `folded_into` names, as soon as that one is posted."""


class OutboxRank(IntEnum):
    """What goes first where several messages are due."""

    AWAITED = 0
    """Somebody waits for it."""
    NEWS = 1
    TIMELY = 2
    """It speaks of its moment, and is of no use later: a digest."""


class LastOutcome(StrEnum):
    """How the last attempt ended, as far as is known."""

    NONE = ""
    CLAIMED = "claimed"
    """Somebody claimed it and never told how it ended: it may have been posted."""
    UNKNOWN = "unknown"
    """Slack gave no usable answer: it may have been posted."""
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    OK = "ok"


class OutboxRow(Row, table=True):
    """One message. `seq` is the order of writing; `id` is what its metadata in Slack says."""

    __tablename__ = "outbox"
    __table_args__: ClassVar = (
        UniqueConstraint("team_id", "dedupe_key"),
        Index(
            "ix_outbox_pending",
            "team_id",
            "channel",
            "rank",
            "seq",
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index("ix_outbox_edits", "seq", sqlite_where=_EDITS, postgresql_where=_EDITS),
        Index("ix_outbox_held", "team_id", "channel", sqlite_where=_HELD, postgresql_where=_HELD),
        Index(
            "ix_outbox_not_sent", "state", "pending_since", sqlite_where=_NOT_SENT, postgresql_where=_NOT_SENT
        ),
        Index("ix_outbox_folded", "folded_into", sqlite_where=_FOLDED, postgresql_where=_FOLDED),
        Index("ix_outbox_tried", "team_id", "channel", "tried_at"),
        Index("ix_outbox_sweep", "sweep_after", sqlite_where=_SWEEP, postgresql_where=_SWEEP),
    )

    seq: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    id: str = Field(unique=True)
    team_id: str
    dedupe_key: str
    channel: str
    thread_key: str | None = None
    rank: int = OutboxRank.NEWS
    responsible_id: str = ""
    """Who is told when it cannot be delivered, besides the admins."""
    text: str
    blocks: list[Any] = Field(sa_type=JSON)
    """With no text and no blocks, nothing is to stand: what stands is taken away."""
    parts: int = 1
    """Into how many messages it was split; each further part has a row of its own."""
    fold_line: str = ""
    """The line that stands for it where a burst is told in one message; empty: it is never folded."""
    folded_into: str | None = None
    """The `id` of the row in whose message it is told."""
    revision: int = 1
    sent_revision: int = 0
    state: str = OutboxState.PENDING
    channel_id: str = ""
    """Where Slack put it: for a person's id in `channel` that is the direct conversation."""
    ts: str = ""
    attempt: int = 0
    owner: str = ""
    lease_until: datetime | None = None
    fencing: int = 0
    not_before: datetime | None = None
    """Not tried before then; of a parked one: tried again then by itself."""
    first_try_at: datetime | None = None
    tried_at: datetime | None = None
    """When it was last posted or edited; paces the channel."""
    sweep_after: datetime | None = None
    """When to look for a second copy, if there may be one."""
    last_outcome: str = LastOutcome.NONE
    last_error: str = ""
    pending_since: datetime
    """Since when it waits or is kept: when it was written, or revised after it was posted, given up or kept."""
    created_at: datetime
    updated_at: datetime
