"""The verbs of the inbox: record once, claim what was left, finish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from storage.inbox_appender import NewDelivery
from storage.models.inbox import InboxRow, InboxState
from storage.repositories.statements import changed, insert_all_unless_known


@dataclass(frozen=True)
class TakenOver:
    """A row that was left by its owner; `attempt` counts this one."""

    key: str
    attempt: int


class InboxRepository:
    """What Slack told us, by its dedupe key."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, deliveries: Sequence[NewDelivery]) -> list[bool]:
        """Record all; for each, whether it is new. New rows belong to their owner from the start."""
        if not deliveries:
            return []
        rows = [
            {
                "dedupe_key": delivery.key,
                "kind": delivery.kind,
                "body": delivery.body,
                "received_at": delivery.received_at,
                "owner": delivery.owner,
                "lease_until": delivery.lease_until,
            }
            for delivery in deliveries
        ]
        new = insert_all_unless_known(self._session, InboxRow, col(InboxRow.dedupe_key), rows)
        results = []
        for delivery in deliveries:
            results.append(delivery.key in new)
            new.discard(delivery.key)  # the same once more within these is not new any more
        return results

    def get(self, key: str) -> InboxRow | None:
        """The row of this dedupe key."""
        return self._session.scalars(select(InboxRow).where(col(InboxRow.dedupe_key) == key)).first()

    def claim_abandoned(
        self, now: datetime, owner: str, lease: timedelta, *, limit: int = 10
    ) -> list[TakenOver]:
        """Take over open rows that nobody works on any more, oldest first; each counts one attempt more."""
        free = (
            select(InboxRow.id, InboxRow.dedupe_key, InboxRow.attempt)
            .where(
                col(InboxRow.state) == InboxState.OPEN,
                or_(col(InboxRow.lease_until).is_(None), col(InboxRow.lease_until) <= now),
            )
            .order_by(col(InboxRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        found = list(self._session.execute(free))
        if found:
            statement = update(InboxRow).where(col(InboxRow.id).in_([id for id, _, _ in found]))
            values = {"owner": owner, "lease_until": now + lease, "attempt": col(InboxRow.attempt) + 1}
            changed(self._session, statement.values(values))
        return [TakenOver(key, attempt + 1) for _, key, attempt in found]

    def renew(self, keys: Sequence[str], owner: str, lease_until: datetime) -> int:
        """Keep these rows for longer; how many still are the owner's."""
        statement = update(InboxRow).where(
            col(InboxRow.dedupe_key).in_(keys),
            col(InboxRow.owner) == owner,
            col(InboxRow.state) == InboxState.OPEN,
        )
        return changed(self._session, statement.values(lease_until=lease_until))

    def finish(
        self, key: str, owner: str, now: datetime, *, state: InboxState = InboxState.DONE, note: str = ""
    ) -> bool:
        """Close a row; False when it is not the owner's any more."""
        statement = update(InboxRow).where(
            col(InboxRow.dedupe_key) == key,
            col(InboxRow.owner) == owner,
            col(InboxRow.state) == InboxState.OPEN,
        )
        values = {"state": state, "finished_at": now, "note": note, "owner": "", "lease_until": None}
        return changed(self._session, statement.values(values)) == 1

    def release(
        self, keys: Sequence[str], owner: str, not_before: datetime, *, note: str = "", counts: bool = True
    ) -> int:
        """Give rows back, to be taken up by anybody from `not_before` on; how many were the owner's.

        What was never begun does not count as an attempt.
        """
        statement = update(InboxRow).where(
            col(InboxRow.dedupe_key).in_(keys),
            col(InboxRow.owner) == owner,
            col(InboxRow.state) == InboxState.OPEN,
        )
        values = {
            "owner": "",
            "lease_until": not_before,
            "note": note,
            "attempt": col(InboxRow.attempt) - (0 if counts else 1),
        }
        return changed(self._session, statement.values(values))

    def release_of_dead_processes(self, owner: str) -> int:
        """Free what any other owner holds. Right only where there is one process, that is, on SQLite."""
        statement = update(InboxRow).where(
            col(InboxRow.state) == InboxState.OPEN, col(InboxRow.owner).not_in(["", owner])
        )
        return changed(self._session, statement.values(owner="", lease_until=None))

    def open_count(self) -> int:
        """How many rows are not finished."""
        count = select(func.count()).select_from(InboxRow).where(col(InboxRow.state) == InboxState.OPEN)
        return self._session.scalars(count).one()

    def forget_finished(self, before: datetime) -> int:
        """Delete rows that were finished before then; how many. Slack repeats a delivery for minutes only."""
        return changed(self._session, delete(InboxRow).where(col(InboxRow.finished_at) < before))
