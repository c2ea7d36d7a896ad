"""Change requests in the channels that want to hear of them: how each stands, and what took effect."""

from datetime import timedelta

import pytest

from bot.domain.subscriptions import Severity, Topic
from sandbox.slack.driver import SeenMessage
from tests.scenarios.asking import HOURS, PUBLISH, PUBLISH_ROUTE, WELCOME, card_of_a_request
from tests.scenarios.hours import run_at
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.processes import approve_in_two_processes, second_process
from tests.scenarios.seats import APPROVALS, Cast
from tests.scenarios.subscribing import RANDOM, STATS, notices, posted, wants
from tests.scenarios.test_accounts import add_staging, flows_of_staging
from tests.scenarios.test_policy import set_rule
from tests.scenarios.test_timed_changes import MINUTE, WEEK, on_thursday
from tests.scenarios.test_vendor_trouble import ITEM_ROUTE

PEOPLE = ("Maya Lindqvist", "Tomás Ferreira")


async def only(cast: Cast, channel: str) -> SeenMessage:
    """The one message of the bot in a channel; it calls nobody."""
    (told,) = await posted(cast, channel)
    assert told.pings == []
    return told


@on_both_databases
async def test_a_request_is_one_message_in_a_channel_from_being_asked_to_its_end(
    house: Playhouse, cast: Cast
) -> None:
    await wants(house, RANDOM, Topic.APPROVALS)
    await wants(house, APPROVALS, Topic.APPROVALS)
    card = await card_of_a_request(cast)
    told = await only(cast, RANDOM)
    for words in ("Publish the flow", "Waiting for approval: 0 of 1 approval", "spring launch", PEOPLE[0]):
        assert words in told, told.plain
    assert told.buttons == ["Show the request"]
    await cast.tomas.presses(card, "Approve")
    after = await only(cast, RANDOM)
    assert after.ts == told.ts
    assert "Live, approved by Tomás Ferreira" in after
    assert await cast.told_in_thread(after) == []
    assert "Live" in await cast.adam.presses(after, "Show the request")
    (own,) = await cast.cards()
    assert "set up here" not in own, "the card of the request itself is enough there"
    line = "/callboard subscriptions preview approvals"
    assert "would have posted 1 message" in await cast.maya.types(line, RANDOM)
    assert "would have posted nothing" in await cast.maya.types(line, APPROVALS)
    (written,) = await notices(house, Topic.APPROVALS)
    assert {channel for channel, name in written.told.items() if name} == {RANDOM}


@on_both_databases
async def test_a_channel_that_wants_only_what_goes_amiss_hears_when_it_does(
    house: Playhouse, cast: Cast
) -> None:
    await wants(house, STATS, Topic.APPROVALS, least=int(Severity.WARNING))
    await wants(house, RANDOM, Topic.APPROVALS)
    await card_of_a_request(cast)
    assert await posted(cast, STATS) == []
    await house.time_passes(60 * HOURS)
    assert "Expired: nobody decided in time" in await only(cast, STATS)
    assert "Expired: nobody decided in time" in await only(cast, RANDOM)
    await house.time_passes(HOURS)
    (written,) = await notices(house, Topic.APPROVALS)
    assert written.at > house.clock.now() - timedelta(hours=2), "a look back finds it when it went amiss"


async def test_a_rejection_says_who_and_why_and_what_needs_nobody_is_not_told_of(
    house: Playhouse, cast: Cast
) -> None:
    await wants(house, RANDOM, Topic.APPROVALS)
    card = await card_of_a_request(cast)
    await cast.tomas.opens(card, "Reject")
    await cast.tomas.submits(reason="wrong week")
    told = await only(cast, RANDOM)
    assert "Rejected by Tomás Ferreira" in told
    assert "wrong week" in told
    (written,) = await notices(house, Topic.APPROVALS)
    assert written.line == (
        "*Publish the flow “Welcome tour”*: rejected by Tomás Ferreira, asked by Maya Lindqvist"
    )


@on_both_databases
async def test_what_took_effect_is_told_with_who_asked_who_approved_and_a_way_to_it(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await wants(house, RANDOM, Topic.PUBLISHING)
    await wants(house, STATS, Topic.PUBLISHING, kind="pins")
    await wants(house, APPROVALS, Topic.PUBLISHING)
    card = await card_of_a_request(cast)
    assert await posted(cast, RANDOM) == [], "nothing has happened yet"
    await cast.tomas.presses(card, "Approve")
    told = await only(cast, RANDOM)
    for words in ("Published the flow “Welcome tour”", "Live", "spring launch", "Open in Studio"):
        assert words in told, told.plain
    assert "Asked by Maya Lindqvist, approved by Tomás Ferreira" in told
    assert "Flow · live" in await cast.maya.presses(told, "Show the flow")
    assert await posted(cast, STATS) == []
    assert len(await cast.cards()) == 1
    flow = await vendors.experience(WELCOME)
    (written,) = await notices(house, Topic.PUBLISHING)
    assert written.key == f"publishing:appcues:environment:flows:{flow['id']}:live:{flow['updated_at']}"
    assert written.tags == sorted(flow["tag_ids"])


@on_both_databases
async def test_a_change_at_its_time_and_its_counterpart_are_told_when_they_take_effect(
    house: Playhouse, cast: Cast
) -> None:
    await wants(house, RANDOM, Topic.PUBLISHING)
    monday, friday = await on_thursday(house)
    await cast.maya.types(WEEK)
    await cast.tomas.presses(await cast.card(), "Approve")
    assert await posted(cast, RANDOM) == []
    await run_at(house, monday + MINUTE)
    assert "Published the flow" in await only(cast, RANDOM)
    await run_at(house, friday + MINUTE)
    _, down = await posted(cast, RANDOM)
    assert "Unpublished the flow" in down
    assert "Asked by Maya Lindqvist, approved by Tomás Ferreira, to end at this time" in down
    assert down.pings == []


async def test_a_lost_answer_is_told_once_it_is_known_that_it_took_effect(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await wants(house, RANDOM, Topic.PUBLISHING)
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "slow", seconds=HOURS)
    await cast.tomas.board.press(card, "Approve")
    await vendors.met()
    await vendors.fault(ITEM_ROUTE, "status", count=3)
    await vendors.release()
    await house.settle()
    assert await house.request_states() == ["unknown"]
    assert await posted(cast, RANDOM) == []
    await house.time_passes(30)
    assert "Published the flow" in await only(cast, RANDOM)
    await house.time_passes(600)
    await only(cast, RANDOM)


async def test_what_failed_has_not_taken_effect(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    await wants(house, RANDOM, Topic.PUBLISHING)
    await wants(house, STATS, Topic.APPROVALS, least=int(Severity.WARNING))
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "status", status=403)
    await cast.tomas.clicks(card, "Approve")
    assert await posted(cast, RANDOM) == []
    assert "Could not be carried out" in await only(cast, STATS)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('/appcues keys create "Kiosk" --reason kiosk', "Created the SDK key “Kiosk”"),
        ("/appcues enforcement enable --reason safety", "Enabled enforcement of SDK signatures"),
    ],
)
async def test_keys_and_enforcement_are_told_under_keys_and_without_any_value(
    house: Playhouse, cast: Cast, line: str, words: str
) -> None:
    await wants(house, RANDOM, Topic.KEYS)
    await wants(house, STATS, Topic.PUBLISHING)
    await cast.maya.types(line)
    await cast.tomas.clicks(await cast.card(), "Approve")
    told = await only(cast, RANDOM)
    assert words in told, told.plain
    assert "slots used" in await cast.adam.presses(told, "Show the keys")
    assert await posted(cast, STATS) == []


async def test_segments_and_rules_are_told_under_publishing(house: Playhouse, cast: Cast) -> None:
    await wants(house, RANDOM, Topic.PUBLISHING)
    await wants(house, STATS, Topic.PUBLISHING, kind="rules")
    await cast.adam.types('/appcues segments create "Night shift"')
    review = await cast.maya.types("/appcues rules deny --profiles plan --reason less")
    await cast.maya.presses(review, "Deny")
    await cast.tomas.clicks(await cast.card(), "Approve")
    first, second = await posted(cast, RANDOM)
    assert "Created the segment “Night shift”" in first
    assert "Replaced the ingestion rules: deny 1 name" in second
    assert "deny" in await cast.adam.presses(second, "Show the rules")
    assert "Replaced" in await only(cast, STATS)


@house_with(has_staging=True)
async def test_where_there_are_several_accounts_the_message_names_its_own_and_leads_there(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    await wants(house, RANDOM, Topic.PUBLISHING)
    await wants(house, STATS, Topic.PUBLISHING, account="appcues:environment")
    flow = next(each for each in await flows_of_staging(vendors) if not each["published"])
    await cast.maya.types(f"/appcues flows publish {flow['id']} --account staging --reason try")
    await cast.tomas.presses(await cast.card(), "Approve")
    told = await only(cast, RANDOM)
    assert "staging (Appcues 17435, US)" in told
    assert "staging (Appcues 17435, US)" in await cast.adam.presses(told, "Show the flow")
    assert await posted(cast, STATS) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_decisions_that_reach_two_processes_are_told_once(house: Playhouse, cast: Cast) -> None:
    await wants(house, RANDOM, Topic.PUBLISHING)
    await wants(house, STATS, Topic.APPROVALS)
    async with second_process(house) as other:
        await cast.maya.types(PUBLISH)
        await approve_in_two_processes(house, other, await cast.card(), cast.tomas, cast.adam)
    assert "Published the flow" in await only(cast, RANDOM)
    assert "Live" in await only(cast, STATS)


async def test_what_needs_no_approval_is_told_when_done_and_asks_nobody(house: Playhouse, cast: Cast) -> None:
    await set_rule(cast, "free --kind flow --action publish --approvals 0")
    await wants(house, RANDOM, Topic.PUBLISHING)
    await wants(house, STATS, Topic.APPROVALS)
    await cast.maya.types(PUBLISH)
    told = await only(cast, RANDOM)
    assert "Asked by Maya Lindqvist" in told
    assert "approved" not in told
    assert await posted(cast, STATS) == []


@pytest.mark.parametrize("days", [30, 36])
async def test_a_request_for_much_later_is_one_message_until_its_end(
    house: Playhouse, cast: Cast, days: int
) -> None:
    await on_thursday(house)
    await wants(house, STATS, Topic.APPROVALS)
    later = house.clock.now() + timedelta(days=60)
    await cast.maya.types(f'{PUBLISH} --at "{later:%Y-%m-%d} 09:00"')
    await cast.tomas.presses(await cast.card(), "Approve")
    await house.time_passes(timedelta(days=days).total_seconds())
    await cast.maya.types("/callboard mute 1d", STATS)
    await cast.maya.presses(await cast.card(), "Cancel")
    assert "ithdrawn" in await only(cast, STATS)
