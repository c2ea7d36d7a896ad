"""Schedules, and occurrences as units of work with a lease."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _column(
    name: str, type_: sa.types.TypeEngine[Any] | None = None, *, null: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, type_ or sa.String(), nullable=null)


def _time(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UTCDateTime(), nullable=null)


def upgrade() -> None:
    _create_schedules()
    op.drop_table("occurrence")  # nothing has ever written to it in its first form
    _create_occurrences()


def _create_schedules() -> None:
    op.create_table(
        "schedule",
        *map(_column, ("id", "team_id", "kind", "subject")),
        _column("payload", sa.JSON()),
        *map(_column, ("recurrence", "zone", "late_rule")),
        _column("grace_seconds", sa.Integer()),
        _time("next_due_at", null=True),
        _time("paused_at", null=True),
        _time("paused_until", null=True),
        _column("revision", sa.Integer()),
        _column("created_by"),
        _time("created_at"),
        _time("updated_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    is_due = sa.text("next_due_at IS NOT NULL")
    op.create_index(
        "ix_schedule_due", "schedule", ["next_due_at"], sqlite_where=is_due, postgresql_where=is_due
    )
    op.create_index("ix_schedule_team", "schedule", ["team_id", "kind", "subject"])


def _create_occurrences() -> None:
    op.create_table(
        "occurrence",
        _column("schedule_id"),
        _time("due_at"),
        *map(_column, ("team_id", "kind", "state", "owner")),
        _time("lease_until", null=True),
        _column("attempt", sa.Integer()),
        _time("claimed_at"),
        _time("finished_at", null=True),
        _column("note"),
        sa.PrimaryKeyConstraint("schedule_id", "due_at", name=op.f("pk_occurrence")),
    )
    is_open = sa.text("state = 'claimed'")
    op.create_index(
        "ix_occurrence_open", "occurrence", ["schedule_id"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("ix_occurrence_due_at", "occurrence", ["due_at"])


def downgrade() -> None:
    op.drop_table("occurrence")
    op.drop_table("schedule")
    op.create_table(
        "occurrence",
        _column("schedule_id"),
        _time("due_at"),
        _column("claimed_by"),
        _time("claimed_at"),
        sa.PrimaryKeyConstraint("schedule_id", "due_at", name=op.f("pk_occurrence")),
    )
