"""Drafts, recent answers, sealed secrets; change requests may hold secrets and lead to jobs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _create_drafts()
    _create_recent_answers()
    _create_sealed_secrets()
    with op.batch_alter_table("change_request") as table:
        table.add_column(sa.Column("secret_args", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("is_removal", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("job_id", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("has_secret", sa.Boolean(), nullable=False, server_default=sa.false()))


def _create_drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("command_path", sa.String(), nullable=False),
        sa.Column("arguments", sa.LargeBinary(), nullable=False),
        sa.Column("is_reviewed", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_created_at"), "draft", ["created_at"])


def _create_recent_answers() -> None:
    op.create_table(
        "recent_answer",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("delivery_key", sa.String(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_recent_answer")),
    )
    op.create_index(op.f("ix_recent_answer_asked_at"), "recent_answer", ["asked_at"])


def _create_sealed_secrets() -> None:
    op.create_table(
        "sealed_secret",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_sealed_secret")),
    )
    op.create_index(op.f("ix_sealed_secret_sealed_at"), "sealed_secret", ["sealed_at"])


def downgrade() -> None:
    with op.batch_alter_table("change_request") as table:
        table.drop_column("has_secret")
        table.drop_column("job_id")
        table.drop_column("is_removal")
        table.drop_column("secret_args")
    for table_name in ("sealed_secret", "recent_answer", "draft"):
        op.drop_table(table_name)
