"""The verbs of takes: each due time is taken by one, finished once, judged once, and thinned out later."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, delete, or_, type_coerce, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage.models.snapshots import AppSnapshotRow, SnapshotAppRow, SnapshotTakeRow
from storage.repositories.statements import changed, insert_unless_known

_DAY_SECONDS = 86_400


class SnapshotTakeRepository:
    """When the apps of an account were read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(self, account: str, taken_at: datetime, owner: str, now: datetime, lease: timedelta) -> bool:
        """Take a due time, or take it over from somebody who did not finish in time; False if it is taken."""
        until = now + lease
        if insert_unless_known(
            self._session, SnapshotTakeRow, account=account, taken_at=taken_at, owner=owner, lease_until=until
        ):
            return True
        abandoned = (col(SnapshotTakeRow.finished_at).is_(None), col(SnapshotTakeRow.lease_until) <= now)
        statement = update(SnapshotTakeRow).where(*_is(account, taken_at), *abandoned)
        return changed(self._session, statement.values(owner=owner, lease_until=until)) == 1

    def is_free(self, account: str, taken_at: datetime, now: datetime) -> bool:
        """Whether `claim` has a chance; asking costs no write."""
        row = self._session.scalars(select(SnapshotTakeRow).where(*_is(account, taken_at))).first()
        return row is None or (row.finished_at is None and row.lease_until <= now)

    def release(self, account: str, taken_at: datetime, owner: str, not_before: datetime) -> bool:
        """Give a due time back, for anybody from `not_before` on; False when it was not the owner's."""
        statement = update(SnapshotTakeRow).where(*_is_held(account, taken_at, owner))
        return changed(self._session, statement.values(lease_until=not_before)) == 1

    def finish(self, account: str, taken_at: datetime, owner: str, now: datetime, app_count: int) -> bool:
        """All apps were read, this many of them with counts; False when it is not the owner's any more."""
        statement = update(SnapshotTakeRow).where(*_is_held(account, taken_at, owner))
        return changed(self._session, statement.values(finished_at=now, app_count=app_count)) == 1

    def times(self, account: str, since: datetime, until: datetime) -> Sequence[datetime]:
        """The takes with readings from `since` to `until`, both included, oldest first."""
        query = select(SnapshotTakeRow.taken_at).where(
            col(SnapshotTakeRow.account) == account,
            col(SnapshotTakeRow.taken_at).between(since, until),
            _has_readings(),
        )
        return self._session.scalars(query.order_by(col(SnapshotTakeRow.taken_at))).all()

    def first(self, account: str) -> datetime | None:
        """The oldest take that still has readings."""
        return self._at_the_end(account, col(SnapshotTakeRow.taken_at).asc())

    def latest(self, account: str) -> datetime | None:
        """The newest take with readings."""
        return self._at_the_end(account, col(SnapshotTakeRow.taken_at).desc())

    def mark_judged(self, account: str, taken_at: datetime, now: datetime) -> bool:
        """Warnings are raised and cleared by this take, in this transaction.

        False when they were before, by this one or a later one: an old judgement must not undo a newer one.
        """
        other = aliased(SnapshotTakeRow)
        is_overtaken = (
            select(other.taken_at)
            .where(other.account == account, other.taken_at > taken_at, col(other.judged_at).is_not(None))
            .exists()
        )
        is_open = (col(SnapshotTakeRow.judged_at).is_(None), ~is_overtaken)
        statement = update(SnapshotTakeRow).where(*_is(account, taken_at), *is_open)
        return changed(self._session, statement.values(judged_at=now)) == 1

    def is_judged(self, account: str, taken_at: datetime) -> bool:
        """Whether somebody has judged this take."""
        query = select(SnapshotTakeRow.judged_at).where(*_is(account, taken_at))
        return self._session.scalars(query).first() is not None

    def superseded(self, account: str, before: datetime, limit: int) -> Sequence[datetime]:
        """Takes before then that are not needed to know each day's end (UTC), oldest first."""
        take, later = SnapshotTakeRow, aliased(SnapshotTakeRow)
        begins = type_coerce(col(take.taken_at), BigInteger)
        next_day = (begins - begins % _DAY_SECONDS) + _DAY_SECONDS
        is_followed = (
            select(later.taken_at)
            .where(
                later.account == take.account,
                later.taken_at > take.taken_at,
                type_coerce(col(later.taken_at), BigInteger) < next_day,
                col(later.app_count) > 0,
            )
            .exists()
        )
        return self._before(account, before, limit, or_(col(take.app_count) == 0, is_followed))

    def expired(self, account: str, before: datetime, limit: int) -> Sequence[datetime]:
        """All takes before then, oldest first."""
        return self._before(account, before, limit)

    def drop(self, account: str, taken_at: datetime) -> int:
        """Delete a take with its readings; how many readings those were. Safe to run twice."""
        numbers = select(SnapshotAppRow.number).where(col(SnapshotAppRow.account) == account)
        readings = delete(AppSnapshotRow).where(
            col(AppSnapshotRow.taken_at) == taken_at, col(AppSnapshotRow.app_number).in_(numbers)
        )
        count = changed(self._session, readings)
        changed(self._session, delete(SnapshotTakeRow).where(*_is(account, taken_at)))
        return count

    def _at_the_end(self, account: str, order: ColumnElement[datetime]) -> datetime | None:
        query = select(SnapshotTakeRow.taken_at).where(
            col(SnapshotTakeRow.account) == account, _has_readings()
        )
        return self._session.scalars(query.order_by(order).limit(1)).first()

    def _before(
        self, account: str, before: datetime, limit: int, *conditions: ColumnElement[bool]
    ) -> Sequence[datetime]:
        query = select(SnapshotTakeRow.taken_at).where(
            col(SnapshotTakeRow.account) == account, col(SnapshotTakeRow.taken_at) < before, *conditions
        )
        return self._session.scalars(query.order_by(col(SnapshotTakeRow.taken_at)).limit(limit)).all()


def _has_readings() -> ColumnElement[bool]:
    return col(SnapshotTakeRow.app_count) > 0


def _is(account: str, taken_at: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(SnapshotTakeRow.account) == account, col(SnapshotTakeRow.taken_at) == taken_at


def _is_held(account: str, taken_at: datetime, owner: str) -> tuple[ColumnElement[bool], ...]:
    return (
        *_is(account, taken_at),
        col(SnapshotTakeRow.owner) == owner,
        col(SnapshotTakeRow.finished_at).is_(None),
    )
