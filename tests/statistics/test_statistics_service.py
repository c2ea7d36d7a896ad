"""What people are told: the newest counts, what they are compared with, and what is missing."""

import pytest

from bot.domain.app_statistics import Overview
from bot.domain.readings import Figure
from bot.domain.statistics import Change
from bot.errors import ApiError, BadInput, NoSuchItem, SeveralMatch
from tests.statistics.conftest import Hire, Vendor, Worker
from tests.statistics.readings import DAY, HOUR

USERS, EVENTS = Figure.USERS, Figure.EVENTS


async def grow(vendor: Vendor, worker: Worker, days: int) -> None:
    """So many days, on each of which every app gets its hundredth part more, and an event for each user."""
    for _ in range(days):
        vendor.advance(DAY)
        for app_id, app in vendor.organization.apps.items():
            users, events = app["cached_user_count"], app["cached_event_count"]
            vendor.count(app_id, users + users // 100, events + users)
        await worker.snapshots.keep()


def lines(overview: Overview) -> dict[str, tuple[int | None, dict[Figure, Change]]]:
    return {line.name: (line.reading.users, dict(line.changes)) for line in overview.lines}


async def test_before_the_first_snapshot_there_are_counts_but_no_changes(hire: Hire, vendor: Vendor) -> None:
    vendor.add("Rota", 318, 92_480)
    vendor.add("Box office", 48_211, None)
    overview = await hire().statistics.overview()
    assert lines(overview) == {"Box office": (48_211, {}), "Rota": (318, {})}
    assert overview.counting_since is None
    assert overview.total(USERS).count == 48_529
    assert (overview.total(EVENTS).count, overview.total(EVENTS).unknown) == (92_480, 1)
    assert overview.total(USERS).change is None
    assert overview.over_time.app_count == 0
    app = await hire().statistics.of_app("rota")
    assert (app.name, app.reading and app.reading.users, app.changes) == ("Rota", 318, {})
    assert app.points[-1].value(USERS) == 318


async def test_the_present_counts_are_compared_with_the_snapshot_of_so_many_days_ago(
    hire: Hire, vendor: Vendor
) -> None:
    vendor.add("Rota", 1_000, 5_000)
    worker = hire(every=DAY)
    await grow(vendor, worker, 10)
    overview = await worker.statistics.overview(days=7)
    (line,) = overview.lines
    assert line.changes[USERS].before == 1_030
    assert line.changes[USERS].after == line.reading.users == 1_100
    assert line.changes[USERS].span == 7 * DAY
    app = await worker.statistics.of_app("Rota", days=7)
    assert app.changes == line.changes
    assert [point.value(USERS) for point in app.points] == [1_040, 1_050, 1_060, 1_070, 1_080, 1_090, 1_100]


async def test_an_app_that_is_younger_than_the_period_is_compared_with_its_first_reading(
    hire: Hire, vendor: Vendor
) -> None:
    vendor.add("Rota", 1_000)
    worker = hire(every=DAY)
    await grow(vendor, worker, 20)
    vendor.add("Shop", 500)
    await grow(vendor, worker, 5)
    app = await worker.statistics.of_app("shop", days=30)
    assert app.changes[USERS].span == 4 * DAY
    overview = await worker.statistics.overview(days=10)
    assert lines(overview)["Shop"] == (525, {}), "among all, only what can be compared over the whole period"
    assert overview.total(USERS).compared == 1


async def test_the_sum_over_time_is_of_the_same_apps_throughout(hire: Hire, vendor: Vendor) -> None:
    vendor.add("Rota", 1_000)
    lazy = vendor.add("Lazy", 7_000)
    worker = hire(every=DAY)
    await grow(vendor, worker, 6)
    vendor.add("New", 900)
    for _ in range(3):
        stale = vendor.organization.apps[lazy]["stats_last_updated"]
        await grow(vendor, worker, 1)
        vendor.organization.apps[lazy]["stats_last_updated"] = stale
    vendor.advance(DAY)
    await worker.snapshots.keep()
    overview = await worker.statistics.overview(days=10)
    values = [point.value(USERS) for point in overview.over_time.points]
    assert overview.over_time.app_count >= 1
    known = [value for value in values if value is not None]
    assert known == sorted(known), "no app that comes or goes makes the sum jump"


async def test_a_time_in_which_appizer_did_not_count_is_a_gap_in_the_sums(hire: Hire, vendor: Vendor) -> None:
    vendor.add("Rota", 1_000)
    vendor.add("Shop", 2_000)
    worker = hire(every=DAY)
    await grow(vendor, worker, 3)
    for _ in range(3):
        vendor.advance(DAY)
        await worker.snapshots.keep()
    await grow(vendor, worker, 2)
    overview = await worker.statistics.overview(days=8)
    values = [point.value(USERS) is not None for point in overview.over_time.points]
    assert values == [True, True, True, True, False, False, True, True]
    assert overview.over_time.app_count == 2


async def test_old_counts_are_told_as_such_and_compared_with_nothing(hire: Hire, vendor: Vendor) -> None:
    vendor.add("Rota", 1_000)
    worker = hire(every=DAY)
    await grow(vendor, worker, 5)
    vendor.advance(2 * DAY)
    overview = await worker.statistics.overview(days=5)
    assert overview.old == 1
    assert overview.lines[0].changes == {}
    app = await worker.statistics.of_app("Rota", days=5)
    assert app.reading is not None
    assert not app.reading.is_fresh
    assert app.changes == {}
    assert app.points[-1].reading is None


async def test_while_appizer_cannot_be_reached_the_last_snapshot_is_shown_as_such(
    hire: Hire, vendor: Vendor
) -> None:
    vendor.add("Rota", 1_000)
    worker = hire(every=DAY)
    vendor.is_away(True)
    with pytest.raises(ApiError):
        await worker.statistics.overview()
    vendor.is_away(False)
    vendor.advance(HOUR)
    await grow(vendor, worker, 5)
    taken = vendor.moment - 10 * HOUR
    vendor.advance(HOUR)
    vendor.is_away(True)
    overview = await worker.statistics.overview(days=3)
    assert overview.trouble
    assert overview.as_of == taken
    assert lines(overview)["Rota"][0] == 1_050
    app = await worker.statistics.of_app("Rota", days=3)
    assert (app.as_of, app.reading and app.reading.users) == (taken, 1_050)
    assert app.trouble == overview.trouble
    assert app.changes[USERS].difference == 30


async def test_a_deleted_app_can_still_be_asked_for(hire: Hire, vendor: Vendor) -> None:
    gone = vendor.add("Festival", 800)
    vendor.add("Rota", 1_000)
    worker = hire(every=DAY)
    await grow(vendor, worker, 3)
    del vendor.organization.apps[gone]
    vendor.advance(HOUR)
    app = await worker.statistics.of_app("festi")
    assert (app.name, app.is_listed) == ("Festival", False)
    assert app.reading is not None
    assert app.reading.users == 824
    assert [line.name for line in (await worker.statistics.overview()).lines] == ["Rota"]


async def test_names_that_fit_several_or_none_are_answered_with_the_nearest(
    hire: Hire, vendor: Vendor
) -> None:
    for name in ("Box office", "Box office (staging)", "Rota"):
        vendor.add(name)
    statistics = hire().statistics
    with pytest.raises(SeveralMatch) as several:
        await statistics.of_app("box")
    assert [candidate.name for candidate in several.value.candidates] == [
        "Box office",
        "Box office (staging)",
    ]
    with pytest.raises(NoSuchItem) as none:
        await statistics.of_app("roat")
    assert [candidate.name for candidate in none.value.candidates] == ["Rota"]
    assert [candidate.name for candidate in await statistics.offer("sta")] == ["Box office (staging)"]


@pytest.mark.parametrize("days", [0, -1, 731])
async def test_a_period_that_is_not_kept_is_refused_with_what_can_be_asked(hire: Hire, days: int) -> None:
    for ask in (hire().statistics.overview(days), hire().statistics.of_app("x", days)):
        with pytest.raises(BadInput, match="days cannot be shown") as refused:
            await ask
        assert refused.value.field == "days"
        assert "1 to 730" in refused.value.hint
