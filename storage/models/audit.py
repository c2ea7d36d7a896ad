"""The tables of the audit log: its records, each chained to the one before, and the end of each chain."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlmodel import Field

from storage.models.rows import Row


class AuditRow(Row, table=True):
    """One thing that somebody did, or was refused. Never changed after it is written."""

    __tablename__ = "audit_record"
    __table_args__: ClassVar = (
        Index("ix_audit_record_actor", "team_id", "actor_id", "seq"),
        Index("ix_audit_record_item", "team_id", "item_kind", "item_id", "seq"),
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
    prev_hash: str
    hash: str


class AuditHeadRow(Row, table=True):
    """The last record of a workspace's chain: without it, a cut-off end would go unnoticed."""

    __tablename__ = "audit_head"

    team_id: str = Field(primary_key=True)
    seq: int
    hash: str
