"""The tables of the audit log: its records, each chained to the one before, and the end of each chain."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlmodel import Field

from storage.column_types import EncryptedText
from storage.models.rows import Row

SAID = ("verdict", "source", "account", "item_kind", "action")
"""What has few values, so that many records share each: searched by walking an index that holds them all."""


class AuditRow(Row, table=True):
    """One thing that somebody did, or was refused. Never changed after it is written."""

    __tablename__ = "audit_record"
    __table_args__: ClassVar = (
        Index("ix_audit_record_actor", "team_id", "actor_id", "seq"),
        Index("ix_audit_record_item_id", "team_id", "item_id", "seq"),
        Index("ix_audit_record_item_name", "team_id", "item_name", "seq"),
        Index("ix_audit_record_at", "team_id", "at", "seq"),
        Index("ix_audit_record_said", "team_id", "seq", *SAID),
        Index("ix_audit_record_request", "team_id", "request_id"),
    )

    team_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    """1, 2, 3 … within the workspace, without a gap."""
    id: str = Field(unique=True)
    at: datetime
    actor_id: str
    source: str
    action: str
    effect: str = ""
    verdict: str
    item_kind: str = ""
    item_id: str = ""
    item_name: str = ""
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    rule: str = ""
    detail: str = ""
    request_id: str = ""
    channel_id: str = ""
    message_ts: str = ""
    account: str | None = None
    """Vendor and id of the account that it was about. Like all that may be None, it came later than the first
    records: what is None is left out of the hash, so those still verify."""
    api: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    """What the vendor answered to the calls that were made."""
    prev_hash: str
    hash: str


class AuditHeadRow(Row, table=True):
    """The last record of a workspace's chain: without it, a cut-off end would go unnoticed."""

    __tablename__ = "audit_head"

    team_id: str = Field(primary_key=True)
    seq: int
    hash: str
    seal: str | None = Field(default=None, sa_type=EncryptedText)
    """The same under the encryption key: who can write to the database alone cannot make another end of it."""


class AuditCheckpointRow(Row, table=True):
    """The last record that was pruned: the rest of the chain follows from it."""

    __tablename__ = "audit_checkpoint"

    team_id: str = Field(primary_key=True)
    seq: int
    hash: str
    pruned_at: datetime
    removed: int
    """How many records have been pruned so far."""
