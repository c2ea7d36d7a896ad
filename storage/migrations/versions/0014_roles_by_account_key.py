"""Roles in one account name it by its vendor and id: the settings may give one of each vendor, with the same id."""

from collections.abc import Sequence

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "UPDATE role_grant SET account_id = "
        "(SELECT vendor || ':' || id FROM account WHERE account.id = role_grant.account_id) "
        "WHERE account_id IN (SELECT id FROM account)"
    )
    # What was granted in an account of the settings has held in both until now.
    op.execute(
        "INSERT INTO role_grant (team_id, subject_id, account_id, role, granted_by, granted_at) "
        "SELECT team_id, subject_id, 'appizer:environment', role, granted_by, granted_at "
        "FROM role_grant WHERE account_id = 'environment'"
    )
    op.execute("UPDATE role_grant SET account_id = 'appcues:environment' WHERE account_id = 'environment'")


def downgrade() -> None:
    op.execute("DELETE FROM role_grant WHERE account_id = 'appizer:environment'")
    # Both names of vendors have seven letters.
    op.execute("UPDATE role_grant SET account_id = substr(account_id, 9) WHERE account_id LIKE 'app%:%'")
