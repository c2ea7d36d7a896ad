"""Jobs that were started elsewhere, and the names of those who ask and decide."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "job_watch",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=True),
        sa.Column("looked_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "account_id", name=op.f("pk_job_watch")),
    )
    op.add_column("notice", sa.Column("elsewhere", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "change_request", sa.Column("requester_name", sa.String(), nullable=False, server_default="")
    )
    op.add_column("approval_vote", sa.Column("person_name", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("approval_vote", "person_name")
    op.drop_column("change_request", "requester_name")
    op.drop_column("notice", "elsewhere")
    op.drop_table("job_watch")
