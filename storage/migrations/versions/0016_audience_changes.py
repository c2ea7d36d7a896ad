"""That the readers of a channel changed is known to every process."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audience_change",
        sa.Column("seq", _NUMBER, nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audience_change")),
    )
    op.create_index("ix_audience_change_changed_at", "audience_change", ["changed_at"])
    op.create_index("ix_audience_change_place", "audience_change", ["team_id", "place", "seq"])


def downgrade() -> None:
    op.drop_table("audience_change")
