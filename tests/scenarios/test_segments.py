"""Segments from Slack: listed, shown, made, changed, deleted; typed and by forms."""

from typing import Any

from tests.scenarios.playhouse import VENDORS, Playhouse, Vendors
from tests.scenarios.seats import Cast


async def segments(vendors: Vendors) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        await vendors._ask(f"/v2/accounts/{VENDORS.appcues_account}/segments")
    ).json()
    return found


async def names(vendors: Vendors) -> list[str]:
    return [each["name"] for each in await segments(vendors)]


async def test_segments_are_listed_with_their_total_and_opened_from_the_list(
    cast: Cast, vendors: Vendors
) -> None:
    seen = await cast.maya.types("/appcues segments")
    assert f"{len(await names(vendors))} segments" in seen
    first = min(await names(vendors), key=str.casefold)
    card = await cast.maya.types(f'/appcues segments show "{first}"')
    assert first in card


async def test_a_segment_is_made_by_typing(cast: Cast, vendors: Vendors) -> None:
    seen = await cast.maya.types('/appcues segments create "Night owls" --description "first to try"')
    assert "Night owls is created" in seen.plain.replace("*", "")
    made = [each for each in await segments(vendors) if each["name"] == "Night owls"]
    assert [each["description"] for each in made] == ["first to try"]


async def test_a_bare_create_opens_the_form_and_the_form_makes_it(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.board.type("#launches", "/appcues segments create")
    await house.settle()
    assert await cast.maya.board.modal() is not None
    heard = await cast.maya.submits(name="From a form")
    assert "created" in heard.note
    assert "From a form" in await names(vendors)


async def test_the_form_of_a_change_starts_with_the_segment_as_it_is(cast: Cast, vendors: Vendors) -> None:
    name = (await names(vendors))[0]
    card = await cast.maya.types(f'/appcues segments show "{name}"')
    form = await cast.maya.opens(card, "Change…")
    assert name in str(form)
    heard = await cast.maya.submits(name="Another name")
    assert "is changed" in heard.note
    assert "Another name" in await names(vendors)


async def test_what_was_filled_in_comes_back_when_a_change_could_not_be_asked_for(
    cast: Cast, vendors: Vendors
) -> None:
    name = (await names(vendors))[0]
    card = await cast.maya.types(f'/appcues segments show "{name}"')
    await cast.maya.opens(card, "Change…")
    await vendors.fault("GET /v2/accounts/*/segments/*", "status", count=9)
    heard = await cast.maya.submits(name="Another name", description="Filled in with care")
    await vendors.heal()
    form = str(await cast.maya.opens(heard.note, "Open the form again"))
    assert "Another name" in form
    assert "Filled in with care" in form


async def test_a_deletion_asks_for_the_name_and_for_a_second_person(cast: Cast, vendors: Vendors) -> None:
    name = (await names(vendors))[0]
    wrong = await cast.maya.types(f'/appcues segments delete "{name}" --confirm nonsense')
    assert "is not the name of the segment" in wrong
    asked = await cast.maya.types(f'/appcues segments delete "{name}" --confirm "{name}" --reason "not used"')
    assert "needs a second person" in asked
    done = await cast.tomas.presses(await cast.card(), "Approve")
    assert "is deleted" in done
    assert name not in await names(vendors)


async def test_a_lost_answer_to_a_deletion_is_looked_into_though_the_segment_is_gone_by_then(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    segment = (await segments(vendors))[0]
    name = segment["name"]
    await cast.maya.types(f'/appcues segments delete "{name}" --confirm "{name}"')
    await vendors.fault("DELETE /v2/accounts/*/segments/*", "cut_before", count=9)
    assert "No clear answer" in await cast.tomas.presses(await cast.card(), "Approve")
    await vendors.heal()
    path = f"/v2/accounts/{VENDORS.appcues_account}/segments/{segment['id']}"
    gone = await vendors.door.delete(path, auth=(VENDORS.appcues_key, VENDORS.appcues_secret))
    assert gone.is_success
    await house.time_passes(30)
    assert "Deleted" in await cast.card()
    assert name not in await names(vendors)


async def test_the_whole_list_comes_as_a_file_to_the_one_who_asked(cast: Cast) -> None:
    heard = await cast.maya.says("/appcues segments list --csv", "#launches")
    assert any("in your direct messages" in note for note in heard.notes)


async def test_a_lost_answer_to_a_creation_makes_one_segment(cast: Cast, vendors: Vendors) -> None:
    await vendors.fault("POST /v2/accounts/*/segments", "cut_after")
    seen = await cast.maya.types("/appcues segments create Once")
    assert "is created" in seen
    assert (await names(vendors)).count("Once") == 1


async def test_a_deletion_whose_outcome_is_learnt_late_is_told_as_done(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    name = (await names(vendors))[0]
    await cast.maya.types(f'/appcues segments delete "{name}" --confirm "{name}"')
    await vendors.fault("DELETE /v2/accounts/*/segments/*", "cut_after", count=9)
    await vendors.fault("GET /v2/accounts/*/segments/*", "slow", seconds=0, count=2)
    await vendors.fault("GET /v2/accounts/*/segments/*", "status", count=30)
    await cast.tomas.presses(await cast.card(), "Approve")
    await vendors.heal()
    await house.time_passes(10)
    assert await house.request_states() == ["done"]
    assert "gone" in (await cast.card()).plain.lower()
    house.forgive("fault on its side")


async def test_what_a_form_asked_for_in_vain_is_asked_anew_with_one_press(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.board.type("#launches", "/appcues segments create")
    await house.settle()
    await vendors.fault("POST /v2/accounts/*/segments", "status", status=400)
    heard = await cast.maya.submits(name="Kept", description="all of it")
    assert "could not be carried out" in heard.note
    assert "is created" in await cast.maya.presses(heard.note, "Ask anew")
    assert [s["description"] for s in await segments(vendors) if s["name"] == "Kept"] == ["all of it"]


async def test_a_line_that_comes_twice_changes_what_it_meant_the_first_time(
    cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types('/appcues segments create "Quill"')
    await cast.maya.types('/appcues segments create "Quill fans"')
    said = await cast.maya.types("/appcues segments update Quill --name Gamma")
    assert "Done: *Quill* is changed" in said
    again = await cast.maya.types("/appcues segments update Quill --name Gamma")
    assert "typed this already" in again
    assert "*Quill fans*" not in again
    assert {"Gamma", "Quill fans"} <= set(await names(vendors))
