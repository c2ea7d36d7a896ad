"""Of an audit record: its account and what the API answered; indexes for searching; checkpoints of pruning."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_RECORD, _OLD_INDEX = "audit_record", "ix_audit_record_item"
_INDEXES = {
    "ix_audit_record_item_id": ["team_id", "item_id", "seq"],
    "ix_audit_record_item_name": ["team_id", "item_name", "seq"],
    "ix_audit_record_at": ["team_id", "at", "seq"],
    "ix_audit_record_said": ["team_id", "seq", "verdict", "source", "account", "item_kind", "action"],
}


def upgrade() -> None:
    op.add_column(_RECORD, sa.Column("account", sa.String(), nullable=True))
    op.add_column(_RECORD, sa.Column("api", sa.JSON(none_as_null=True), nullable=True))
    op.drop_index(_OLD_INDEX, _RECORD)
    for name, columns in _INDEXES.items():
        op.create_index(name, _RECORD, columns)
    op.create_table(
        "audit_checkpoint",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("pruned_at", UTCDateTime(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_audit_checkpoint")),
    )


def downgrade() -> None:
    op.drop_table("audit_checkpoint")
    for name in _INDEXES:
        op.drop_index(name, _RECORD)
    op.create_index(_OLD_INDEX, _RECORD, ["team_id", "item_kind", "item_id", "seq"])
    op.drop_column(_RECORD, "api")
    op.drop_column(_RECORD, "account")
