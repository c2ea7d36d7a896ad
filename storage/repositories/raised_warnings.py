"""The verbs of warnings: raised once, cleared once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from storage.models.raised_warnings import RaisedWarningRow
from storage.repositories.statements import changed, insert_unless_known, storable

Warnings = list[RaisedWarningRow]


class RaisedWarningRepository:
    """What people are, or were, warned of."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def raise_once(
        self, key: str, topic: str, account: str, subject: str, facts: Mapping[str, Any], now: datetime
    ) -> bool:
        """Raise a warning; False when this occasion was warned of before, or the subject is warned of now."""
        return insert_unless_known(
            self._session,
            RaisedWarningRow,
            key=key,
            topic=topic,
            account=account,
            subject=subject,
            raised_at=now,
            facts={name: storable(value) for name, value in facts.items()},
        )

    def clear(self, key: str, because: str, now: datetime) -> bool:
        """Say that it is over, and why; False when that was said before."""
        statement = update(RaisedWarningRow).where(
            col(RaisedWarningRow.key) == key, col(RaisedWarningRow.cleared_at).is_(None)
        )
        return (
            changed(self._session, statement.values(cleared_at=now, cleared_because=storable(because))) == 1
        )

    def get(self, key: str) -> RaisedWarningRow | None:
        """The warning of this key, raised or cleared."""
        return self._session.scalars(select(RaisedWarningRow).where(col(RaisedWarningRow.key) == key)).first()

    def open(self, topic: str, *accounts: str) -> Warnings:
        """What is warned of now in these accounts, oldest first."""
        query = select(RaisedWarningRow).where(
            col(RaisedWarningRow.topic) == topic,
            col(RaisedWarningRow.account).in_(accounts),
            col(RaisedWarningRow.cleared_at).is_(None),
        )
        order = (col(RaisedWarningRow.raised_at), col(RaisedWarningRow.key))
        return [*self._session.scalars(query.order_by(*order))]

    def forget(self, before: datetime) -> int:
        """Delete what was cleared before then; how many."""
        return changed(
            self._session, delete(RaisedWarningRow).where(col(RaisedWarningRow.cleared_at) < before)
        )
