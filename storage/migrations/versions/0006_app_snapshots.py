"""App statistics: apps, takes, readings, and the warnings that are raised from them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0006"
down_revision: str | None = "0005"
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
    _create_apps()
    _create_takes()
    _create_readings()
    _create_warnings()


def _create_apps() -> None:
    op.create_table(
        "snapshot_app",
        _column("number", _NUMBER),
        *map(_column, ("account", "app_id", "name")),
        _time("unread_since", null=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_snapshot_app")),
        sa.UniqueConstraint("account", "app_id", name=op.f("uq_snapshot_app_account_app_id")),
    )


def _create_takes() -> None:
    op.create_table(
        "snapshot_take",
        _column("account"),
        _column("taken_at", sa.BigInteger()),
        _column("owner"),
        _time("lease_until"),
        _time("finished_at", null=True),
        _column("app_count", sa.Integer()),
        _time("judged_at", null=True),
        sa.PrimaryKeyConstraint("account", "taken_at", name=op.f("pk_snapshot_take")),
    )


def _create_readings() -> None:
    op.create_table(
        "app_snapshot",
        _column("taken_at", sa.BigInteger()),
        sa.Column("app_number", sa.BigInteger(), autoincrement=False, nullable=False),
        *(
            _column(name, sa.BigInteger(), null=True)
            for name in ("user_count", "event_count", "last_event_at", "counted_at")
        ),
        sa.PrimaryKeyConstraint("taken_at", "app_number", name=op.f("pk_app_snapshot")),
        sqlite_with_rowid=False,
    )


def _create_warnings() -> None:
    is_open = sa.text("cleared_at IS NULL")
    op.create_table(
        "raised_warning",
        *map(_column, ("key", "topic", "account", "subject")),
        _time("raised_at"),
        _time("cleared_at", null=True),
        _column("cleared_because"),
        _column("facts", sa.JSON()),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_raised_warning")),
    )
    op.create_index(
        "uq_raised_warning_one_open_per_subject",
        "raised_warning",
        ["topic", "account", "subject"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_raised_warning_cleared", "raised_warning", ["cleared_at"])


def downgrade() -> None:
    for table in ("raised_warning", "app_snapshot", "snapshot_take", "snapshot_app"):
        op.drop_table(table)
