"""An account is removed while something waits for it, or speaks of it."""

import re

from sandbox.apis import STAGING
from tests.scenarios.bulk import job_cards, passes, told_of
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import LAUNCHES, Cast
from tests.scenarios.test_accounts import add_staging


@house_with(has_staging=True)
async def test_a_deletion_in_an_account_that_was_removed_is_not_called_done(
    cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    path, auth = f"/v2/accounts/{STAGING.id}/segments", (STAGING.key, STAGING.secret)
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
    assert "is down" in await cast.maya.types('/appcues flows unpublish "Checkout tips" --account appcues')


@house_with(has_staging=True)
@on_both_databases
async def test_a_job_of_an_account_that_was_removed_is_honestly_ended_and_told_once(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    rows = '{"user_id":"u-1","plan":"pro"}'
    review = await cast.maya.types(f"/appcues imports profiles --account staging --rows {rows}")
    await cast.maya.clicks(review, "Import")
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
    path, auth = f"/v2/accounts/{STAGING.id}/flows", (STAGING.key, STAGING.secret)
    live = next(flow for flow in (await vendors.door.get(path, auth=auth)).json() if flow["published"])
    card = await cast.maya.types(f"/appcues flows show {live['id']} --account staging")
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    await cast.adam.types(f"/callboard accounts rename appcues --to {staging.id}-copy")
    before = await vendors.calls()
    said = await cast.maya.presses(card, "Unpublish")
    assert "is not connected any more" in said
    assert await vendors.calls() == before
