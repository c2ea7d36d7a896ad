"""The counts of the seed's apps move with the clock: forward alone, in rhythm, and the same for the same seed."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from sandbox.appizer.apps import Organization
from sandbox.appizer.counting import COUNTED_EVERY, pulses_of
from sandbox.appizer.seed_apps import seed_apps
from sandbox.seed import Seeding, from_iso

from .conftest import MOMENT, Apis

App = dict[str, Any]
DAY = timedelta(days=1)


async def counts(apis: Apis) -> dict[str, App]:
    return {app["name"]: app for app in (await apis.appizer.get("/v1/apps")).json()["apps"]}


async def test_while_the_clock_stands_nothing_is_counted(apis: Apis) -> None:
    assert await counts(apis) == await counts(apis)


async def test_with_time_active_apps_are_counted_anew_and_others_are_not(apis: Apis) -> None:
    before = await counts(apis)
    await apis.advance(3 * 86_400)
    after = await counts(apis)
    now = MOMENT + 3 * DAY
    for name, app in after.items():
        if app["status"] != "active":
            assert app == before[name]
            continue
        assert app["cached_event_count"] > before[name]["cached_event_count"]
        assert app["cached_user_count"] >= before[name]["cached_user_count"]
        counted, last = from_iso(app["stats_last_updated"]), from_iso(app["cached_last_event"])
        assert now - COUNTED_EVERY < counted <= now
        assert from_iso(before[name]["cached_last_event"]) < last <= counted
    one = after["Backstage"]
    assert (await apis.appizer.get(f"/v1/apps/{one['id']}")).json()["app"] == one


async def test_an_app_that_was_just_made_counts_nothing(apis: Apis) -> None:
    made = (await apis.appizer.post("/v1/apps", json={"name": "New"})).json()["app"]
    await apis.advance(7 * 86_400)
    assert (await apis.appizer.get(f"/v1/apps/{made['id']}")).json()["app"] == made


class Moved:
    """An organisation of the seed, and its clock."""

    def __init__(self) -> None:
        self.moment = MOMENT
        seeding = Seeding("small", 1, MOMENT)
        self.organization = Organization("o", "k", lambda: self.moment, seeding.random("x"))
        self.organization.apps.update(seed_apps(seeding, "o"))
        self.organization.pulses.update(pulses_of(seeding, self.organization.apps))
        self.ids = {app["name"]: id for id, app in self.organization.apps.items()}

    def app(self, name: str, at: datetime) -> App:
        self.moment = at
        return dict(self.organization.get(self.ids[name]))


def test_the_same_moment_has_the_same_counts_however_one_came_there() -> None:
    straight, stepwise = Moved(), Moved()
    for hours in range(0, 24 * 20, 7):
        stepwise.app("Gift Shop", MOMENT + timedelta(hours=hours))
    end = MOMENT + 20 * DAY
    assert straight.app("Gift Shop", end) == stepwise.app("Gift Shop", end)


def test_counts_never_fall_and_the_last_event_moves_with_them_alone() -> None:
    moved = Moved()
    for name in moved.ids:
        apps = [moved.app(name, MOMENT + timedelta(minutes=40 * n)) for n in range(24 * 14)]
        for earlier, later in pairwise(apps):
            assert later["cached_user_count"] >= earlier["cached_user_count"]
            assert later["cached_event_count"] >= earlier["cached_event_count"]
            grew = later["cached_event_count"] > earlier["cached_event_count"]
            assert (later["cached_last_event"] > earlier["cached_last_event"]) == grew


def test_an_office_is_quiet_at_weekends_and_a_theatre_is_not() -> None:
    moved = Moved()
    saturday = datetime(2025, 3, 15, 9, tzinfo=UTC)

    def gained(name: str, since: datetime) -> int:
        before, after = moved.app(name, since), moved.app(name, since + 1.5 * DAY)
        return int(after["cached_event_count"]) - int(before["cached_event_count"])

    for weeks in range(4):
        weekend, workdays = saturday + weeks * 7 * DAY, saturday + (weeks * 7 - 3) * DAY
        assert gained("Backstage", workdays) > 10 * gained("Backstage", weekend)
        assert gained("Northwind Box Office", weekend) > 1_000
