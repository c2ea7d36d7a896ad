"""Rules of the policy; of a request: its rule, its tags, reminders, and the times that it keeps to."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPEN = "state IN ('waiting', 'approved', 'executing', 'unknown')"
_ITEM = ("team_id", "account_id", "command_path", "item_kind", "item_id")
_AT_ONCE, _TIMED = "uq_change_request_one_open_per_item", "uq_change_request_one_open_per_item_and_time"


def _new_columns() -> tuple[sa.Column[Any], ...]:
    """Rows that stand already get what their defaults say."""
    return (
        sa.Column("tags", sa.JSON(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False, server_default=""),
        sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("until", UTCDateTime(), nullable=True),
        sa.Column("counterpart", sa.JSON(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False, server_default="UTC"),
        sa.Column("follows", sa.String(), nullable=False, server_default=""),
    )


def _one_open(name: str, columns: Sequence[str], where: str) -> None:
    clause = sa.text(where)
    op.create_index(
        name, "change_request", list(columns), unique=True, sqlite_where=clause, postgresql_where=clause
    )


def upgrade() -> None:
    for column in _new_columns():
        op.add_column("change_request", column)
    op.drop_index(_AT_ONCE, "change_request")
    _one_open(_AT_ONCE, _ITEM, f"not_before IS NULL AND {_OPEN}")
    _one_open(_TIMED, (*_ITEM, "not_before"), f"not_before IS NOT NULL AND {_OPEN}")
    op.create_table(
        "policy_rule",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "name", name=op.f("pk_policy_rule")),
    )


def downgrade() -> None:
    op.drop_table("policy_rule")
    op.drop_index(_TIMED, "change_request")
    op.drop_index(_AT_ONCE, "change_request")
    for column in _new_columns():
        op.drop_column("change_request", column.name)
    _one_open(_AT_ONCE, _ITEM, _OPEN)
