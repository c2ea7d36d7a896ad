"""Warnings about apps in a channel: the history says that events have stopped, and later that they are back."""

from datetime import timedelta

from bot.domain.subscriptions import Severity, Topic
from sandbox.seed import from_iso
from storage.repositories.snapshots import new_reading
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast
from tests.scenarios.subscribing import STATS, posted, wants
from tests.storage.snapshots import take

DAY = timedelta(days=1)
PORTAL = "Education Portal"
"""Used in offices: its last event is of the day before yesterday, and new ones come on weekdays."""


async def has_been_quiet(house: Playhouse, vendors: Vendors, days: int) -> None:
    """Until so many days ago the app had events each day, and since then none."""
    (app,) = [each for each in await vendors.apps() if each["name"] == PORTAL]
    today = house.clock.now().replace(minute=0, second=0, microsecond=0)
    for ago in range(30, 0, -1):
        at = today - ago * DAY
        events = app["cached_event_count"] - 500 * max(ago - days, 0)
        last = from_iso(app["cached_last_event"]) - max(ago - days, 0) * DAY
        read = new_reading(app["id"], app["cached_user_count"], events, min(last, at), at)
        await take(
            house.program.ground.database, at, [read], account="environment", names={app["id"]: app["name"]}
        )


@on_both_databases
async def test_a_warning_stands_once_in_the_channel_and_is_over_on_the_same_message(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await wants(house, STATS, Topic.STATS, least=int(Severity.ALARM))
    await has_been_quiet(house, vendors, days=2)
    await house.run_tasks()
    await house.settle()
    (told,) = await posted(cast, STATS)
    assert f"Events have stopped: {PORTAL}" in told
    assert "set up here by Olivia Marsh" in told
    assert told.pings == []
    assert PORTAL in await cast.adam.presses(told, "Show the app")
    over = told
    for _ in range(80):  # hours: the longest weekend
        if "Over since" in over:
            break
        await house.time_passes(3600)
        (over,) = await posted(cast, STATS)
    assert over.ts == told.ts
    assert "there are events again" in over
