"""Takes and readings for the tests of what is kept of apps."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.repositories.snapshots import NewReading, names_to_learn, new_reading, reading_rows
from storage.unit_of_work import UnitOfWork

ACCOUNT = "northwind"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)


def reading(
    app_id: str, users: int | None = 10, events: int | None = 100, counted_at: datetime | None = NOW
) -> NewReading:
    return new_reading(app_id, users, events, counted_at, counted_at)


async def take(
    database: Database,
    taken_at: datetime,
    readings: Sequence[NewReading] = (),
    *,
    account: str = ACCOUNT,
    names: Mapping[str, str] | None = None,
) -> int:
    """Write one take as a worker does; how many readings were new."""

    def work(unit: UnitOfWork) -> int:
        unit.snapshot_takes.claim(account, taken_at, "w", taken_at, LEASE)
        unit.snapshot_takes.finish(account, taken_at, "w", taken_at, len(readings))
        given = names or {each.app_id: f"App {each.app_id}" for each in readings}
        news = names_to_learn(given, unit.snapshots.known_apps(account))
        known = unit.snapshots.learn(account, news) if news else unit.snapshots.known_apps(account)
        return unit.snapshots.add(reading_rows(taken_at, readings, known))

    return await database.transact(work)


async def rows_of(database: Database, account: str = ACCOUNT) -> list[tuple[str, datetime]]:
    """Which apps have readings of which takes, in order."""

    def work(unit: UnitOfWork) -> list[tuple[str, datetime]]:
        known = unit.snapshots.known_apps(account)
        takes = unit.snapshot_takes.times(account, NOW - 1000 * DAY, NOW + 1000 * DAY)
        ids = {app.number: app_id for app_id, app in known.items()}
        rows = unit.snapshots.series(takes, [*ids])
        return [(ids[row[0]], datetime.fromtimestamp(row[1], UTC)) for row in rows]

    return await database.read(work)
