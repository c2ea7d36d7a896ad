"""An account is removed while something waits for it, or speaks of it."""

from sandbox.apis import STAGING
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Vendors
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
