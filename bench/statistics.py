"""Measures what statistics of apps cost: writing ten thousand counts, reading series, judging, and thinning out."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench.databases import postgresql_schema
from bot.domain.accounts import Account, Vendor
from bot.domain.readings import OLD_AFTER
from bot.services.app_warnings import AppWarningNews, AppWarningsService
from bot.services.notices import NoticesService
from storage.column_types import epoch_seconds
from storage.database import Database
from storage.engines import connect_sqlite, sqlite_module
from storage.migrate import migrate
from storage.repositories.snapshots import KnownApp, names_to_learn, new_reading, reading_rows
from storage.unit_of_work import UnitOfWork

FEW_APPS, MANY_APPS = 1_000, 10_000
DAYS, APPS_OF_SERIES, POINTS = 90, 1_000, 18
MOST_TIMES_RAW, MOST_SERIES_SECONDS, MOST_GROWTH = 1.5, 0.5, 10.0

_ACCOUNT = "northwind"
_NOW = datetime(2026, 11, 25, 23, tzinfo=UTC)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_COLUMNS = "taken_at, app_number, user_count, event_count, last_event_at, counted_at"

Rows = Sequence[tuple[int, ...]]


@dataclass(frozen=True)
class Figures:
    """What one database needed with so many apps and a reading of each for 90 days, in seconds."""

    title: str
    apps: int
    raw: Sequence[float]
    write: Sequence[float]
    prepare: Sequence[float]
    """Before the transaction: which apps are known, what is new, and the rows as they will stand."""
    series: Sequence[float]
    sums: Sequence[float]
    judging: float
    thinning: float
    load: float

    @property
    def times_raw(self) -> float:
        """How many times as long as by hand: the median over rounds that were measured right after each other."""
        return median(ours / raw for ours, raw in zip(self.write, self.raw, strict=True))


def main() -> int:
    """`python -m bench.statistics` measures and prints tables; 1 when a goal is not reached."""
    parser = argparse.ArgumentParser(prog="python -m bench.statistics", description="Measure statistics.")
    parser.add_argument("--rounds", type=int, default=15, help="pairs of writes (15)")
    rounds = parser.parse_args().rounds
    figures = []
    with tempfile.TemporaryDirectory(prefix="callboard-statistics-") as folder:
        for apps in (FEW_APPS, MANY_APPS):
            file = Path(folder) / f"{apps}.db"
            figures.append(_measure("SQLite", f"sqlite:///{file}", apps, rounds, partial(_raw_sqlite, file)))
            with postgresql_schema() as url:
                if url:
                    figures.append(_measure("PostgreSQL", url, apps, rounds, partial(_raw_postgresql, url)))
    print("\n".join(_tables(figures)))
    return 0 if all(is_reached for _, _, is_reached in _goals(figures)) else 1


def _measure(title: str, url: str, apps: int, rounds: int, raw: Callable[[], "Raw"]) -> Figures:
    print(f"{title}, {apps:,} apps …", file=sys.stderr)
    migrate(url)
    return asyncio.run(_measure_in(title, url, apps, rounds, raw))


async def _measure_in(title: str, url: str, apps: int, rounds: int, raw: Callable[[], "Raw"]) -> Figures:
    database = Database.open(url)
    by_hand = raw()
    try:
        names = {f"{number:08}-3f1c-4b7e-9d5a-000000000000": f"App {number}" for number in range(apps)}
        known = await database.transact(lambda unit: unit.snapshots.learn(_ACCOUNT, names))
        days = [_NOW - number * _DAY for number in range(DAYS - 1, -1, -1)]
        for day in days:
            await _take(database, day, names)
        by_hand.settle()
        pairs = [await _pair(database, by_hand, names, known, number) for number in range(rounds)]
        numbers = [app.number for app in known.values()][:: max(1, apps // APPS_OF_SERIES)]
        steps = days[:: DAYS // POINTS]
        account = Account(_ACCOUNT, Vendor.APPIZER, _ACCOUNT)
        news = AppWarningNews(NoticesService(database, _StoppedClock()), "T1", account)
        warnings = AppWarningsService(database, _StoppedClock(), account=_ACCOUNT, tell=news.tell)
        return Figures(
            title=title,
            apps=apps,
            raw=[raw_seconds for raw_seconds, _, _ in pairs],
            prepare=[prepare for _, prepare, _ in pairs],
            write=[write for _, _, write in pairs],
            series=await _times(database, lambda unit: unit.snapshots.series(days, numbers)),
            sums=await _times(database, lambda unit: unit.snapshots.totals(_ACCOUNT, steps, OLD_AFTER)),
            judging=await _seconds(warnings.judge),
            thinning=await _seconds(partial(database.transact, partial(_drop, days[10]))),
            load=os.getloadavg()[0],
        )
    finally:
        by_hand.close()
        await database.close()


async def _pair(
    database: Database, by_hand: "Raw", names: Mapping[str, str], known: Mapping[str, KnownApp], number: int
) -> tuple[float, float, float]:
    """One take by hand and one by us, in turn first, each of an hour that nobody has yet."""
    hour = _NOW - 200 * _DAY + number * 2 * _HOUR
    raw_first = number % 2 == 0
    raw = by_hand.write(_rows(hour, known)) if raw_first else 0.0
    prepare, write = await _take(database, hour + _HOUR, names)
    return raw or by_hand.write(_rows(hour, known)), prepare, write


async def _take(database: Database, at: datetime, names: Mapping[str, str]) -> tuple[float, float]:
    """Stores what was read as the service does: the seconds before the transaction, and of it."""
    counted = at - timedelta(minutes=2)
    growth = int((at - _NOW) / _HOUR)
    readings = [
        new_reading(app_id, 1_000 + number, 10**6 + number + growth, counted, counted)
        for number, app_id in enumerate(names)
    ]
    await database.transact(lambda unit: unit.snapshot_takes.claim(_ACCOUNT, at, "bench", at, _HOUR))
    began = time.perf_counter()
    known = await database.read(lambda unit: unit.snapshots.known_apps(_ACCOUNT))
    assert not names_to_learn(names, known)
    rows = reading_rows(at, readings, known)

    def store(unit: UnitOfWork) -> int:
        unit.snapshot_takes.finish(_ACCOUNT, at, "bench", at, len(rows))
        return unit.snapshots.add(rows)

    ready = time.perf_counter()
    written = await database.transact(store)
    done = time.perf_counter()
    assert written == len(rows)
    return ready - began, done - ready


def _rows(at: datetime, known: Mapping[str, KnownApp]) -> Rows:
    seconds = epoch_seconds(at)
    return [
        (seconds, app.number, 1_000, 10**6 + number, seconds - 180, seconds - 120)
        for number, app in enumerate(known.values())
    ]


class Raw:
    """A connection of the driver itself, as one would write by hand: one executemany, one commit."""

    def __init__(self, connection: Any, begin: str, mark: str, settle: str) -> None:
        self._connection = connection
        self._begin = begin
        self._settle = settle
        marks = ", ".join([mark] * 6)
        self._insert = f"INSERT INTO app_snapshot ({_COLUMNS}) VALUES ({marks}) ON CONFLICT DO NOTHING"

    def write(self, rows: Rows) -> float:
        """Writes ready rows; the seconds of it."""
        cursor = self._connection.cursor()
        began = time.perf_counter()
        cursor.execute(self._begin)
        cursor.executemany(self._insert, rows)
        cursor.execute("COMMIT")
        return time.perf_counter() - began

    def settle(self) -> None:
        """Lets the database finish what a filling leaves behind, so that it does not fall into a round."""
        self._connection.cursor().execute(self._settle)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


def _raw_sqlite(file: Path) -> Raw:
    connection = connect_sqlite(sqlite_module(), str(file), timeout=5)
    return Raw(connection, "BEGIN IMMEDIATE", "?", "PRAGMA wal_checkpoint(TRUNCATE)")


def _raw_postgresql(url: str) -> Raw:
    return Raw(psycopg.connect(url, autocommit=True), "BEGIN", "%s", "VACUUM ANALYZE app_snapshot")


class _StoppedClock:
    def now(self) -> datetime:
        return _NOW


async def _times(database: Database, work: Callable[[UnitOfWork], Any], times: int = 9) -> list[float]:
    return [await _seconds(partial(database.read, work)) for _ in range(times)]


async def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


def _drop(taken_at: datetime, unit: UnitOfWork) -> int:
    return unit.snapshot_takes.drop(_ACCOUNT, taken_at)


def _goals(figures: Sequence[Figures]) -> Iterator[tuple[str, str, bool]]:
    for few, many in zip(figures, figures[len(figures) // 2 :], strict=False):
        title = many.title
        goal = f"{title}: {MANY_APPS:,} apps written in at most {MOST_TIMES_RAW:g}× a raw executemany"
        yield goal, f"{many.times_raw:.2f}×", many.times_raw <= MOST_TIMES_RAW
        goal = f"{title}: {DAYS} days of {APPS_OF_SERIES:,} apps read in at most {MOST_SERIES_SECONDS:g} s"
        yield goal, f"{_both(many.series, 1, 2)} s", min(many.series) <= MOST_SERIES_SECONDS
        for what, before, after in (
            ("written", min(few.write), min(many.write)),
            ("judged", few.judging, many.judging),
            ("summed up", min(few.sums), min(many.sums)),
        ):
            growth = after / before
            goal = f"{title}: ten times the apps {what} in at most {MOST_GROWTH:g}× the time"
            yield goal, f"{growth:.1f}×", growth <= MOST_GROWTH


def _tables(figures: Sequence[Figures]) -> Iterator[str]:
    yield "| goal | measured | reached |\n| --- | --- | --- |"
    for goal, measured, is_reached in _goals(figures):
        yield f"| {goal} | {measured} | {'yes' if is_reached else '**no**'} |"
    yield ""
    columns = ("raw ms", "write ms", "prepare ms", "series s", "sums s", "judging s", "thinning ms", "load")
    yield f"| database | apps | {' | '.join(columns)} |\n| --- | --- |{' --- |' * len(columns)}"
    for each in figures:
        cells = (
            _both(each.raw, 1000, 1),
            _both(each.write, 1000, 1),
            _both(each.prepare, 1000, 1),
            _both(each.series, 1, 2),
            _both(each.sums, 1, 2),
            f"{each.judging:.2f}",
            f"{each.thinning * 1000:.1f}",
            f"{each.load:.1f}",
        )
        yield f"| {each.title} | {each.apps:,} | {' | '.join(cells)} |"


def _both(seconds: Sequence[float], factor: float, digits: int) -> str:
    """The best of the rounds, and their median."""
    return f"{min(seconds) * factor:.{digits}f} ({median(seconds) * factor:.{digits}f})"


if __name__ == "__main__":
    sys.exit(main())
