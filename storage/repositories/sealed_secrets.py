"""The verbs of sealed secrets: kept, read by one person, thrown away."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.models.sealed_secrets import SealedSecretRow
from storage.repositories.statements import changed, insert_unless_known


class SealedSecretRepository:
    """New secrets that nobody has looked at yet."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def seal(self, secret: SealedSecretRow) -> None:
        """Keep a secret; one of the same request stays as it is."""
        insert_unless_known(self._session, SealedSecretRow, **secret.model_dump())

    def get(self, team_id: str, user_id: str, request_id: str) -> SealedSecretRow | None:
        """The secret of this request, if it waits for this person."""
        query = select(SealedSecretRow).where(
            col(SealedSecretRow.request_id) == request_id,
            col(SealedSecretRow.team_id) == team_id,
            col(SealedSecretRow.user_id) == user_id,
        )
        return self._session.scalars(query).first()

    def throw_away(self, request_id: str) -> bool:
        """Delete the secret of this request; False when somebody did before."""
        statement = delete(SealedSecretRow).where(col(SealedSecretRow.request_id) == request_id)
        return changed(self._session, statement) == 1

    def sealed_before(self, before: datetime) -> list[SealedSecretRow]:
        """Those sealed before then, oldest first."""
        query = select(SealedSecretRow).where(col(SealedSecretRow.sealed_at) < before)
        return [*self._session.scalars(query.order_by(col(SealedSecretRow.sealed_at)))]
