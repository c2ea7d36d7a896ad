"""Readings of apps: written in bulk under their key, read as series, takes and totals."""

from datetime import datetime, timedelta, timezone
from functools import partial

import pytest
from sqlalchemy.exc import StatementError

from storage.column_types import epoch_seconds
from storage.database import Database
from storage.repositories.snapshots import KnownApp
from storage.unit_of_work import UnitOfWork
from tests.storage.snapshots import ACCOUNT, DAY, HOUR, NOW, reading, rows_of, take


def ids_by_number(known: dict[str, KnownApp]) -> dict[int, str]:
    return {app.number: app_id for app_id, app in known.items()}


async def test_a_take_is_written_once_however_often_it_comes(database: Database) -> None:
    readings = [reading("a"), reading("b")]
    assert await take(database, NOW, readings) == 2
    assert await take(database, NOW, [*readings, reading("c")]) == 1
    assert await rows_of(database) == [("a", NOW), ("b", NOW), ("c", NOW)]
    assert await take(database, NOW, []) == 0


async def test_the_same_app_twice_in_one_take_is_one_reading(database: Database) -> None:
    assert await take(database, NOW, [reading("a", users=1), reading("a", users=2)]) == 1


async def test_ten_thousand_apps_are_written_and_known(database: Database) -> None:
    assert await take(database, NOW, [reading(f"app-{n}") for n in range(10_000)]) == 10_000
    known = await database.read(lambda unit: unit.snapshots.known_apps(ACCOUNT))
    assert len({app.number for app in known.values()}) == 10_000
    assert known["app-7"].name == "App app-7"


async def test_a_series_has_all_that_was_read_and_no_more(database: Database) -> None:
    await take(database, NOW, [reading("a", 1, 10), reading("b", 5, None)])
    await take(database, NOW + HOUR, [reading("a", 2, 20, counted_at=None)])
    await take(database, NOW + 2 * HOUR, [reading("a", None, 2**53)])
    known = await database.read(lambda unit: unit.snapshots.known_apps(ACCOUNT))
    takes = [NOW, NOW + HOUR, NOW + 2 * HOUR]

    def read(unit: UnitOfWork, names: str) -> list[tuple[str, int, int | None, int | None]]:
        ids = ids_by_number(known)
        rows = unit.snapshots.series(takes, [known[name].number for name in names])
        return [(ids[number], at, users, events) for number, at, users, events, _, _ in rows]

    at = epoch_seconds(NOW)
    of_a = [("a", at, 1, 10), ("a", at + 3600, 2, 20), ("a", at + 7200, None, 2**53)]
    assert await database.read(partial(read, names="a")) == of_a
    assert await database.read(partial(read, names="ab")) == [of_a[0], ("b", at, 5, None), *of_a[1:]]
    assert await database.read(lambda unit: unit.snapshots.series([], [1])) == []
    row = (await database.read(lambda unit: unit.snapshots.take(ACCOUNT, NOW + HOUR)))[0]
    assert tuple(row)[1:] == (at + 3600, 2, 20, None, None)


@pytest.mark.parametrize("step", [1, 2, 7], ids=["all of them", "close together", "far apart"])
async def test_a_series_leaves_out_the_apps_that_lie_between(database: Database, step: int) -> None:
    await take(database, NOW, [reading(f"app-{n:02}") for n in range(40)])
    known = await database.read(lambda unit: unit.snapshots.known_apps(ACCOUNT))
    numbers = sorted(app.number for app in known.values())[3::step]
    rows = await database.read(lambda unit: unit.snapshots.series([NOW], numbers))
    assert [number for number, *_ in rows] == numbers


async def test_accounts_stand_side_by_side(database: Database) -> None:
    await take(database, NOW, [reading("a")])
    await take(database, NOW, [reading("a"), reading("x")], account="other")
    assert await rows_of(database) == [("a", NOW)]
    assert await rows_of(database, "other") == [("a", NOW), ("x", NOW)]
    assert len(await database.read(lambda unit: unit.snapshots.take(ACCOUNT, NOW))) == 1
    assert await database.transact(lambda unit: unit.snapshot_takes.drop("other", NOW)) == 2
    assert await rows_of(database) == [("a", NOW)]
    assert await rows_of(database, "other") == []


async def test_a_name_follows_the_app_and_stays_when_the_app_is_gone(database: Database) -> None:
    await take(database, NOW, [reading("a"), reading("b")], names={"a": "Shop", "b": "Rota"})
    await take(database, NOW + HOUR, [reading("a")], names={"a": "Gift shop"})
    known = await database.read(lambda unit: unit.snapshots.known_apps(ACCOUNT))
    assert {app_id: app.name for app_id, app in known.items()} == {"a": "Gift shop", "b": "Rota"}


async def test_what_no_database_can_hold_is_mended_on_its_way_in(database: Database) -> None:
    hostile = {"a\0b": "Tour\0 \ud83d half", "c": "ok"}
    assert await take(database, NOW, [reading("a\0b"), reading("c")], names=hostile) == 2
    known = await database.read(lambda unit: unit.snapshots.known_apps(ACCOUNT))
    assert {app.name for app in known.values()} == {"Tour\N{REPLACEMENT CHARACTER} ? half", "ok"}
    assert await take(database, NOW, [reading("a\0b")], names=hostile) == 0, "it is the same app again"


async def test_totals_are_of_the_apps_that_were_freshly_counted_in_every_take(database: Database) -> None:
    later = NOW + DAY
    old = NOW - 2 * DAY
    await take(database, NOW, [reading("a", 1, 10), reading("b", 2, 20), reading("stale", counted_at=old)])
    await take(
        database,
        later,
        [
            reading("a", 3, 30, later),
            reading("b", 4, 40, later),
            reading("stale", 9, 9, later),
            reading("new", 9, 9, later),
            reading("half", 9, None, later),
        ],
    )

    def totals(unit: UnitOfWork) -> list[tuple[datetime, int, int, int]]:
        rows = unit.snapshots.totals(ACCOUNT, [NOW, later], DAY)
        return [(at, users, events, apps) for at, users, events, apps in rows]

    assert await database.read(totals) == [(NOW, 3, 30, 2), (later, 7, 70, 2)]
    counts = await database.read(lambda unit: unit.snapshots.fresh_counts(ACCOUNT, [NOW, later], DAY))
    assert counts == {NOW: 2, later: 4}


async def test_apps_that_are_not_read_any_more_are_forgotten_when_their_time_has_come(
    database: Database,
) -> None:
    await take(database, NOW, [reading("a"), reading("b")])
    await take(database, NOW + HOUR, [reading("a")])
    assert await database.transact(lambda unit: unit.snapshots.note_unread(ACCOUNT, NOW + HOUR)) == 1
    assert await database.transact(lambda unit: unit.snapshots.note_unread(ACCOUNT, NOW + HOUR)) == 0
    await take(database, NOW + 2 * HOUR, [reading("b")])
    assert await database.transact(lambda unit: unit.snapshots.note_unread(ACCOUNT, NOW + 2 * HOUR)) == 2
    cut = NOW + 2 * HOUR
    assert await database.transact(lambda unit: unit.snapshots.forget_apps(ACCOUNT, cut)) == 0
    assert await database.transact(lambda unit: unit.snapshots.forget_apps("other", cut + HOUR)) == 0
    assert await database.transact(lambda unit: unit.snapshots.forget_apps(ACCOUNT, cut + HOUR)) == 1
    assert [*await database.read(lambda unit: unit.snapshots.known_apps(ACCOUNT))] == ["b"]


async def test_a_take_has_its_instant_whatever_the_zone_and_naive_times_are_refused(
    database: Database,
) -> None:
    kolkata = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert await take(database, NOW, [reading("a")]) == 1
    assert await take(database, kolkata, [reading("a")]) == 0
    assert epoch_seconds(NOW + timedelta(milliseconds=999)) == epoch_seconds(NOW)
    with pytest.raises(ValueError, match="without its time zone"):
        epoch_seconds(NOW.replace(tzinfo=None))
    with pytest.raises(StatementError, match="without its time zone"):
        await take(database, NOW.replace(tzinfo=None), [])
