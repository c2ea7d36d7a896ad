"""Accounts that several admins change at the same moment: each gets what they asked for, or hears why not."""

import asyncio

import pytest

from bot.domain.accounts import Account, Credentials, Vendor
from bot.domain.audit import Who
from bot.errors import BadInput, NoSuchItem
from sandbox.apis import STAGING
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import LAUNCHES, Cast
from tests.scenarios.test_accounts import add_staging

ADAM, OLIVIA = Who("U0ADAM", "typed"), Who("U0OLIVIA", "typed")


async def at_once(house: Playhouse, first: str, second: str) -> None:
    """Adam and Olivia, who is the owner, type at the same moment."""
    lines = {"U0ADAM": first, "U0OLIVIA": second}
    await asyncio.gather(
        *(house.board.as_(user).type(LAUNCHES, f"/callboard accounts {line}") for user, line in lines.items())
    )
    await house.settle()


@house_with(has_staging=True)
@on_both_databases
async def test_of_a_label_and_a_flag_that_two_admins_change_at_once_neither_is_lost(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    key = (await house.program.services.accounts.labelled(house.team, "staging")).key
    await at_once(house, f"rename {key} --to trial", f"rename {key} --production yes")
    assert "trial (Appcues 17435, US, production)" in await cast.maya.types("/callboard accounts")


@house_with(has_staging=True)
@on_both_databases
async def test_one_label_that_two_accounts_are_given_at_once_is_ones_and_the_other_hears_that_it_is_taken(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    await at_once(house, "rename staging --to shop", "rename appcues --to Shop")
    listed = (await cast.maya.types("/callboard accounts")).plain
    assert listed.casefold().count("shop (") == 1
    heard = [
        each.plain
        for seat in (cast.adam, cast.olivia)
        for each in await seat.board.messages(LAUNCHES)
        if each.is_ephemeral
    ]
    assert ["labelled “" in each and "already" in each for each in heard].count(True) == 1, heard


@house_with(has_staging=True)
@on_both_databases
async def test_a_label_that_was_given_while_a_new_account_is_tried_is_taken(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    changes = house.program.services.account_changes
    new = Account("", Vendor.APPCUES, "shop", STAGING.id, "us")
    await vendors.fault(f"GET /v2/accounts/{STAGING.id}/tags", "slow", seconds=3600)
    adding = asyncio.ensure_future(
        changes.add(house.team, new, Credentials(STAGING.key, STAGING.secret), ADAM)
    )
    await vendors.met()
    assert "is how it is called now" in await cast.olivia.types(
        "/callboard accounts rename appcues --to Shop"
    )
    await vendors.release()
    with pytest.raises(BadInput, match="labelled “Shop” already"):
        await adding


@house_with(has_staging=True)
async def test_an_account_that_was_removed_meanwhile_is_neither_renamed_nor_chosen(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    changes = house.program.services.account_changes
    staging = await house.program.services.accounts.labelled(house.team, "staging")
    await changes.remove(house.team, staging, "staging", OLIVIA)
    with pytest.raises(NoSuchItem):
        await changes.use(house.team, staging, LAUNCHES, ADAM)
    with pytest.raises(NoSuchItem):
        await changes.rename(house.team, staging, ADAM, label="x")
    with pytest.raises(NoSuchItem):
        await changes.remove(house.team, staging, "staging", ADAM)
    assert (await house.audit())[0].entry.actor_id == "U0OLIVIA"
    assert "flows" in await cast.maya.types("/appcues flows", LAUNCHES)


@house_with(has_staging=True)
async def test_a_label_that_was_changed_meanwhile_does_not_confirm_the_removal(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    services = house.program.services
    staging = await services.accounts.labelled(house.team, "staging")
    await cast.olivia.types("/callboard accounts rename staging --to pilot")
    with pytest.raises(BadInput, match="“pilot”"):
        await services.account_changes.remove(house.team, staging, "staging", ADAM)
    assert "pilot (Appcues" in await cast.maya.types("/callboard accounts")


@house_with(has_staging=True)
async def test_the_audit_says_what_was_asked_of_an_account(house: Playhouse, cast: Cast) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard accounts rename staging --to trial")
    renamed = (await house.audit())[0].entry
    assert (dict(renamed.arguments), renamed.item_name) == (
        {"account": "staging", "to": "trial"},
        "trial (Appcues 17435, US)",
    )
