"""Posts of statistics: at their times, once, and an honest sentence where there is nothing to read."""

from bot.domain.accounts import Account, Credentials, Vendor
from bot.services.account_rows import row_of
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import TEAM, VENDORS, Playhouse, Vendors
from tests.scenarios.scheduled import comes_due, note_of_last, posts, subscribe
from tests.scenarios.seats import Cast

DAY = 86_400.0
PORTAL = "Education Portal"
TOPIC = "Topic stats · set up here by Maya Ito"


async def days_pass(house: Playhouse, days: int) -> None:
    """Snapshots are taken meanwhile, one a day."""
    await house.run_tasks()
    for _ in range(days):
        await house.time_passes(DAY)


@on_both_databases
async def test_all_apps_come_with_the_period_in_words_a_chart_and_a_table_of_those_that_moved(
    house: Playhouse, cast: Cast
) -> None:
    await days_pass(house, 4)
    schedule = await subscribe(house, "stats", "daily 09:00")
    for day in range(1, 3):
        await comes_due(house, schedule)
        assert len(await posts(cast, TOPIC)) == day
    seen = (await posts(cast, TOPIC))[-1]
    assert " users* in 8 apps, up " in seen
    assert " in 6 days" in seen or " in 5 days" in seen
    kinds = [block["type"] for block in seen.blocks]
    assert kinds.count("data_visualization") == 2
    assert kinds.count("data_table") == 1
    assert kinds[-1] == "context"


async def test_one_app_comes_whole_where_only_that_is_wanted(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await days_pass(house, 2)
    portal = next(app["id"] for app in await vendors.apps() if app["name"] == PORTAL)
    schedule = await subscribe(house, "stats", "mondays 09:00", app=portal)
    await comes_due(house, schedule)
    [seen] = await posts(cast, TOPIC)
    assert seen.lines[0] == PORTAL
    assert "Northwind" not in seen


async def test_an_app_that_is_gone_is_told_in_a_sentence(house: Playhouse, cast: Cast) -> None:
    schedule = await subscribe(house, "stats", "daily 09:00", app="gone")
    await comes_due(house, schedule)
    [seen] = await posts(cast, TOPIC)
    assert seen.lines[0] == ":warning: The app that these statistics are about is not there any more."


async def test_counts_that_cannot_be_read_are_told_in_a_sentence(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    schedule = await subscribe(house, "stats", "daily 09:00")
    await vendors.fault("GET /v1/apps", "status", count=99)
    await comes_due(house, schedule)
    [seen] = await posts(cast, TOPIC)
    assert seen.lines[0].startswith(":warning: The statistics of appizer (Appizer) could not be read. ")
    assert len(seen.lines) == 2
    assert await note_of_last(house, schedule) == ""
    house.forgive("fault on its side", "snapshot")


async def test_a_vendor_that_does_not_answer_is_not_waited_for(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    schedule = await subscribe(house, "stats", "daily 09:00")
    house.program.services.statistics_posts._accounts._patience = 0.05
    await vendors.fault("GET /v1/apps", "slow", count=9)
    await comes_due(house, schedule)
    [seen] = await posts(cast, TOPIC)
    assert "It took too long to answer." in seen
    await vendors.heal()


@house_with(has_vendors=False)
async def test_without_an_organisation_that_is_told(house: Playhouse, cast: Cast) -> None:
    schedule = await subscribe(house, "stats", "daily 09:00")
    await comes_due(house, schedule)
    [seen] = await posts(cast, TOPIC)
    assert "No Appizer organisation is connected" in seen


async def test_an_organisation_that_is_gone_is_told(house: Playhouse, cast: Cast) -> None:
    schedule = await subscribe(house, "stats", "daily 09:00", account="appizer:gone")
    await comes_due(house, schedule)
    [seen] = await posts(cast, TOPIC)
    assert "is not connected any more" in seen


async def test_a_late_one_says_so(house: Playhouse, cast: Cast) -> None:
    schedule = await subscribe(house, "stats", "daily 09:00")
    await comes_due(house, schedule, late=2 * 3600.0)
    [seen] = await posts(cast, TOPIC)
    assert seen.lines[0] == ":warning: This is 2 h late."


async def test_several_organisations_come_in_one_message_each_by_its_name(
    house: Playhouse, cast: Cast
) -> None:
    await days_pass(house, 2)
    second = Account("5ec0d000", Vendor.APPIZER, "second", added_by="U0ADAM")
    row = row_of(TEAM, second, Credentials(VENDORS.appizer_key), house.clock.now())
    await house.program.ground.database.transact(lambda work: work.accounts.add(row))
    schedule = await subscribe(house, "stats", "daily 09:00")
    await comes_due(house, schedule)
    [seen] = await posts(cast, TOPIC)
    assert "*appizer (Appizer)*" in seen
    assert "*second (Appizer)*" in seen
    assert [block["type"] for block in seen.blocks].count("data_table") == 1
