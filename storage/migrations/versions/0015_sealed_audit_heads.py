"""The end of each audit log is sealed with the encryption keys, which are not in the database."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import context, op

from storage.audit_chain import seal_words

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("audit_head", sa.Column("seal", sa.LargeBinary(), nullable=True))
    cipher, connection = context.config.attributes["cipher"], op.get_bind()
    heads = connection.execute(sa.text("SELECT team_id, seq, hash FROM audit_head")).all()
    for team_id, seq, end in heads:
        connection.execute(
            sa.text("UPDATE audit_head SET seal = :seal WHERE team_id = :of"),
            {"seal": cipher.encrypt(seal_words(team_id, seq, end).encode()), "of": team_id},
        )


def downgrade() -> None:
    op.drop_column("audit_head", "seal")
