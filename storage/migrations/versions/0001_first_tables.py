"""The first tables: inbox, outbox, change requests, roles, audit, occurrences."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _column(
    name: str, type_: sa.types.TypeEngine[Any] | None = None, *, null: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, type_ or sa.String(), nullable=null)


def _time(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UTCDateTime(), nullable=null)


def upgrade() -> None:
    _create_inbox()
    _create_outbox()
    _create_change_requests()
    _create_role_grants()
    _create_audit()
    _create_occurrences()


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        _column("id", _NUMBER),
        _column("dedupe_key"),
        _column("kind"),
        _column("body", sa.LargeBinary()),
        _time("received_at"),
        _column("state"),
        _column("owner"),
        _time("lease_until", null=True),
        _column("attempt", sa.Integer()),
        _time("finished_at", null=True),
        _column("note"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_inbox_dedupe_key")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index("ix_inbox_open", "inbox", ["lease_until"], sqlite_where=is_open, postgresql_where=is_open)


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        _column("seq", _NUMBER),
        _column("id"),
        _column("team_id"),
        _column("dedupe_key"),
        _column("channel"),
        _column("thread_key", null=True),
        _column("text"),
        _column("blocks", sa.JSON()),
        _column("revision", sa.Integer()),
        _column("sent_revision", sa.Integer()),
        _column("state"),
        _column("channel_id"),
        _column("ts"),
        _column("attempt", sa.Integer()),
        _column("owner"),
        _time("lease_until", null=True),
        _column("fencing", sa.Integer()),
        _time("not_before", null=True),
        _time("first_try_at", null=True),
        _time("tried_at", null=True),
        _time("sweep_after", null=True),
        _column("last_outcome"),
        _column("last_error"),
        _time("pending_since"),
        _time("created_at"),
        _time("updated_at"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
        sa.UniqueConstraint("team_id", "dedupe_key", name=op.f("uq_outbox_team_id_dedupe_key")),
    )
    pending, sweep = sa.text("state = 'pending'"), sa.text("sweep_after IS NOT NULL")
    in_order = ["team_id", "channel", "seq"]
    op.create_index("ix_outbox_pending", "outbox", in_order, sqlite_where=pending, postgresql_where=pending)
    op.create_index("ix_outbox_tried", "outbox", ["team_id", "channel", "tried_at"])
    op.create_index("ix_outbox_sweep", "outbox", ["sweep_after"], sqlite_where=sweep, postgresql_where=sweep)


def _create_change_requests() -> None:
    op.create_table(
        "change_request",
        *map(_column, ("id", "team_id", "command_path")),
        _column("args", sa.JSON()),
        *map(
            _column, ("item_kind", "item_id", "item_name", "summary", "state_before", "effect_words", "link")
        ),
        _column("before", sa.JSON()),
        *map(_column, ("fingerprint", "requester_id", "reason", "channel_id", "state")),
        _column("needed", sa.Integer()),
        _time("created_at"),
        _time("expires_at"),
        _time("not_before", null=True),
        _column("decided_by"),
        _time("decided_at", null=True),
        _column("decision_note"),
        _time("started_at", null=True),
        _time("finished_at", null=True),
        _column("checks", sa.Integer()),
        _time("next_check_at", null=True),
        _column("outcome_note"),
        _column("changed", sa.JSON(), null=True),
        *map(_column, ("card_key", "replaces", "owner")),
        _time("lease_until", null=True),
        _column("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    is_open = sa.text("state IN ('waiting', 'approved', 'executing', 'unknown')")
    op.create_index(
        "uq_change_request_one_open_per_item",
        "change_request",
        ["team_id", "command_path", "item_kind", "item_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_change_request_state", "change_request", ["state", "expires_at"])
    op.create_index("ix_change_request_team_created", "change_request", ["team_id", "created_at"])
    op.create_table(
        "approval_vote",
        *map(_column, ("request_id", "person_id", "verdict")),
        _time("at"),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_approval_vote")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["change_request.id"], name=op.f("fk_approval_vote_request_id_change_request")
        ),
    )


def _create_role_grants() -> None:
    op.create_table(
        "role_grant",
        *map(_column, ("team_id", "subject_id")),
        _column("role", sa.Integer()),
        _column("granted_by"),
        _time("granted_at"),
        sa.PrimaryKeyConstraint("team_id", "subject_id", name=op.f("pk_role_grant")),
    )


def _create_audit() -> None:
    op.create_table(
        "audit_record",
        _column("team_id"),
        _column("seq", sa.Integer()),
        _column("id"),
        _time("at"),
        *map(
            _column,
            ("actor_id", "source", "action", "effect", "verdict", "item_kind", "item_id", "item_name"),
        ),
        _column("arguments", sa.JSON()),
        *map(_column, ("rule", "detail", "request_id", "channel_id", "message_ts", "prev_hash", "hash")),
        sa.PrimaryKeyConstraint("team_id", "seq", name=op.f("pk_audit_record")),
        sa.UniqueConstraint("id", name=op.f("uq_audit_record_id")),
    )
    op.create_index("ix_audit_record_actor", "audit_record", ["team_id", "actor_id", "seq"])
    op.create_index("ix_audit_record_item", "audit_record", ["team_id", "item_kind", "item_id", "seq"])
    op.create_index("ix_audit_record_request", "audit_record", ["team_id", "request_id"])
    op.create_table(
        "audit_head",
        _column("team_id"),
        _column("seq", sa.Integer()),
        _column("hash"),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_audit_head")),
    )


def _create_occurrences() -> None:
    op.create_table(
        "occurrence",
        _column("schedule_id"),
        _time("due_at"),
        _column("claimed_by"),
        _time("claimed_at"),
        sa.PrimaryKeyConstraint("schedule_id", "due_at", name=op.f("pk_occurrence")),
    )


def downgrade() -> None:
    for table in (
        "occurrence",
        "audit_head",
        "audit_record",
        "role_grant",
        "approval_vote",
        "change_request",
        "outbox",
        "inbox",
    ):
        op.drop_table(table)
