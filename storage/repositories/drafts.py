"""The verbs of drafts."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.models.drafts import DraftRow
from storage.repositories.statements import changed, insert_unless_known


class DraftRepository:
    """What people typed or filled in, and have not gone on with."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, draft: DraftRow) -> None:
        """Write a draft; one of the same id stays as it is."""
        insert_unless_known(self._session, DraftRow, **draft.model_dump())

    def get(self, team_id: str, user_id: str, id: str) -> DraftRow | None:
        """The draft of this id, if it is this person's."""
        query = select(DraftRow).where(
            col(DraftRow.id) == id, col(DraftRow.team_id) == team_id, col(DraftRow.user_id) == user_id
        )
        return self._session.scalars(query).first()

    def forget(self, before: datetime) -> int:
        """Delete those made before then; how many."""
        return changed(self._session, delete(DraftRow).where(col(DraftRow.created_at) < before))
