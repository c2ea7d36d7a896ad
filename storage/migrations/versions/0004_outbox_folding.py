"""The outbox: what goes first, bursts and parts, pauses that Slack asks for, channels that are dead."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WHERE = {
    "ix_outbox_pending": "state = 'pending'",
    "ix_outbox_edits": "state = 'pending' AND ts <> ''",
    "ix_outbox_held": "owner <> ''",
    "ix_outbox_not_sent": "state <> 'sent'",
    "ix_outbox_folded": "folded_into IS NOT NULL",
}


def _new_columns() -> tuple[sa.Column[Any], ...]:
    """Rows that stand already get what their defaults say."""
    return (
        sa.Column("rank", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("responsible_id", sa.String(), nullable=False, server_default=""),
        sa.Column("parts", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("fold_line", sa.String(), nullable=False, server_default=""),
        sa.Column("folded_into", sa.String(), nullable=True),
    )


def _index(name: str, *columns: str) -> None:
    where = sa.text(_WHERE[name])
    op.create_index(name, "outbox", list(columns), sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    for column in _new_columns():
        op.add_column("outbox", column)
    op.drop_index("ix_outbox_pending", "outbox")
    _index("ix_outbox_pending", "team_id", "channel", "rank", "seq")
    _index("ix_outbox_edits", "seq")
    _index("ix_outbox_held", "team_id", "channel")
    _index("ix_outbox_not_sent", "state", "pending_since")
    _index("ix_outbox_folded", "folded_into")
    op.create_table(
        "outbox_pause",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "method", "channel", name=op.f("pk_outbox_pause")),
    )
    op.create_table(
        "dead_channel",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("tell_at", UTCDateTime(), nullable=True),
        sa.Column("try_again_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "channel", name=op.f("pk_dead_channel")),
    )


def downgrade() -> None:
    op.drop_table("dead_channel")
    op.drop_table("outbox_pause")
    for name in _WHERE:
        op.drop_index(name, "outbox")
    for column in _new_columns():
        op.drop_column("outbox", column.name)
    _index("ix_outbox_pending", "team_id", "channel", "seq")
