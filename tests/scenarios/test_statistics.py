"""Statistics from Slack: the newest counts at once, and how they changed once snapshots were taken."""

from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast

HOUR, DAY = 3600.0, 86_400.0
PORTAL = "Education Portal"


async def test_all_apps_are_told_with_their_totals_before_any_snapshot(cast: Cast, vendors: Vendors) -> None:
    seen = await cast.maya.types("/appizer stats")
    users = sum(app["cached_user_count"] for app in await vendors.apps())
    assert f"{users:,}" in seen


async def test_one_app_is_shown_over_time_once_snapshots_are_there(house: Playhouse, cast: Cast) -> None:
    await house.run_tasks()
    for _ in range(4):
        await house.time_passes(DAY)
    seen = await cast.maya.types(f'/appizer stats "{PORTAL}" --days 7')
    assert "users" in seen
    assert any(block["type"] == "data_visualization" for block in seen.blocks)
    again = await cast.maya.types("/appizer stats --days 7")
    assert "in 4 days" in again


async def test_an_app_nobody_knows_and_days_nobody_keeps_are_told(cast: Cast) -> None:
    assert "None of the apps" in await cast.maya.types("/appizer stats zzzz")
    assert "days" in await cast.maya.types("/appizer stats --days 99999")


async def test_guests_see_no_statistics(cast: Cast) -> None:
    assert "Guests" in await cast.greta.types("/appizer stats")


async def test_a_vendor_that_fails_is_told_and_the_last_snapshot_shown(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await house.run_tasks()
    await house.time_passes(60)
    await vendors.fault("GET /v1/apps", "status", count=9)
    seen = await cast.maya.types("/appizer stats")
    assert "fault" in seen
    house.forgive("fault on its side")
