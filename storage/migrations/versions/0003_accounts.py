"""Accounts of the vendors, the account of a channel, roles in one account, the account of a request."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _create_accounts()
    _create_channel_accounts()
    _create_role_grants()
    with op.batch_alter_table("change_request") as table:
        table.add_column(sa.Column("account_id", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("account", sa.String(), nullable=False, server_default=""))
        table.drop_index("uq_change_request_one_open_per_item")
    _index_open_requests(["team_id", "account_id", "command_path", "item_kind", "item_id"])


def _create_accounts() -> None:
    op.create_table(
        "account",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "team_id", "vendor", "label")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("external_id", "region")),
        sa.Column("credentials", sa.LargeBinary(), nullable=True),
        sa.Column("is_production", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("removed_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", "team_id", name=op.f("pk_account")),
    )
    there = sa.text("removed_at IS NULL")
    op.create_index(
        "uq_account_label",
        "account",
        ["team_id", "vendor", "label"],
        unique=True,
        sqlite_where=there,
        postgresql_where=there,
    )


def _create_channel_accounts() -> None:
    names = ("team_id", "channel_id", "vendor", "account_id", "chosen_by")
    op.create_table(
        "channel_account",
        *(sa.Column(name, sa.String(), nullable=False) for name in names),
        sa.Column("chosen_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "channel_id", "vendor", name=op.f("pk_channel_account")),
    )


def _create_role_grants() -> None:
    """The key of grants grows by the account, so the table is made anew; grants so far hold in all accounts."""
    op.rename_table("role_grant", "role_grant_before")
    _role_grants("role_grant_in_account", ["team_id", "subject_id", "account_id"])
    op.execute(
        "INSERT INTO role_grant_in_account (team_id, subject_id, account_id, role, granted_by, granted_at) "
        "SELECT team_id, subject_id, '', role, granted_by, granted_at FROM role_grant_before"
    )
    op.drop_table("role_grant_before")
    op.rename_table("role_grant_in_account", "role_grant")


def _role_grants(name: str, key: Sequence[str]) -> None:
    op.create_table(
        name,
        *(sa.Column(column, sa.String(), nullable=False) for column in key),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("granted_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )


def _index_open_requests(columns: Sequence[str]) -> None:
    is_open = sa.text("state IN ('waiting', 'approved', 'executing', 'unknown')")
    op.create_index(
        "uq_change_request_one_open_per_item",
        "change_request",
        list(columns),
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    with op.batch_alter_table("change_request") as table:
        table.drop_index("uq_change_request_one_open_per_item")
        table.drop_column("account")
        table.drop_column("account_id")
    _index_open_requests(["team_id", "command_path", "item_kind", "item_id"])
    op.rename_table("role_grant", "role_grant_before")
    _role_grants("role_grant_everywhere", ["team_id", "subject_id"])
    op.execute(
        "INSERT INTO role_grant_everywhere (team_id, subject_id, role, granted_by, granted_at) "
        "SELECT team_id, subject_id, role, granted_by, granted_at FROM role_grant_before WHERE account_id = ''"
    )
    op.drop_table("role_grant_before")
    op.rename_table("role_grant_everywhere", "role_grant")
    op.drop_table("channel_account")
    op.drop_table("account")
