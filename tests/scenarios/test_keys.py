"""SDK keys and enforcement from Slack: the value is shown once, to one person, and nowhere else."""

from typing import Any

from tests.scenarios.endings import leaks_of
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import VENDORS, Playhouse, Vendors
from tests.scenarios.seats import Cast

ACCOUNT = VENDORS.appcues_account
AUTH = (VENDORS.appcues_key, VENDORS.appcues_secret)


async def keys(vendors: Vendors) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await vendors._ask(f"/v2/accounts/{ACCOUNT}/sdk_keys")).json()
    return found


async def is_enforced(vendors: Vendors) -> bool:
    return bool((await vendors.door.get("/_sandbox/enforcement")).json()["is_enforced"])


async def make_key(vendors: Vendors, tag: str | None = None) -> str:
    """Makes a key by the API, not by Callboard; its id."""
    body = {} if tag is None else {"tag": tag}
    answer = await vendors.door.post(f"/v2/accounts/{ACCOUNT}/sdk_keys", auth=AUTH, json=body)
    return str(answer.json()["id"])


async def fill_slots(
    vendors: Vendors, count: int, account: str = ACCOUNT, auth: tuple[str, str] = AUTH
) -> None:
    """Makes keys by the API, not by Callboard, until so many slots are used."""
    path = f"/v2/accounts/{account}/sdk_keys"
    there = (await vendors.door.get(path, auth=auth)).json()
    for _ in range(count - len(there)):
        assert (await vendors.door.post(path, auth=auth, json={"tag": "more"})).is_success


async def revoke_key(vendors: Vendors, key_id: str) -> None:
    """Revokes a key by the API, not by Callboard."""
    await vendors.door.delete(f"/v2/accounts/{ACCOUNT}/sdk_keys/{key_id}", auth=AUTH)


async def revoke_all_but(vendors: Vendors, left: int) -> None:
    for key in (await keys(vendors))[left:]:
        await revoke_key(vendors, key["id"])


async def value_of(vendors: Vendors, key_id: str) -> str:
    """The value as the API gives it away when a key is tagged."""
    path = f"/v2/accounts/{ACCOUNT}/sdk_keys/{key_id}"
    return str((await vendors.door.patch(path, auth=AUTH, json={})).json()["key"])


async def test_the_slots_in_use_are_told_with_each_key(cast: Cast, vendors: Vendors) -> None:
    count = len(await keys(vendors))
    seen = await cast.maya.types("/appcues keys")
    assert f"{count} of 5 slots used" in seen
    assert "does not tell" in seen


async def test_a_new_key_is_shown_once_to_whoever_asked_and_to_nobody_else(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    before = {key["id"] for key in await keys(vendors)}
    asked = await cast.maya.types('/appcues keys create "Kiosk" --reason "new kiosk"')
    assert "needs a second person" in asked
    card = await cast.card()
    done = await cast.tomas.presses(card, "Approve")
    assert "is created" in done
    (made,) = [key for key in await keys(vendors) if key["id"] not in before]
    value = await value_of(vendors, made["id"])
    assert await leaks_of(house, [value]) == []

    (note,) = [each for each in await cast.told_in_thread(await cast.card()) if "created" in each]
    refused = await cast.tomas.clicks(note, "Show it once")
    assert "to whoever asked for it, alone" in str(refused.modal)
    house.asked_to_see = [value]
    shown = await cast.maya.clicks(note, "Show it once")
    assert value in str(shown.modal)
    await cast.maya.board.close()
    again = await cast.maya.opens_what_is_gone(note, "Show it once")
    assert value not in str(again)
    assert "shown once" in str(again)
    await cast.maya.board.close()
    assert {place for place, _ in await leaks_of(house, [value])} == {"private view"}, "the one private view"


async def test_a_key_whose_answer_was_lost_is_not_made_twice(cast: Cast, vendors: Vendors) -> None:
    before = len(await keys(vendors))
    await cast.maya.types("/appcues keys create Kiosk")
    await vendors.fault("POST /v2/accounts/*/sdk_keys", "cut_after")
    done = await cast.tomas.presses(await cast.card(), "Approve")
    assert "its value was lost" in done
    assert len(await keys(vendors)) == before + 1


async def test_without_a_slot_no_key_is_asked_for(cast: Cast, vendors: Vendors) -> None:
    while len(await keys(vendors)) < 5:
        await make_key(vendors)
    assert "All 5 slots" in await cast.maya.types("/appcues keys create One more")
    assert await cast.cards() == []


async def test_a_key_is_tagged_and_revoked_by_two_people(cast: Cast, vendors: Vendors) -> None:
    first, second, *_ = await keys(vendors)
    await cast.maya.types(f"/appcues keys tag {first['id']} --tag Renamed")
    assert "Renamed" in await cast.tomas.presses(await cast.card(), "Approve")
    assert (await keys(vendors))[0]["tag"] == "Renamed"
    await cast.maya.types(f"/appcues keys revoke {second['id']}")
    assert "is revoked" in await cast.tomas.presses(await cast.card(), "Approve")
    assert second["id"] not in {key["id"] for key in await keys(vendors)}


async def test_keys_with_one_tag_are_told_apart_by_when_they_were_made_and_by_their_ids(
    cast: Cast, vendors: Vendors
) -> None:
    await revoke_all_but(vendors, 1)
    both = [await make_key(vendors, "ticket shop") for _ in range(2)]
    made = {key["id"]: key["inserted_at"][:10] for key in await keys(vendors)}
    told = [f"ticket shop, made {made[each]}, {each[:8]}" for each in both]
    asked = await cast.maya.types('/appcues keys revoke "ticket shop"')
    assert "2 SDK keys match" in asked
    assert {*told} <= {*asked.buttons}
    assert all(f"“{each}”" in asked for each in told)
    form = await cast.maya.opens(await cast.maya.types("/appcues keys revoke help"), "Fill in…")

    async def offered(typed: str) -> list[str]:
        return [each["text"]["text"] for each in await cast.maya.board.options(form, "Key", typed)]

    assert sorted(await offered("ticket")) == sorted(told)
    assert await offered(both[1][:8]) == [told[1]]
    await cast.maya.board.close()
    await cast.maya.types(f'/appcues keys revoke "{told[0]}"')
    card = await cast.card()
    assert f"The key with the id {both[0]}, made {made[both[0]]} " in card.plain
    await cast.tomas.presses(card, "Approve")
    assert {key["id"] for key in await keys(vendors)} >= {both[1]}
    assert both[0] not in {key["id"] for key in await keys(vendors)}


async def test_a_tag_that_is_long_does_not_hide_which_key_is_meant(cast: Cast, vendors: Vendors) -> None:
    await revoke_all_but(vendors, 1)
    both = [await make_key(vendors, "shop " * 20) for _ in range(2)]
    form = await cast.maya.opens(await cast.maya.types("/appcues keys tag help"), "Fill in…")
    offered = [each["text"]["text"] for each in await cast.maya.board.options(form, "Key", "shop shop")]
    assert sorted(each[-8:] for each in offered) == sorted(each[:8] for each in both)
    await cast.maya.board.close()
    await cast.maya.types(f"/appcues keys tag {both[0]} --tag Kiosk")
    assert f"The key with the id {both[0]}, made " in (await cast.card()).plain


async def test_the_last_key_is_revoked_only_when_the_account_id_is_typed(
    cast: Cast, vendors: Vendors
) -> None:
    await revoke_all_but(vendors, 1)
    (last,) = await keys(vendors)
    refused = await cast.maya.types(f"/appcues keys revoke {last['id']}")
    assert "is the last SDK key" in refused
    assert "cuts off every end user" in refused
    asked = await cast.maya.types(f"/appcues keys revoke {last['id']} --confirm {ACCOUNT}")
    assert "needs a second person" in asked
    await cast.tomas.presses(await cast.card(), "Approve")
    assert await keys(vendors) == []


async def test_a_revocation_that_would_now_take_the_last_key_is_asked_anew(
    cast: Cast, vendors: Vendors
) -> None:
    await revoke_all_but(vendors, 2)
    first, _ = await keys(vendors)
    await cast.maya.types(f"/appcues keys revoke {first['id']}")
    await revoke_all_but(vendors, 1)
    told = await cast.tomas.presses(await cast.card(), "Approve")
    assert "last SDK key" in told
    assert len(await keys(vendors)) == 1


async def test_enforcement_is_switched_by_two_people_and_never_without_a_key(
    cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types("/appcues enforcement enable --reason ready")
    assert "is on" in await cast.tomas.presses(await cast.card(), "Approve")
    assert await is_enforced(vendors)
    await cast.maya.types("/appcues enforcement disable")
    assert "is off" in await cast.tomas.presses(await cast.card(), "Approve")
    await revoke_all_but(vendors, 0)
    assert "has no SDK key" in await cast.maya.types("/appcues enforcement enable")
    assert "needs a second person" in await cast.maya.types(
        f"/appcues enforcement enable --confirm {ACCOUNT}"
    )


async def test_a_switch_whose_answer_was_lost_is_called_unclear(cast: Cast, vendors: Vendors) -> None:
    await cast.maya.types("/appcues enforcement enable")
    await vendors.fault("POST /v2/accounts/*/enforcement_mode/enable", "cut_after", count=9)
    told = await cast.tomas.presses(await cast.card(), "Approve")
    assert "cannot be known" in told
    assert "harmless" in told


@house_with(editors="")
async def test_a_viewer_looks_and_changes_nothing(cast: Cast) -> None:
    assert "slots used" in await cast.maya.types("/appcues keys")
    for line in (
        "keys create X",
        "keys tag X --tag Y",
        "keys revoke X",
        "enforcement enable",
        "enforcement disable",
    ):
        assert "needs the editor role" in await cast.maya.types(f"/appcues {line}")
