"""The verbs of readings: written in bulk, read as series, as one take, or as totals, always as plain rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Row, Select, case, cast, delete, func, select, type_coerce, update
from sqlmodel import Session, col

from storage.column_types import epoch_seconds
from storage.models.snapshots import AppSnapshotRow, SnapshotAppRow
from storage.repositories.statements import (
    changed,
    insert_all_unless_known,
    insert_tuples_unless_known,
    storable,
)

MOST_SPREAD = 2
"""How many numbers may lie in a range of apps for each one that is wanted."""


class KnownApp(NamedTuple):
    """An app as it is known: its number in the readings, and its last name."""

    number: int
    name: str


class NewReading(NamedTuple):
    """The counts of one app as they are stored; made by `new_reading`."""

    app_id: str
    user_count: int | None
    event_count: int | None
    last_event_at: int | None
    counted_at: int | None


ReadingRow = tuple[int, int, int | None, int | None, int | None, int | None]
"""Taken at, app number, users, events, last event at, counted at: a row of the table as it stands."""


def new_reading(
    app_id: str,
    user_count: int | None,
    event_count: int | None,
    last_event_at: datetime | None,
    counted_at: datetime | None,
) -> NewReading:
    """A reading in the form in which it is stored, so that nothing is left to do while the table is written."""
    return NewReading(
        storable(app_id),
        user_count,
        event_count,
        None if last_event_at is None else epoch_seconds(last_event_at),
        None if counted_at is None else epoch_seconds(counted_at),
    )


def names_to_learn(names: Mapping[str, str], known: Mapping[str, KnownApp]) -> dict[str, str]:
    """Of these names of apps, by id, those that are new or have changed."""
    given = {storable(app_id): storable(name) for app_id, name in names.items()}
    return {id: name for id, name in given.items() if id not in known or known[id].name != name}


def reading_rows(
    taken_at: datetime, readings: Iterable[NewReading], known: Mapping[str, KnownApp]
) -> list[ReadingRow]:
    """The rows of one take, ready to be written: made beforehand, since writers wait for each other."""
    at = epoch_seconds(taken_at)
    return [
        (at, known[app_id].number, users, events, last_event_at, counted_at)
        for app_id, users, events, last_event_at, counted_at in readings
    ]


Readings = Sequence[Row[int, int, int | None, int | None, int | None, int | None]]
"""App number, taken at, users, events, last event at, counted at; times as whole seconds since 1970.

A million datetimes take longer to make than to read, so whoever needs one makes it.
"""


class SnapshotRepository:
    """The apps of accounts, and what was read of them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def known_apps(self, account: str) -> dict[str, KnownApp]:
        """All apps that ever were read, by id."""
        query = select(col(SnapshotAppRow.app_id), col(SnapshotAppRow.number), col(SnapshotAppRow.name))
        rows = self._session.execute(query.where(col(SnapshotAppRow.account) == account))
        return {app_id: KnownApp(number or 0, name) for app_id, number, name in rows}

    def learn(self, account: str, names: Mapping[str, str]) -> dict[str, KnownApp]:
        """Write down the names of apps that are new or have changed; all known apps after that."""
        new = [{"account": account, "app_id": app_id, "name": name} for app_id, name in names.items()]
        added = insert_all_unless_known(self._session, SnapshotAppRow, col(SnapshotAppRow.app_id), new)
        for app_id in names.keys() - added:
            is_it = (col(SnapshotAppRow.account) == account, col(SnapshotAppRow.app_id) == app_id)
            changed(self._session, update(SnapshotAppRow).where(*is_it).values(name=names[app_id]))
        return self.known_apps(account)

    def add(self, rows: Sequence[ReadingRow]) -> int:
        """Write the readings of one take, made by `reading_rows`; how many were not there yet."""
        return insert_tuples_unless_known(self._session, AppSnapshotRow, rows)

    def series(self, takes: Sequence[datetime], numbers: Sequence[int]) -> Readings:
        """The readings of these apps in these takes, oldest first.

        Apps whose numbers lie close together are read as one range of each take: a way down the index for each
        app and take would cost more than passing over a few of others.
        """
        if not numbers:
            return []
        first, last = min(numbers), max(numbers)
        is_dense = last - first < MOST_SPREAD * len(numbers)
        number = col(AppSnapshotRow.app_number)
        query = _readings().where(
            col(AppSnapshotRow.taken_at).in_(takes),
            number.between(first, last) if is_dense else number.in_(numbers),
        )
        rows = self._session.execute(query.order_by(col(AppSnapshotRow.taken_at), number)).all()
        if last - first < len(numbers) or not is_dense:
            return rows
        wanted = set(numbers)
        return [row for row in rows if row[0] in wanted]

    def take(self, account: str, taken_at: datetime) -> Readings:
        """The readings of all apps of the account in one take."""
        query = _readings().where(
            col(AppSnapshotRow.taken_at) == taken_at, col(AppSnapshotRow.app_number).in_(_numbers_of(account))
        )
        return self._session.execute(query).all()

    def fresh_counts(
        self, account: str, takes: Sequence[datetime], fresh_for: timedelta
    ) -> Mapping[datetime, int]:
        """In each of these takes, of how many apps both counts were known and no further from the take than that."""
        query = select(col(AppSnapshotRow.taken_at), func.count()).where(*_fresh(account, takes, fresh_for))
        rows = self._session.execute(query.group_by(col(AppSnapshotRow.taken_at)))
        return dict(iter(rows))

    def totals(
        self, account: str, takes: Sequence[datetime], fresh_for: timedelta
    ) -> Sequence[Row[datetime, int, int, int]]:
        """For each of these takes the sums of users and events, and of how many apps.

        Only apps whose counts are known and fresh in all of the takes are in the sums: else an app that was
        missed once would look like a fall.
        """
        picked = select(AppSnapshotRow).where(*_fresh(account, takes, fresh_for)).cte("picked")
        steady = (
            select(picked.c.app_number)
            .group_by(picked.c.app_number)
            .having(func.count() == len(takes))
            .cte("steady")
        )
        sums = [cast(func.sum(picked.c[name]), BigInteger) for name in ("user_count", "event_count")]
        query = (
            select(picked.c.taken_at, *sums, func.count())
            .where(picked.c.app_number.in_(select(steady.c.app_number)))
            .group_by(picked.c.taken_at)
            .order_by(picked.c.taken_at)
        )
        return self._session.execute(query).all()

    def note_unread(self, account: str, taken_at: datetime) -> int:
        """Write down which apps this take, the newest, did not read, and which it read again; how many."""
        is_read = (
            select(col(AppSnapshotRow.app_number))
            .where(
                col(AppSnapshotRow.taken_at) == taken_at,
                col(AppSnapshotRow.app_number) == col(SnapshotAppRow.number),
            )
            .exists()
        )
        since = col(SnapshotAppRow.unread_since)
        is_changed = case((is_read, since.is_not(None)), else_=since.is_(None))
        statement = update(SnapshotAppRow).where(col(SnapshotAppRow.account) == account, is_changed)
        return changed(self._session, statement.values(unread_since=case((is_read, None), else_=taken_at)))

    def forget_apps(self, account: str, before: datetime) -> int:
        """Delete apps that were last read before then, and so have no readings any more; how many."""
        statement = delete(SnapshotAppRow).where(
            col(SnapshotAppRow.account) == account, col(SnapshotAppRow.unread_since) < before
        )
        return changed(self._session, statement)


def _readings() -> Select[int, int, int | None, int | None, int | None, int | None]:
    return select(
        col(AppSnapshotRow.app_number),
        _seconds(AppSnapshotRow.taken_at),
        col(AppSnapshotRow.user_count),
        col(AppSnapshotRow.event_count),
        _seconds(AppSnapshotRow.last_event_at),
        _seconds(AppSnapshotRow.counted_at),
    )


def _seconds(column: Any) -> Any:
    return type_coerce(column, BigInteger)


def _numbers_of(account: str) -> Select[int | None]:
    return select(col(SnapshotAppRow.number)).where(col(SnapshotAppRow.account) == account)


def _fresh(account: str, takes: Sequence[datetime], fresh_for: timedelta) -> tuple[Any, ...]:
    age = _seconds(AppSnapshotRow.taken_at) - _seconds(AppSnapshotRow.counted_at)
    return (
        col(AppSnapshotRow.taken_at).in_(takes),
        col(AppSnapshotRow.app_number).in_(_numbers_of(account)),
        col(AppSnapshotRow.user_count).is_not(None),
        col(AppSnapshotRow.event_count).is_not(None),
        func.abs(age) <= int(fresh_for.total_seconds()),
    )
