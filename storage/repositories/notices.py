"""The verbs of notices: written once, revised, looked back at, forgotten."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from storage.models.change_requests import OPEN_STATES, ChangeRequestRow
from storage.models.followed_jobs import FollowedJobRow
from storage.models.notices import APPROVAL, NoticeRow
from storage.models.raised_warnings import RaisedWarningRow
from storage.repositories.statements import changed, insert_unless_known, storable

Notices = list[NoticeRow]


class NoticeRepository:
    """What happened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: NoticeRow) -> bool:
        """Write a fact down; False when it was known."""
        return insert_unless_known(self._session, NoticeRow, **row.model_dump())

    def hold(self, team_id: str, key: str) -> NoticeRow | None:
        """The notice of this key; nobody else changes how or where it is told until the transaction ends."""
        query = select(NoticeRow).where(col(NoticeRow.team_id) == team_id, col(NoticeRow.key) == key)
        return self._session.scalars(query.with_for_update()).first()

    def revise(self, team_id: str, key: str, **fields: Any) -> bool:
        """Change how it is told; False when there is none."""
        values = {name: storable(value) for name, value in fields.items()}
        statement = update(NoticeRow).where(col(NoticeRow.team_id) == team_id, col(NoticeRow.key) == key)
        return changed(self._session, statement.values(**values)) == 1

    def note_told(self, team_id: str, key: str, told: Mapping[str, str | None]) -> None:
        """Remember in which channels it stands."""
        self.revise(team_id, key, told=dict(told))

    def between(
        self, team_id: str, since: datetime, until: datetime, *, topics: Collection[str] = (), limit: int
    ) -> Notices:
        """What happened from `since` on and before `until`, oldest first; of all topics unless some are named."""
        query = select(NoticeRow).where(
            col(NoticeRow.team_id) == team_id, col(NoticeRow.at) >= since, col(NoticeRow.at) < until
        )
        if topics:
            query = query.where(col(NoticeRow.topic).in_(topics) | col(NoticeRow.also).in_(topics))
        order = (col(NoticeRow.at), col(NoticeRow.key))
        return [*self._session.scalars(query.order_by(*order).limit(limit))]

    def latest(self, team_id: str, since: datetime, *, topics: Collection[str], limit: int) -> Notices:
        """What happened from `since` on of these topics, newest first."""
        query = select(NoticeRow).where(
            col(NoticeRow.team_id) == team_id, col(NoticeRow.at) >= since, col(NoticeRow.topic).in_(topics)
        )
        order = (col(NoticeRow.at).desc(), col(NoticeRow.key))
        return [*self._session.scalars(query.order_by(*order).limit(limit))]

    def forget(self, before: datetime) -> int:
        """Delete what happened before then, but what has to say yet how it ended; how many.

        That are warnings that are not over, requests that are open, and jobs that are followed.
        """
        warnings = select(RaisedWarningRow.key).where(col(RaisedWarningRow.cleared_at).is_(None))
        requests = select(APPROVAL + col(ChangeRequestRow.id)).where(
            col(ChangeRequestRow.state).in_(OPEN_STATES)
        )
        jobs = select(FollowedJobRow.job_id).where(col(FollowedJobRow.ended_at).is_(None))
        is_over = (
            col(NoticeRow.key).not_in(warnings),
            col(NoticeRow.key).not_in(requests),
            (col(NoticeRow.kind) != "jobs") | col(NoticeRow.item_id).not_in(jobs),
        )
        return changed(self._session, delete(NoticeRow).where(col(NoticeRow.at) < before, *is_over))
