"""The verbs of occurrences: a due time is taken once, held by a lease, taken over, finished."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, delete, exists, func, tuple_, update
from sqlmodel import Session, col, select

from storage.models.occurrences import OccurrenceRow, OccurrenceState
from storage.repositories.statements import changed, insert_unless_known, storable

Key = tuple[str, datetime]
"""The id of a schedule, and a due time."""

Occurrences = list[OccurrenceRow]

# Made once: making a statement takes longer than running it.
_FINISH = (
    update(OccurrenceRow)
    .where(
        col(OccurrenceRow.schedule_id) == bindparam("of"),
        col(OccurrenceRow.due_at) == bindparam("due"),
        col(OccurrenceRow.owner) == bindparam("by"),
        col(OccurrenceRow.attempt) == bindparam("nth"),
        col(OccurrenceRow.state) == OccurrenceState.CLAIMED,
    )
    .values(
        {name: bindparam(name) for name in ("state", "finished_at", "note")}
        | {"owner": "", "lease_until": None}
    )
)
_LAST_DONE = select(func.max(OccurrenceRow.due_at)).where(
    col(OccurrenceRow.schedule_id) == bindparam("of"),
    col(OccurrenceRow.due_at) < bindparam("due"),
    col(OccurrenceRow.state) == OccurrenceState.DONE,
)


class OccurrenceRepository:
    """Due times of schedules that somebody took."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, occurrence: OccurrenceRow) -> bool:
        """Take a due time, or write down that it was skipped; False when it was taken before, by anybody."""
        return insert_unless_known(self._session, OccurrenceRow, **occurrence.model_dump())

    def get(self, schedule_id: str, due_at: datetime) -> OccurrenceRow | None:
        """What became of a due time."""
        query = select(OccurrenceRow).where(_is((schedule_id, due_at)))
        return self._session.scalars(query).first()

    def list(self, schedule_id: str, *, limit: int = 20) -> Occurrences:
        """The occurrences of a schedule, the latest first."""
        query = select(OccurrenceRow).where(col(OccurrenceRow.schedule_id) == schedule_id)
        return [*self._session.scalars(query.order_by(col(OccurrenceRow.due_at).desc()).limit(limit))]

    def last_done_before(self, schedule_id: str, due_at: datetime) -> datetime | None:
        """The last due time before that one at which the work was done."""
        return self._session.scalars(_LAST_DONE, {"of": schedule_id, "due": due_at}).one()

    def is_any_abandoned(self, kinds: Collection[str], now: datetime) -> bool:
        """Whether `take_over` would find something."""
        return bool(self._session.scalar(select(exists().where(*_is_abandoned(kinds, now)))))

    def take_over(
        self, kinds: Collection[str], now: datetime, owner: str, lease: timedelta, *, limit: int
    ) -> Occurrences:
        """Take over open ones that nobody works on, oldest first; the rows are as they were before."""
        query = select(OccurrenceRow).where(*_is_abandoned(kinds, now))
        order = (col(OccurrenceRow.due_at), col(OccurrenceRow.schedule_id))
        free = query.order_by(*order).limit(limit).with_for_update(skip_locked=True)
        rows = [*self._session.scalars(free)]
        if rows:
            values = {"owner": owner, "lease_until": now + lease, "attempt": col(OccurrenceRow.attempt) + 1}
            statement = update(OccurrenceRow).where(_is(*((row.schedule_id, row.due_at) for row in rows)))
            changed(self._session, statement.values(values))
        return rows

    def renew(self, keys: Sequence[Key], owner: str, lease_until: datetime) -> int:
        """Keep these for longer; how many still are the owner's."""
        return changed(self._session, _held(owner, *keys).values(lease_until=lease_until))

    def finish(
        self, key: Key, owner: str, attempt: int, now: datetime, state: OccurrenceState, note: str
    ) -> bool:
        """Close one; False when it is not the owner's any more."""
        held = {"of": key[0], "due": key[1], "by": owner, "nth": attempt}
        values = {"state": state, "finished_at": now, "note": storable(note)}
        return changed(self._session, _FINISH, {**held, **values}) == 1

    def release(
        self, key: Key, owner: str, attempt: int, not_before: datetime, note: str, *, counts: bool = True
    ) -> bool:
        """Give one back, to be taken up by anybody from then on; False when that attempt is over.

        What was broken off by us does not count as an attempt.
        """
        values: dict[str, Any] = {"owner": "", "lease_until": not_before, "note": storable(note)}
        if not counts:
            values["attempt"] = col(OccurrenceRow.attempt) - 1
        held = _held(owner, key).where(col(OccurrenceRow.attempt) == attempt)
        return changed(self._session, held.values(values)) == 1

    def release_of_dead_processes(self, owner: str) -> int:
        """Free what any other owner holds. Right only where there is one process, that is, on SQLite."""
        held = col(OccurrenceRow.owner).not_in(["", owner])
        return changed(self._session, update(OccurrenceRow).where(held).values(owner="", lease_until=None))

    def forget(self, before: datetime) -> int:
        """Delete finished ones that were due before then; how many."""
        statement = delete(OccurrenceRow).where(
            col(OccurrenceRow.due_at) < before, col(OccurrenceRow.state) != OccurrenceState.CLAIMED
        )
        return changed(self._session, statement)


def _is(*keys: Key) -> ColumnElement[bool]:
    return tuple_(col(OccurrenceRow.schedule_id), col(OccurrenceRow.due_at)).in_(keys)


def _is_abandoned(kinds: Collection[str], now: datetime) -> tuple[ColumnElement[bool], ...]:
    until = col(OccurrenceRow.lease_until)
    return (
        col(OccurrenceRow.state) == OccurrenceState.CLAIMED,
        until.is_(None) | (until <= now),
        col(OccurrenceRow.kind).in_(kinds),
    )


def _held(owner: str, *keys: Key) -> Update:
    return update(OccurrenceRow).where(
        _is(*keys), col(OccurrenceRow.owner) == owner, col(OccurrenceRow.state) == OccurrenceState.CLAIMED
    )
