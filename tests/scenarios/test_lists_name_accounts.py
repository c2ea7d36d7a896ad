"""Where there are several accounts of a vendor, lists name the one that a request or a record is about."""

from tests.scenarios.marks import house_with
from tests.scenarios.seats import Cast
from tests.scenarios.test_accounts import add_staging

PUBLISH = '/appcues flows publish "Welcome tour" --reason spring'
BADGE = "appcues (Appcues 17434, US)"


@house_with(has_staging=True)
async def test_a_request_and_its_record_are_named_by_their_account_also_when_the_second_one_came_later(
    cast: Cast,
) -> None:
    await cast.maya.types(PUBLISH)
    assert BADGE not in await cast.tomas.types("/callboard approvals")
    await add_staging(cast)
    listed = await cast.tomas.types("/callboard approvals")
    assert BADGE in listed
    assert BADGE in await cast.tomas.presses(listed, "Show")
    assert BADGE in str(await cast.tomas.opens_home())
    assert BADGE in str(await cast.maya.opens_home())
    found = await cast.adam.types('/callboard audit search --action "appcues flows publish"')
    assert f"Account {BADGE}" in str(found.raw)
    await cast.adam.types("/callboard accounts rename appcues --to shop")
    assert "shop (Appcues 17434, US)" in await cast.tomas.types("/callboard approvals")


@house_with(has_staging=True)
async def test_what_comes_at_its_time_is_named_so_too(cast: Cast) -> None:
    await add_staging(cast)
    await cast.maya.types(f'{PUBLISH} --at "in 2 hours"')
    assert BADGE in await cast.tomas.types("/callboard approvals upcoming")


@house_with(has_staging=True)
async def test_the_records_of_an_account_that_was_removed_keep_its_name(cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard accounts remove staging --confirm staging")
    found = await cast.adam.types("/callboard audit")
    assert "staging (Appcues 17435, US, removed)" in str(found.raw)


async def test_where_there_is_one_account_it_is_not_named(cast: Cast) -> None:
    await cast.maya.types(PUBLISH)
    assert BADGE not in await cast.tomas.types("/callboard approvals")
    assert "Account" not in await cast.adam.types("/callboard audit")
