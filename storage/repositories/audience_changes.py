"""The verbs of changed audiences: note a change, name the last one, forget old ones."""

from datetime import datetime

from sqlalchemy import bindparam, delete, func
from sqlmodel import Session, col, select

from storage.models.audience_changes import AudienceChangeRow
from storage.repositories.statements import changed

_LAST = select(func.max(AudienceChangeRow.seq)).where(
    col(AudienceChangeRow.team_id) == bindparam("team_id"), col(AudienceChangeRow.place) == bindparam("place")
)
"""Asked before each message; made once, since making it takes longer than running it."""


class AudienceChangeRepository:
    """When who reads a channel, or what a person is to the workspace, changed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, team_id: str, place: str, now: datetime) -> None:
        """It has changed."""
        self._session.add(AudienceChangeRow(team_id=team_id, place=place, changed_at=now))

    def last(self, team_id: str, place: str) -> int:
        """The number of the last change of a place, which tells it from any other; 0 without one."""
        return self._session.scalar(_LAST, {"team_id": team_id, "place": place}) or 0

    def forget(self, before: datetime) -> int:
        """Delete the changes before then; how many."""
        statement = delete(AudienceChangeRow).where(col(AudienceChangeRow.changed_at) < before)
        return changed(self._session, statement)
