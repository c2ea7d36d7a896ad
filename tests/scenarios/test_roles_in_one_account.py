"""A role in one account reaches what belongs to that one, and nothing of another."""

import re

from bot.domain.audit import Entry
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import Cast
from tests.scenarios.test_accounts import add_staging


@house_with(has_staging=True, editors="U0TOMAS")
async def test_an_editor_of_staging_does_not_cancel_a_rotation_of_production(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard roles grant @maya editor --in-account staging")
    listed = await cast.tomas.types("/appcues keys list --account appcues")
    key = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27,40}", str(listed.blocks))
    assert key
    await cast.tomas.types(f"/appcues keys rotate {key.group()} --account appcues")
    (rotation,) = [
        each.entry.arguments["rotation"]
        for each in await house.audit()
        if each.entry.action == "appcues keys rotate"
    ]
    assert "needs the editor role" in await cast.maya.types(
        f"/appcues rotations cancel {rotation} --account appcues"
    )
    said = await cast.maya.types(f"/appcues rotations cancel {rotation} --account staging")
    assert f"There is no rotation “{rotation}”" in said


@house_with(has_staging=True, editors="")
async def test_an_editor_of_staging_sees_the_new_key_that_they_asked_for(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard roles grant @maya editor --in-account staging")
    asked = await cast.maya.types("/appcues keys create Web --reason x --account staging")
    assert "second person" in asked
    done = await cast.tomas.presses(await cast.card(), "Approve")
    assert "Done" in done
    (request,) = await house.request_ids()
    await cast.maya.board.type("#launches", f"/callboard secrets show {request}")
    await house.settle()
    assert "Web" in str(await cast.maya.board.modal())


@house_with(has_staging=True)
async def test_an_admin_of_staging_withdraws_what_was_asked_for_there_and_nothing_else(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard roles grant @tomas admin --in-account staging")
    for account in ("staging", "appcues"):
        await cast.maya.types(f"/appcues keys create Web --reason x --account {account}")
    of_staging, of_production = await house.request_ids()
    said = await cast.tomas.types(f"/callboard approvals withdraw {of_production}")
    assert "Only the person who asked, or an admin" in said
    await cast.tomas.types(f"/callboard approvals withdraw {of_staging}")
    assert await house.request_states() == ["withdrawn", "waiting"]


OF_ALL_ACCOUNTS = (
    "roles grant @tomas editor",
    "audit search Welcome tour",
    "accounts rename staging --to trial",
    'policy set weekend --freeze "friday 18:00 - monday 8:00"',
)


@house_with(has_staging=True, editors="")
async def test_an_admin_of_one_account_is_told_what_that_means(cast: Cast) -> None:
    await add_staging(cast)
    said = await cast.adam.types("/callboard roles grant @maya admin --in-account staging")
    means = "decides about what others ask for there, and withdraws it."
    assert f"now has the *admin* role in the account *staging*: {means}" in said
    assert f"you are *admin*: {means}" in str(await cast.maya.opens_home())
    listed = await cast.maya.types("/callboard roles")
    assert "in one account: decides about what others ask for there" in str(listed.blocks)
    for line in OF_ALL_ACCOUNTS:
        said = await cast.maya.types(f"/callboard {line}")
        assert "needs the admin role in all accounts; yours is viewer" in said
    said = await cast.adam.types("/callboard roles grant @maya admin --in-account appizer")
    assert "and sees the secrets of apps" in said
    said = await cast.adam.types("/callboard roles grant @maya admin")
    assert "now has the *admin* role: gives roles" in said


async def newest(house: Playhouse, action: str) -> Entry:
    entries: list[Entry] = [each.entry for each in await house.audit()]
    return next(each for each in entries if each.action == action)


@house_with(has_staging=True, editors="")
async def test_where_a_role_holds_stands_in_the_audit(house: Playhouse, cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard roles grant @maya admin --in-account staging")
    entry = await newest(house, "callboard roles grant")
    staging = await house.program.services.accounts.labelled(house.team, "staging")
    assert entry.account == staging.key


async def test_of_a_rotation_the_account_stands_in_the_audit(house: Playhouse, cast: Cast) -> None:
    listed = await cast.maya.types("/appcues keys list")
    key = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27,40}", str(listed.blocks))
    await cast.maya.types(f"/appcues keys rotate {key.group() if key else ''}")
    entry = await newest(house, "appcues keys rotate")
    assert entry.account == "appcues:environment"
