"""An account is removed while something waits for it, or speaks of it."""

import asyncio
import re

import pytest

from bot.domain.accounts import Account, Credentials, Vendor
from bot.domain.app_warnings import TOPIC, AppWarning, subject_of
from bot.domain.audit import Who
from bot.domain.subscriptions import Severity, Topic
from bot.domain.unusual import Kind
from bot.services.app_warnings import AppWarningNews
from sandbox.apis import STAGING
from storage.unit_of_work import UnitOfWork
from tests.scenarios.bulk import job_cards, passes, told_of
from tests.scenarios.looks import hears, news, next_look
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.processes import second_process
from tests.scenarios.seats import LAUNCHES, Cast
from tests.scenarios.subscribing import RANDOM, STATS, posted, wants
from tests.scenarios.test_accounts import add_staging
from tests.scenarios.test_key_rotation import OLD, plan_of
from tests.scenarios.test_keys import fill_slots

A_MINUTE = 280_000
OF_STAGING = (STAGING.key, STAGING.secret)
"""Rows, of which the vendor imports so many in that time."""


async def imports_there(cast: Cast, user: str) -> None:
    """Maya has a profile imported into the staging account."""
    rows = f'{{"user_id":"{user}","plan":"pro"}}'
    review = await cast.maya.types(f"/appcues imports profiles --account staging --rows {rows}")
    await cast.maya.clicks(review, "Import")


async def starts_there_elsewhere(vendors: Vendors, rows: int = 1) -> str:
    """Somebody has profiles imported without Callboard, which takes the longer the more there are; the job's id."""
    answer = await vendors.door.post(
        f"/v2/accounts/{STAGING.id}/import/profiles",
        content="\n".join(f'{{"user_id": "u-{row}", "plan": "PRO"}}' for row in range(rows)),
        headers={"Content-Type": "application/ndjson"},
        auth=OF_STAGING,
    )
    return str(answer.json()["job_id"])


@house_with(has_staging=True)
async def test_a_deletion_in_an_account_that_was_removed_is_not_called_done(
    cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    path, auth = f"/v2/accounts/{STAGING.id}/segments", OF_STAGING
    segment = (await vendors.door.get(path, auth=auth)).json()[0]
    asked = await cast.maya.types(
        f'/appcues segments delete {segment["id"]} --confirm "{segment["name"]}" --reason x --account staging'
    )
    assert "needs a second person" in asked
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    said = await cast.tomas.presses(await cast.card(), "Approve")
    assert "The account that it was asked for cannot be used" in said
    assert "gone" not in said, "the segment still is there"


@house_with(has_staging=True)
async def test_a_channel_whose_account_was_removed_does_not_speak_of_production_silently(
    cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard accounts use staging", LAUNCHES)
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    said = await cast.maya.types('/appcues flows unpublish "Checkout tips"', LAUNCHES)
    calls = await vendors.calls("/unpublish", effective=True)
    assert calls == []
    assert "that this channel spoke of is not connected any more" in said
    assert "/callboard accounts use LABEL" in said
    assert "/callboard accounts lists them" in said
    assert "is down" in await cast.maya.types('/appcues flows unpublish "Checkout tips" --account appcues')


@house_with(has_staging=True)
async def test_a_channel_whose_account_was_removed_lists_those_to_choose_from(cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard accounts use staging", LAUNCHES)
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    said = await cast.adam.types("/callboard accounts", LAUNCHES)
    assert "The Appcues account that this channel spoke of is not connected any more" in said
    assert "2 connected" in said.plain
    assert "appcues (Appcues 17434, US)" in said
    assert "any more" not in await cast.adam.types("/callboard accounts", RANDOM)
    await cast.adam.types("/callboard accounts use appcues", LAUNCHES)
    assert "any more" not in await cast.adam.types("/callboard accounts", LAUNCHES)


@house_with(has_staging=True)
@on_both_databases
async def test_a_job_of_an_account_that_was_removed_is_honestly_ended_and_told_once(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    await imports_there(cast, "u-1")
    assert "1 of our jobs run" in await cast.maya.types("/callboard status")
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    await passes(house, 300, times=3)
    (card,) = await job_cards(cast.maya)
    assert "Unknown: no longer followed, the account was removed" in card
    (told,) = await told_of(cast.maya, card)
    assert "no longer followed, the account was removed, so how it ended cannot be known" in told
    assert "None of our jobs runs" in await cast.maya.types("/callboard status")
    assert await house.look(lambda work: work.followed_jobs.open_count()) == 0
    ends = [each.entry for each in await house.audit() if each.entry.source == "job"]
    assert [each.detail for each in ends] == ["the job is no longer followed: the account was removed"]


@house_with(has_staging=True)
@on_both_databases
async def test_channels_hear_once_in_one_line_that_jobs_of_a_removed_account_are_not_followed_any_more(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    staging = await house.program.services.accounts.labelled(house.team, "staging")
    await wants(house, RANDOM, Topic.JOBS)
    await wants(house, STATS, Topic.JOBS, account=staging.key, least=int(Severity.WARNING), elsewhere=True)
    await wants(house, LAUNCHES, Topic.JOBS, account="appcues:environment")
    await starts_there_elsewhere(vendors, A_MINUTE)
    await house.run_tasks()
    for user in ("u-1", "u-2", "u-3"):
        await imports_there(cast, user)
    async with second_process(house) as other:
        await cast.adam.types("/callboard accounts remove staging --confirm staging")
        await house.later(300)
        looks = [each.services.job_follower.look() for each in (house.program, other)]
        await asyncio.gather(*looks)
    await passes(house, 300, times=2)
    line = (
        "3 jobs of *staging*, and 1 started elsewhere, are not followed any more: the account was removed,"
        " so how they ended cannot be known."
    )
    for channel in (RANDOM, STATS):
        (told,) = await posted(cast, channel)
        assert line in told.text
        assert told.pings == []
    assert await posted(cast, LAUNCHES) == [], "it wants to hear of another account"
    for card in await job_cards(cast.maya):
        assert len(await told_of(cast.maya, card)) == 1


@house_with(has_staging=True)
async def test_what_was_started_elsewhere_alone_is_told_only_where_that_is_wanted(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    await wants(house, RANDOM, Topic.JOBS)
    await wants(house, STATS, Topic.JOBS, elsewhere=True)
    await starts_there_elsewhere(vendors, A_MINUTE)
    await house.run_tasks()
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    await passes(house, 300, times=2)
    (told,) = await posted(cast, STATS)
    assert "1 job of *staging*, started elsewhere, is not followed any more" in told.text
    assert await posted(cast, RANDOM) == []


@house_with(has_staging=True)
async def test_where_the_card_of_each_job_stands_it_is_not_told_again(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    await wants(house, LAUNCHES, Topic.JOBS)
    await wants(house, RANDOM, Topic.JOBS)
    job_id = await starts_there_elsewhere(vendors)
    await cast.maya.types(f"/appcues jobs follow {job_id} --here --account staging")
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    await passes(house, 300, times=2)
    (card,) = await posted(cast, LAUNCHES)
    assert "Unknown: no longer followed" in card
    (told,) = await posted(cast, RANDOM)
    assert "1 job of *staging* is not followed any more" in told.text


@house_with(has_staging=True, editors="")
async def test_a_role_in_an_account_that_was_removed_is_still_taken_away_by_its_label(cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard roles grant @maya editor --in-account staging")
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    assert "in *staging (removed)*" in (await cast.adam.types("/callboard roles")).plain
    assert "is taken away" in await cast.adam.types("/callboard roles revoke @maya --in-account Staging")
    assert "staging" not in await cast.adam.types("/callboard roles")


@house_with(has_staging=True, editors="")
async def test_a_label_that_was_given_again_means_the_account_that_there_is(cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard roles grant @maya editor --in-account staging")
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    await add_staging(cast)
    assert "has no role" in await cast.adam.types("/callboard roles revoke @maya --in-account staging")
    listed = (await cast.adam.types("/callboard roles")).plain
    key = re.search(r"staging \(removed, (appcues:[0-9a-f]{8})\)", listed)
    assert key, listed
    assert "is taken away" in await cast.adam.types(f"/callboard roles revoke @maya --in-account {key[1]}")


@house_with(has_staging=True)
async def test_what_was_done_in_an_account_that_was_removed_is_found_by_its_label(cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard accounts rename staging --to staging-old")
    await cast.adam.types("/callboard accounts remove staging-old --confirm staging-old")
    found = await cast.adam.types("/callboard audit search --in-account staging-old")
    assert "accounts remove" in found
    assert "accounts rename" in found
    assert "roles" not in found


@house_with(has_staging=True)
async def test_a_button_of_a_removed_account_means_no_other_whose_label_begins_like_its_id(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    staging = await house.program.services.accounts.labelled(house.team, "staging")
    path, auth = f"/v2/accounts/{STAGING.id}/flows", OF_STAGING
    live = next(flow for flow in (await vendors.door.get(path, auth=auth)).json() if flow["published"])
    card = await cast.maya.types(f"/appcues flows show {live['id']} --account staging")
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    await cast.adam.types(f"/callboard accounts rename appcues --to {staging.id}-copy")
    before = await vendors.calls()
    said = await cast.maya.presses(card, "Unpublish")
    assert "is not connected any more" in said
    assert await vendors.calls() == before


@house_with(has_staging=True)
@on_both_databases
async def test_warnings_of_an_account_that_was_removed_are_over_where_they_stand(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    await hears(house, "keys", least=1)
    await fill_slots(vendors, 5, STAGING.id, OF_STAGING)
    for _ in range(3):
        await next_look(house)
    assert any("All 5 slots" in each.plain.replace("*", "") for each in await news(cast))
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    await house.settle()
    over = [each for each in await news(cast) if "its account was removed" in each]
    assert ["It was raised at 5 of 5" in each for each in over] == [True]
    staging = (await house.look(lambda work: work.accounts.removed(house.team)))[0]
    assert await house.look(lambda work: work.raised_warnings.open(Topic.KEYS, staging.id)) == []


@house_with(has_staging=True)
@on_both_databases
async def test_a_warning_about_an_app_is_over_with_its_organisation(house: Playhouse, cast: Cast) -> None:
    ground, services, now = house.program.ground, house.program.services, house.clock.now()
    new, key = Account("", Vendor.APPIZER, "tent"), Credentials(STAGING.appizer_key)
    tent = await services.account_changes.add(house.team, new, key, Who("U0ADAM", "typed"))
    await hears(house, "stats", least=1)
    facts = {
        "app_name": "Gift Shop",
        "since": now.isoformat(),
        "quiet_hours": 50.0,
        "usual_hours": 4.0,
        "limit_hours": 24.0,
    }
    warning = AppWarning("k1", "app1", "Gift Shop", Kind.EVENTS_STOPPED, facts, now)

    def warn(work: UnitOfWork) -> None:
        subject = subject_of(warning.app_id, warning.kind)
        assert work.raised_warnings.raise_once(warning.key, TOPIC, tent.id, subject, facts, now)
        AppWarningNews(services.notices, house.team, tent).tell(work, [warning], now)

    await ground.database.transact(warn)
    await house.settle()
    (told,) = await news(cast)
    assert "Over since" not in told
    await cast.adam.types("/callboard accounts remove tent --confirm tent")
    await house.settle()
    (told,) = await news(cast)
    assert "its account was removed" in told
    assert "It was: Gift Shop" in told.plain.replace("*", "")


@house_with(has_staging=True)
@on_both_databases
async def test_the_rotation_of_a_key_is_over_with_its_account(house: Playhouse, cast: Cast) -> None:
    await add_staging(cast)
    listed = await cast.maya.types("/appcues keys list --account staging")
    await cast.maya.opens(listed, next(each for each in listed.buttons if each.startswith("Rotate")))
    await cast.maya.submits()
    assert "Cancel" in (await plan_of(cast)).buttons
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    await house.settle()
    after = await plan_of(cast)
    assert after.buttons == []
    assert "The account was removed from Callboard, so its keys stay as they are" in after
    assert "cancelled the rotation" in after
    assert "Next:" not in after
    rotation = re.search(r"rotation `(\w+)`", after.plain)
    assert rotation
    said = await cast.maya.types(f"/appcues rotations cancel {rotation[1]} --account staging")
    assert "None of the accounts" in said, "not: there is no such rotation"


async def changes_elsewhere(vendors: Vendors, what: str) -> None:
    """Somebody does something in the staging account that there is a word to say about."""
    path, auth = f"/v2/accounts/{STAGING.id}/{what}", OF_STAGING
    if what == "sdk_keys":
        await fill_slots(vendors, 5, STAGING.id, auth)
    elif what == "ingestion_filtering_rules":
        line, kind = '{"type": "profile", "value": "email"}', {"Content-Type": "application/ndjson"}
        await vendors.door.post(f"{path}/deny", auth=auth, content=line, headers=kind)
    else:
        there = (await vendors.door.get(path, auth=auth)).json()
        draft = next(flow for flow in there if not flow["published"])
        await vendors.door.post(f"{path}/{draft['id']}/publish", auth=auth)


@pytest.mark.parametrize("what", ["flows", "ingestion_filtering_rules", "sdk_keys"])
@house_with(has_staging=True)
@on_both_databases
async def test_a_look_that_is_under_way_tells_nothing_of_an_account_that_was_removed_meanwhile(
    house: Playhouse, cast: Cast, vendors: Vendors, what: str
) -> None:
    await add_staging(cast)
    await hears(house, "keys", "drift")
    await next_look(house)
    assert await news(cast) == []
    await changes_elsewhere(vendors, what)
    await house.later(600)
    await vendors.fault(f"GET /v2/accounts/{STAGING.id}/{what}", "slow", seconds=3600)
    look = asyncio.create_task(house.program.services.watch.look())
    await vendors.met()
    staging = await house.program.services.accounts.labelled(house.team, "staging")
    who = Who("U0ADAM", "typed")
    await house.program.services.account_changes.remove(house.team, staging, "staging", who)
    await vendors.release()
    await look
    for _ in range(3):
        await next_look(house)
    assert await house.look(lambda work: work.raised_warnings.open(Topic.KEYS, staging.id)) == []
    assert await news(cast) == []


@house_with(has_staging=True)
async def test_no_rotation_is_begun_in_an_account_that_is_removed_at_the_same_moment(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    staging = await house.program.services.accounts.labelled(house.team, "staging")
    await vendors.fault(f"GET /v2/accounts/{STAGING.id}/sdk_keys", "slow", seconds=3600)
    asked = asyncio.create_task(cast.maya.types(f'/appcues keys rotate "{OLD}" --account staging'))
    await vendors.met()
    who = Who("U0ADAM", "typed")
    await house.program.services.account_changes.remove(house.team, staging, "staging", who)
    await vendors.release()
    assert "is not connected any more" in await asked
    assert await house.look(lambda work: work.key_rotations.hold_open(house.team, staging.id)) == []


@house_with(has_staging=True)
async def test_a_key_that_was_being_made_while_its_account_was_removed_is_not_warned_of(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    await hears(house, "keys", least=1)
    await fill_slots(vendors, 4, STAGING.id, OF_STAGING)
    for _ in range(3):
        await next_look(house)
    before = [each.plain for each in await news(cast)]
    staging = await house.program.services.accounts.labelled(house.team, "staging")
    await cast.maya.types("/appcues keys create Kiosk --account staging")
    await vendors.fault(f"POST /v2/accounts/{STAGING.id}/sdk_keys", "slow", seconds=3600)
    agreed = asyncio.create_task(cast.tomas.presses(await cast.card(), "Approve"))
    await vendors.met()
    who = Who("U0ADAM", "typed")
    await house.program.services.account_changes.remove(house.team, staging, "staging", who)
    await vendors.release()
    await agreed
    await house.settle()
    assert await house.request_states() == ["done"]
    assert await house.look(lambda work: work.raised_warnings.open(Topic.KEYS, staging.id)) == []
    assert len(await news(cast)) == len(before)
