"""Digests that cannot come, or whose subject is gone: nothing that happened is lost to the channel, and it says so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.change_requests import State
from bot.services.request_rows import row_from
from storage.unit_of_work import UnitOfWork
from tests.bulk.conftest import request_of
from tests.delivery.stage import MovableClock
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import TEAM, Playhouse, Vendors
from tests.scenarios.scheduled import comes_due, happens, posts, subscribe, the_digest
from tests.scenarios.seats import APPROVALS, Cast
from tests.scenarios.subscribing import STATS
from tests.scenarios.test_accounts import add_staging
from tests.scenarios.test_channels_that_come_back import DEAD
from tests.scenarios.test_digests import DIGEST, HOUR, thursday_nine, went_live

MANY = 251


@pytest.mark.parametrize("hours", [1, 4], ids=["kept", "expired"])
@on_both_databases
async def test_each_fact_stands_in_one_digest_that_came_though_others_could_not_be_posted(
    house: Playhouse, cast: Cast, hours: int
) -> None:
    house.forgive(*DEAD)
    await thursday_nine(house)
    schedule = await subscribe(house, "digest", "daily 09:00", channel=STATS)
    names = ["Spring tour", "Summer tour", "Autumn tour", "Winter tour"]
    for name in names[:3]:
        await happens(house, went_live(house, name))
        await comes_due(house, schedule)
        await house.board.change_channel(STATS, "archive")
        await house.settle()
    await house.time_passes(hours * HOUR)
    await house.board.change_channel(STATS, "unarchive")
    await house.settle()
    await happens(house, went_live(house, names[3]))
    await comes_due(house, schedule)
    came = await posts(cast, DIGEST, STATS)
    told = [names[:1], names[1:3], names[3:]] if hours == 1 else [names[:1], names[1:]]
    assert [[name for name in names if name in each] for each in came] == told


@on_both_databases
async def test_what_expired_in_doubt_stands_in_the_next_one(house: Playhouse, cast: Cast) -> None:
    house.forgive("internal_error", "outcome", "500")
    await thursday_nine(house)
    schedule = await subscribe(house, "digest", "daily 09:00", channel=STATS)
    names = ["Spring tour", "Summer tour", "Autumn tour"]
    await happens(house, went_live(house, names[0]))
    await comes_due(house, schedule)
    await happens(house, went_live(house, names[1]))
    await cast.maya.board.fault("chat.postMessage", "error500", count=9999)
    await comes_due(house, schedule)
    for _ in range(40):
        await house.time_passes(300)
    house.stand_in.stage.faults.clear()
    await house.settle()
    assert len(await posts(cast, DIGEST, STATS)) == 1
    await happens(house, went_live(house, names[2]))
    await comes_due(house, schedule)
    came = await posts(cast, DIGEST, STATS)
    assert [[name for name in names if name in each] for each in came] == [names[:1], names[1:]]


@house_with(has_staging=True)
async def test_one_of_an_account_that_was_removed_says_so_instead_of_staying_away(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    await thursday_nine(house)
    line = "/callboard subscribe digest daily 09:00 --in-account staging"
    await cast.maya.presses(await cast.maya.types(line), "Save")
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    schedule = await the_digest(house)
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    assert "is not connected any more" in seen


async def test_however_many_wait_each_digest_counts_those_that_are_its_own(
    house: Playhouse, cast: Cast
) -> None:
    await thursday_nine(house)
    all_of_them = await subscribe(house)
    await subscribe(house, channel=STATS, kind="banners")

    now, clock = house.clock.now(), MovableClock()

    def ask(work: UnitOfWork) -> None:
        for number in range(MANY):
            request = replace(
                request_of("U0MAYA", str(number), clock),
                team_id=TEAM,
                state=State.WAITING,
                item_kind="banners" if number == MANY - 1 else "flows",
                item_id=str(number),
                channel_id=APPROVALS,
                created_at=now + timedelta(microseconds=number),
                expires_at=now + timedelta(days=9),
            )
            assert work.change_requests.add(row_from(request))

    await house.program.ground.database.transact(ask)
    await comes_due(house, all_of_them)
    [seen] = await posts(cast, DIGEST)
    assert f"{MANY} waiting for approval" in seen
    [banner] = await posts(cast, DIGEST, STATS)
    assert "1 waiting for approval" in banner


async def test_counts_of_the_last_snapshot_come_with_its_time(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house, "digest", "daily 09:00")
    await vendors.fault("GET /v1/apps", "status", count=9999)
    await house.time_passes(48 * HOUR)
    await happens(house, went_live(house, "Summer tour"))
    await comes_due(house, schedule)
    seen = (await posts(cast, DIGEST))[-1]
    assert "more than a day ago: these are old counts" in seen, seen.plain
    house.forgive("fault on its side", "snapshot")
