"""The verbs of file passes: Slack showed somebody a file; where; forget it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.models.file_passes import FilePassRow
from storage.repositories.statements import changed, insert_unless_known


class FilePassRepository:
    """Files that were shown to people."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def give(self, passes: Iterable[FilePassRow]) -> None:
        """Write down that files were shown; what is known already stays as it is."""
        for each in passes:
            insert_unless_known(self._session, FilePassRow, **each.model_dump())

    def channels(self, team_id: str, user_id: str, file_id: str) -> list[str]:
        """The channels in which this person was shown this file."""
        query = select(FilePassRow.channel_id).where(
            col(FilePassRow.team_id) == team_id,
            col(FilePassRow.user_id) == user_id,
            col(FilePassRow.file_id) == file_id,
        )
        return [*self._session.scalars(query)]

    def forget(self, before: datetime) -> int:
        """Delete what is older; how many."""
        return changed(self._session, delete(FilePassRow).where(col(FilePassRow.given_at) < before))
