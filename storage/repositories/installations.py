"""The verbs of installations: begin one, come back once, keep it, find what has changed, revoke it."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from storage.models.installations import InstallationRow, InstallStateRow
from storage.repositories.statements import changed, insert_unless_known


class InstallationRepository:
    """Workspaces that installed Callboard by OAuth."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self, state: InstallStateRow) -> None:
        """Remember with what a browser was sent to Slack."""
        insert_unless_known(self._session, InstallStateRow, **state.model_dump())

    def take_state(self, state: str, browser: str, now: datetime) -> bool:
        """Use up what this browser was sent with; False when it is unknown, used, too old, or another's."""
        mine = (
            col(InstallStateRow.state) == state,
            col(InstallStateRow.browser) == browser,
            col(InstallStateRow.expires_at) > now,
        )
        return changed(self._session, delete(InstallStateRow).where(*mine)) == 1

    def forget_states(self, now: datetime) -> int:
        """Delete what is too old to come back with; how many."""
        return changed(self._session, delete(InstallStateRow).where(col(InstallStateRow.expires_at) <= now))

    def keep(self, installation: InstallationRow) -> None:
        """Keep a workspace, in place of what was known of it."""
        values = installation.model_dump()
        if insert_unless_known(self._session, InstallationRow, **values):
            return
        mine = col(InstallationRow.team_id) == values.pop("team_id")
        values["revision"] = InstallationRow.revision + 1
        changed(self._session, update(InstallationRow).where(mine).values(values))

    def get(self, team_id: str) -> InstallationRow | None:
        """One workspace that has not taken Callboard out."""
        query = select(InstallationRow).where(col(InstallationRow.team_id) == team_id, _is_active())
        return self._session.scalars(query).first()

    def list(self) -> list[InstallationRow]:
        """All workspaces, also those that took Callboard out, in the order in which they installed it."""
        return [*self._session.scalars(select(InstallationRow).order_by(col(InstallationRow.installed_at)))]

    def revisions(self) -> dict[str, int]:
        """How often each workspace that has it installed Callboard; nothing is decrypted for that."""
        query = select(InstallationRow.team_id, InstallationRow.revision).where(_is_active())
        rows = self._session.execute(query.order_by(col(InstallationRow.installed_at)))
        return {row.team_id: row.revision for row in rows}

    def revoke(self, team_id: str, revision: int, now: datetime) -> bool:
        """Note that a workspace took Callboard out, and delete its token.

        False when that was known, or when it has installed Callboard anew since that revision.
        """
        mine = (col(InstallationRow.team_id) == team_id, col(InstallationRow.revision) == revision)
        statement = update(InstallationRow).where(*mine, _is_active())
        return changed(self._session, statement.values(bot_token=None, revoked_at=now)) == 1


def _is_active() -> ColumnElement[bool]:
    return col(InstallationRow.revoked_at).is_(None)
