"""Appizer's apps with their cached counts, and no secret anywhere, whatever is shown, logged or stored."""

from tests.scenarios.asking import PUBLISH
from tests.scenarios.endings import leaks_of
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast
from tests.scenarios.test_lists import table_of


async def test_the_apps_are_listed_with_their_cached_counts_and_when_they_were_counted(
    cast: Cast, vendors: Vendors
) -> None:
    apps = await vendors.apps()
    answer = await cast.maya.types("/appizer apps")
    header, *rows = table_of(answer)
    assert header == ["Name", "Users", "Events", "Last event", "Counted", "Status"]
    assert [row[0] for row in rows] == sorted(app["name"] for app in apps)
    counts = {app["name"]: (app["cached_user_count"], app["cached_event_count"]) for app in apps}
    assert {row[0]: (row[1], row[2]) for row in rows} == counts
    assert all(row[4].startswith("20") for row in rows)
    assert "8 apps" in answer


async def test_an_app_is_shown_with_its_counts_and_as_of_when(cast: Cast, vendors: Vendors) -> None:
    shown = await cast.maya.types('/appizer apps show "box office (staging)"')
    for fact in ("Box Office (staging)", "*41* users", "*12,006* events", "as of", "staging"):
        assert fact in shown, shown.plain
    (app,) = [app for app in await vendors.apps() if app["name"] == "Box Office (staging)"]
    assert str(app["id"]) in shown


async def test_an_ambiguous_app_is_answered_with_candidates_and_one_can_be_picked_from_the_list(
    cast: Cast,
) -> None:
    answer = await cast.maya.types("/appizer apps show northwind")
    assert answer.buttons == ["Northwind Box Office", "Northwind Members"]
    assert "48,211" in await cast.maya.presses(answer, "Northwind Box Office")
    listed = await cast.maya.types("/appizer apps")
    (option,) = await cast.maya.board.options(listed, "Open an app…", "gift")
    assert "5,120" in await cast.maya.presses(listed, "Open an app…", option)


@on_both_databases
async def test_no_secret_stands_in_slack_in_the_database_or_in_the_log(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    apps = await vendors.apps()
    secrets = await vendors.secrets()
    assert len(secrets) >= 2 * len(apps) + 6
    await cast.maya.types("/appizer apps")
    for app in apps:
        await cast.maya.types(f"/appizer apps show {app['id']}")
    for kind in ("broken_json", "html", "status", "cut_after"):
        await vendors.fault("GET /v1/apps*", kind, count=3)
        await cast.maya.types(f"/appizer apps show {apps[0]['id']}")
        await vendors.heal()
    await cast.maya.types(PUBLISH)
    await cast.tomas.presses(await cast.card(), "Approve")
    await cast.adam.types("/callboard audit")
    assert await leaks_of(house, secrets) == []


@on_both_databases
async def test_an_address_to_answer_at_is_never_stored_in_the_clear(house: Playhouse, cast: Cast) -> None:
    await cast.maya.types(PUBLISH)
    await cast.tomas.presses(await cast.card(), "Approve")
    urls = [
        entry.request["response_url"]
        for entry in house.stand_in.stage.journal.entries()
        if entry.direction == "to_bot" and "response_url" in entry.request
    ]
    assert len(urls) >= 2
    leaks = await leaks_of(house, urls)
    assert [place for place, _ in leaks if place != "Slack"] == []


async def test_a_secret_typed_into_a_reason_does_not_reach_the_channel_or_the_audit(
    house: Playhouse, cast: Cast
) -> None:
    token = "xoxb-" + "1234567890-abcdefABCDEF"
    await cast.maya.types(f'/appcues flows publish "Welcome tour" --reason "use {token}"')
    card = await cast.card()
    assert token not in str(card.raw)
    assert token not in (await cast.adam.types("/callboard audit")).text
    assert token not in str(await house.audit())
    assert [place for place, _ in await leaks_of(house, [token]) if place != "database"] == []


@house_with(has_vendors=False)
async def test_without_vendors_people_are_told_what_is_missing(cast: Cast) -> None:
    assert "No Appcues account is connected" in await cast.maya.types("/appcues flows")
    assert "No Appizer organisation is connected" in await cast.maya.types("/appizer apps")
