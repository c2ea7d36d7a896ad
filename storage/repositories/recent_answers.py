"""The verbs of recent answers: begin a line unless it is the one before again, finish it, forget it."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from storage.models.recent_answers import RecentAnswerRow
from storage.repositories.statements import changed, insert_unless_known


class RecentAnswerRepository:
    """What each person typed last."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(
        self, person: str, line: str, delivery_key: str, now: datetime, since: datetime
    ) -> RecentAnswerRow | None:
        """Take the line as the person's last one; if that was the same, typed after `since`, it instead."""
        is_another = (col(RecentAnswerRow.line) != line) | (col(RecentAnswerRow.asked_at) <= since)
        changed(
            self._session, delete(RecentAnswerRow).where(col(RecentAnswerRow.person) == person, is_another)
        )
        values = {"line": line, "delivery_key": delivery_key, "asked_at": now, "answer": None}
        if insert_unless_known(self._session, RecentAnswerRow, person=person, **values):
            return None
        query = select(RecentAnswerRow).where(col(RecentAnswerRow.person) == person)
        earlier = self._session.scalars(query).first()
        return earlier if earlier and earlier.delivery_key != delivery_key else None

    def finish(self, person: str, delivery_key: str, answer: str) -> None:
        """Keep what the line was answered with."""
        statement = update(RecentAnswerRow).where(*_of(person, delivery_key))
        changed(self._session, statement.values(answer=answer))

    def take_back(self, person: str, delivery_key: str) -> None:
        """Forget the line: it came to nothing, and may be typed again."""
        changed(self._session, delete(RecentAnswerRow).where(*_of(person, delivery_key)))

    def forget_answered(self, beginning: str, besides: str) -> None:
        """Forget what was answered to all whose keys begin so, but for one: somebody has done something since."""
        is_other = col(RecentAnswerRow.person) != besides
        is_theirs = col(RecentAnswerRow.person).startswith(beginning, autoescape=True)
        answered = col(RecentAnswerRow.answer).is_not(None)
        changed(self._session, delete(RecentAnswerRow).where(is_theirs, is_other, answered))

    def forget_person(self, person: str) -> None:
        """Forget the person's last line: they have done something else since."""
        changed(self._session, delete(RecentAnswerRow).where(col(RecentAnswerRow.person) == person))

    def forget(self, before: datetime) -> int:
        """Delete those typed before then; how many."""
        return changed(self._session, delete(RecentAnswerRow).where(col(RecentAnswerRow.asked_at) < before))


def _of(person: str, delivery_key: str) -> tuple[ColumnElement[bool], ...]:
    return col(RecentAnswerRow.person) == person, col(RecentAnswerRow.delivery_key) == delivery_key
