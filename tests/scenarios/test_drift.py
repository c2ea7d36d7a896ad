"""What is changed outside Callboard is told once, on one card per change; what Callboard does itself is not."""

import asyncio

import pytest

from bot.domain.experiences import KIND_BY_PLURAL
from bot.services.content_watch import ADOPT
from sandbox.apis import STAGING
from storage.unit_of_work import UnitOfWork
from tests.scenarios.asking import PUBLISH_ROUTE, WELCOME, card_of_a_request
from tests.scenarios.endings import leaks_of
from tests.scenarios.looks import NEXT_LOOK, hears, news, next_look, subscribe
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import TEAM, VENDORS, Playhouse, Vendors
from tests.scenarios.processes import second_process
from tests.scenarios.seats import APPROVALS, Cast
from tests.scenarios.test_accounts import add_staging, flows_of_staging
from tests.scenarios.test_rules import AUTH, PATH

LIST_ROUTE = "GET /v2/accounts/*/flows"


async def id_of(vendors: Vendors, name: str, kind: str = "flows") -> str:
    return str((await vendors.experience(name, kind))["id"])


@on_both_databases
async def test_what_is_published_in_studio_is_told_on_one_card_and_looking_again_adds_none(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    assert await news(cast) == [], "the first look takes everything in as it is"
    await vendors.edit("flows", await id_of(vendors, WELCOME), published=True, updated_by="461")
    for _ in range(3):
        await next_look(house)
    (card,) = await news(cast)
    assert f"The flow {WELCOME} was published by the Studio user" in card
    assert "461" in card
    assert "No request here asked for it" in card
    assert "Topics publishing and drift" in card
    assert card.buttons == ["Show", "Put back", "Fine"]


async def test_what_callboard_publishes_is_no_drift(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    await hears(house, "drift", "publishing")
    await card_of_a_request(cast)
    await cast.tomas.presses(await cast.card(), "Approve")
    assert (await vendors.experience(WELCOME))["published"]
    for _ in range(2):
        await next_look(house)
    assert [each for each in await news(cast) if "elsewhere" in each] == []
    await vendors.edit("flows", await id_of(vendors, WELCOME), published=False)
    await next_look(house)
    (card,) = [each for each in await news(cast) if "elsewhere" in each]
    assert "was unpublished" in card
    assert card.buttons == ["Show", "Put back…", "Fine"]


async def test_each_edit_is_a_card_of_its_own_that_names_what_differs(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    flow = await vendors.experience(WELCOME)
    await vendors.edit("flows", flow["id"], frequency="every_time", name="Grand tour")
    await next_look(house)
    await vendors.edit("flows", flow["id"], tag_ids=[])
    await next_look(house)
    first, second = await news(cast)
    assert "was renamed and edited" in first
    assert f"called {WELCOME} before" in first.plain.replace("*", "")
    assert "frequency" in first
    assert "Tags taken away" in second
    assert "Grand tour" in second
    assert flow["tag_ids"][0] not in second.plain, "tags are told by their names"


async def test_two_edits_between_two_looks_are_told_as_one(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    flow_id = await id_of(vendors, WELCOME)
    await vendors.edit("flows", flow_id, frequency="every_time")
    await vendors.edit("flows", flow_id, name="Grand tour")
    await next_look(house)
    (card,) = await news(cast)
    assert "was renamed and edited" in card


@on_both_databases
async def test_what_is_changed_back_is_told_to_be_as_it_was(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    pin = (await vendors.experiences("pins"))[0]
    await vendors.edit("pins", pin["id"], frequency="never")
    await next_look(house)
    await vendors.edit("pins", pin["id"], frequency=pin["frequency"])
    await next_look(house)
    first, second = await news(cast)
    assert "as it was" not in first
    assert "It is again as it was until" in second


async def test_a_flow_that_was_saved_without_a_difference_that_can_be_read_is_told_so(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    await vendors.edit("flows", await id_of(vendors, WELCOME))
    await next_look(house)
    (card,) = await news(cast)
    assert "was saved" in card
    assert "does not tell what" in card


@pytest.mark.parametrize("kind", ["pins", "mobile", "launchpads", "banners", "checklists"])
async def test_all_kinds_are_looked_at(house: Playhouse, cast: Cast, vendors: Vendors, kind: str) -> None:
    await hears(house, "drift")
    draft = next(each for each in await vendors.experiences(kind) if not each["published"])
    await vendors.edit(kind, draft["id"], published=True)
    await next_look(house)
    (card,) = await news(cast)
    assert "was published" in card


async def test_what_is_made_deleted_and_brought_back_in_studio_is_told(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    copy = await vendors.copy("banners", (await vendors.experiences("banners"))[0]["id"])
    await next_look(house)
    await vendors.delete("banners", copy["id"])
    for _ in range(2):
        await next_look(house)
    made, deleted = await news(cast)
    assert "was made as a draft" in made
    assert "was deleted" in deleted
    assert deleted.buttons == ["Fine"]


@pytest.mark.parametrize("trouble", ["status", "broken_json", "html", "empty", "cut_before", "half_list"])
async def test_a_list_that_fails_or_is_not_whole_concludes_nothing(
    house: Playhouse, cast: Cast, vendors: Vendors, trouble: str
) -> None:
    await hears(house, "drift")
    await vendors.fault(LIST_ROUTE, trouble, count=9)
    for _ in range(2):
        await next_look(house)
    await vendors.heal()
    assert await news(cast) == []
    await next_look(house)
    assert await news(cast) == []
    assert await gone(house) == []


async def gone(house: Playhouse) -> list[str]:
    """The items of the flows that are held to be gone."""

    def read(work: UnitOfWork) -> list[str]:
        rows = work.known_items.some(TEAM, "environment", "flows", ids)
        return [row.item_id for row in rows if row.gone_at]

    ids = [flow["id"] for flow in await house.vendors.experiences()]
    found: list[str] = await house.look(read)
    return found


@on_both_databases
async def test_a_publication_whose_answer_was_lost_is_no_drift_while_it_is_looked_into_nor_after(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    card = await card_of_a_request(cast)
    await vendors.fault(PUBLISH_ROUTE, "cut_before")
    await cast.tomas.presses(card, "Approve")
    assert await house.request_states() == ["unknown"]
    by_us = {"published": True, "updated_by": VENDORS.appcues_key}
    await vendors.edit("flows", await id_of(vendors, WELCOME), **by_us)  # the lost call arrives after all
    await vendors.fault("GET /v2/accounts/*/flows/*", "status", count=99)  # nor can it be seen yet
    await house.later(NEXT_LOOK)
    assert await house.program.services.watch.look() == 1
    await house.settle()
    assert (await house.request_states())[0] in {"unknown", "executing"}
    assert await news(cast) == []
    await vendors.heal()
    for _ in range(3):
        await next_look(house)
    assert await house.request_states() == ["done"]
    assert await news(cast) == []


@on_both_databases
async def test_what_callboard_publishes_while_a_list_is_on_its_way_is_no_drift(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    card = await card_of_a_request(cast)
    await house.later(NEXT_LOOK)
    await vendors.fault(LIST_ROUTE, "late", seconds=60)
    looking = asyncio.create_task(house.program.services.watch.look())
    await vendors.met()
    assert "is live" in await cast.tomas.presses(card, "Approve")
    await vendors.release()
    assert await looking == 1
    for _ in range(2):
        await next_look(house)
    assert await news(cast) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_that_look_at_once_tell_each_change_once(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    async with second_process(house) as other:
        for flow in (await vendors.experiences())[:4]:
            await vendors.edit("flows", flow["id"], frequency="seldom")
        await house.later(NEXT_LOOK)
        looks = [program.services.watch.look() for program in (house.program, other)]
        assert sorted(await asyncio.gather(*looks)) == [0, 1]
        await house.settle()
    assert len(await news(cast)) == 4


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_process_that_was_held_up_undoes_nothing_that_another_has_found_meanwhile(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    flow_id = await id_of(vendors, WELCOME)
    async with second_process(house) as other:
        await vendors.edit("flows", flow_id, frequency="every_time")
        await house.later(NEXT_LOOK)
        await vendors.fault(LIST_ROUTE, "late", seconds=60)
        held_up = asyncio.create_task(house.program.services.watch.look())
        await vendors.met()
        await vendors.edit("flows", flow_id, frequency="seldom", name="Grand tour")
        await house.later(3 * NEXT_LOOK)
        assert await other.services.watch.look() == 1
        await vendors.release()
        assert await held_up == 1
        await next_look(house)
    (card,) = await news(cast)
    assert "was renamed and edited" in card


async def test_an_edit_that_was_agreed_to_along_with_a_publication_is_told_all_the_same(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    await vendors.edit("flows", await id_of(vendors, WELCOME), frequency="every_time")
    await card_of_a_request(cast)
    await cast.tomas.presses(await cast.card(), "Approve")
    for _ in range(2):
        await next_look(house)
    (card,) = await news(cast)
    assert "was edited" in card
    assert "frequency" in card


async def test_a_change_is_put_back_by_the_guarded_command_and_that_is_no_drift(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "publishing")
    await vendors.edit("flows", await id_of(vendors, WELCOME), published=True)
    await next_look(house)
    (card,) = await news(cast)
    assert "down" in await cast.maya.presses(card, "Put back")
    assert not (await vendors.experience(WELCOME))["published"]
    await next_look(house)
    assert len([each for each in await news(cast) if "elsewhere" in each]) == 1

    live = next(each for each in await vendors.experiences() if each["published"])
    await vendors.edit("flows", live["id"], published=False)
    await next_look(house)
    card = [each for each in await news(cast) if "elsewhere" in each][-1]
    form = await cast.maya.opens(card, "Put back…")
    assert live["name"] in str(form)
    await cast.maya.submits(reason="it has to stay")
    await cast.tomas.presses(await cast.card(), "Approve")
    assert (await vendors.experience(live["name"]))["published"]


@on_both_databases
async def test_somebody_finds_a_change_fine_once_and_the_card_and_the_audit_say_who(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    await vendors.edit("flows", await id_of(vendors, WELCOME), published=True)
    await next_look(house)
    (card,) = await news(cast)
    assert "is fine" in await cast.maya.presses(card, "Fine")
    (card,) = await news(cast)
    assert "@maya found it fine" in card.plain
    assert card.buttons == ["Show"]
    entry = (await house.audit())[0].entry
    assert (entry.action, entry.actor_id, entry.item_name) == ("appcues drift accept", "U0MAYA", WELCOME)
    drift_id = entry.arguments["drift"]
    assert "found that fine already" in await cast.tomas.types(f"/appcues drift accept {drift_id}")
    assert "There is no change" in await cast.maya.types("/appcues drift accept nonsense")


async def test_a_channel_with_both_topics_hears_once_and_one_with_either_hears_too(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await subscribe(house, "drift", "publishing")
    await subscribe(house, "publishing", channel=APPROVALS)
    await next_look(house)
    await vendors.edit("flows", await id_of(vendors, WELCOME), published=True)
    await next_look(house)
    await vendors.edit("flows", await id_of(vendors, WELCOME), frequency="every_time")
    await next_look(house)
    assert len(await news(cast)) == 2
    (card,) = await news(cast, APPROVALS)
    assert "was published" in card


async def test_filters_by_kind_and_severity_hold_for_what_was_changed_elsewhere(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift", kind="flows", least=1)
    await vendors.edit("pins", (await vendors.experiences("pins"))[0]["id"], frequency="never")
    await vendors.edit("flows", await id_of(vendors, WELCOME), frequency="every_time")
    await next_look(house)
    assert await news(cast) == []
    await vendors.edit("flows", await id_of(vendors, WELCOME), published=True)
    await next_look(house)
    assert len(await news(cast)) == 1


async def test_an_api_key_that_made_a_change_is_shown_and_stored_nowhere(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    path = f"/v2/accounts/{VENDORS.appcues_account}/flows/{await id_of(vendors, WELCOME)}/publish"
    await vendors.door.post(path, auth=(VENDORS.appcues_key, VENDORS.appcues_secret))
    await vendors.edit("pins", (await vendors.experiences("pins"))[0]["id"], updated_by=STAGING.key)
    await next_look(house)
    flow, pin = await news(cast)
    assert "Callboard’s own API key elsewhere" in flow
    assert "by somebody with an API key" in pin
    assert await leaks_of(house, [STAGING.key]) == []


async def test_rules_that_were_replaced_elsewhere_are_told_in_words_and_those_of_callboard_are_not(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift")
    review = await cast.maya.types("/appcues rules deny --profiles plan")
    await cast.maya.presses(review, "Deny")
    await cast.tomas.presses(await cast.card(), "Approve")
    await next_look(house)
    assert await news(cast) == []
    await replace_rules(vendors, "deny", ["email"])
    for _ in range(2):
        await next_look(house)
    (card,) = await news(cast)
    assert "The ingestion rules were changed" in card
    assert "profile “email”" in card
    assert card.buttons == ["Show", "Fine"]
    await replace_rules(vendors, "allow", ["plan"])
    await next_look(house)
    card = (await news(cast))[-1]
    assert "from deny to allow" in card.plain.replace("*", "")


async def replace_rules(vendors: Vendors, mode: str, names: list[str]) -> None:
    lines = "".join(f'{{"type": "profile", "value": "{name}"}}\n' for name in names)
    headers = {"Content-Type": "application/ndjson"}
    answer = await vendors.door.post(f"{PATH}/{mode}", content=lines, auth=AUTH, headers=headers)
    assert answer.is_success, answer.text


@house_with(has_staging=True)
async def test_each_account_is_looked_at_and_a_card_and_its_buttons_keep_to_theirs(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await add_staging(cast)
    await hears(house, "drift")
    draft = next(flow for flow in await flows_of_staging(vendors) if not flow["published"])
    path = f"/v2/accounts/{STAGING.id}/flows/{draft['id']}/publish"
    await vendors.door.post(path, auth=(STAGING.key, STAGING.secret))
    await next_look(house)
    (card,) = await news(cast)
    assert "Account staging (Appcues 17435, US)" in card.plain.replace("*", "")
    assert draft["name"] in await cast.maya.presses(card, "Show")
    assert "is fine" in await cast.maya.presses(card, "Fine")
    (card,) = await news(cast)
    assert "Account staging" in card.plain.replace("*", "")


async def test_a_look_costs_one_list_a_kind_whatever_was_changed(house: Playhouse, vendors: Vendors) -> None:
    await hears(house, "drift")
    for flow in (await vendors.experiences())[:3]:
        await vendors.edit("flows", flow["id"], frequency="seldom")
    before = len(await vendors.calls())
    assert await house.program.services.watch.look() == 0, "it is not due"
    assert len(await vendors.calls()) == before
    await house.later(NEXT_LOOK)
    assert await house.program.services.watch.look() == 1
    lists = [each["path"].rpartition("/")[2] for each in (await vendors.calls())[before:]]
    kinds = ["flows", "pins", "mobile", "launchpads", "banners", "checklists"]
    assert sorted(lists) == sorted([*kinds, "tags", "ingestion_filtering_rules", "sdk_keys"])


async def test_the_first_look_is_written_down_in_the_audit_and_told_to_nobody(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await hears(house, "drift", "publishing")
    assert await news(cast) == []
    entries = [each.entry for each in await house.audit() if each.entry.action == ADOPT]
    assert {entry.item_kind for entry in entries} == set(KIND_BY_PLURAL)
    count = len(await vendors.experiences())
    (flows,) = [entry for entry in entries if entry.item_kind == "flows"]
    assert flows.detail == f"{count} taken in as they are: the first look"
