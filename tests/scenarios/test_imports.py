"""Imports from Slack: files and pasted rows, reviewed first, sent whole, and followed to their end."""

import json
from typing import Any

import pytest

from tests.scenarios.asking import verdicts
from tests.scenarios.bulk import (
    calls,
    goes_on,
    job_cards,
    jobs,
    opens_form,
    passes,
    picked,
    said,
    shares,
    told_of,
)
from tests.scenarios.endings import everything_stored
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.profiles import events, profile
from tests.scenarios.seats import Cast

PROFILES = b"user_id,plan,seats\nu-1,PRO,4\nu-2,TRIAL,12\n"
EVENT = {"user_id": "u-1", "name": "Booked", "timestamp": "2026-11-01T09:00:00Z"}
EVENTS = json.dumps(EVENT).encode() + b"\n"
ROUTE = "POST /v2/accounts/*/import/*"


@on_both_databases
async def test_a_file_picked_in_the_form_is_reviewed_imported_and_followed_to_its_end(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    assert "File" in await opens_form(cast.maya, "/appcues imports profiles")
    review = await goes_on(cast.maya, file=await picked(cast.maya, "crew.csv", PROFILES))
    for words in (
        "crew.csv",
        f"{len(PROFILES)} bytes",
        "CSV, UTF-8",
        "user_id: “u-1” · plan: “PRO” · seats: “4”",
    ):
        assert words in review, words
    assert await vendors.calls("/import/profiles") == [], "nothing is sent before the person has seen it"
    done = said(await cast.maya.submits())
    assert "crew.csv is being imported as profiles" in done.plain.replace("*", "")
    assert "in your direct messages" in done
    (card,) = await job_cards(cast.maya)
    assert "Accepted" in card
    await passes(house, 10)
    assert (await profile(vendors, "u-2")) == {"plan": "TRIAL", "seats": 12}
    (card,) = await job_cards(cast.maya)
    assert "2 rows got in" in card
    (told,) = await told_of(cast.maya, card)
    assert "is done: 2 rows got in" in told
    shown = await cast.maya.presses(done, "Show the job")
    assert "Import Profiles" in shown
    assert "Completed" in shown
    assert await verdicts(house) == ["done", "done"], "the change, and the end of its job"


async def test_a_typed_import_shows_first_what_it_would_do_and_goes_on_by_a_button(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    (file,) = await picked(cast.maya, "rows.txt", EVENTS)
    review = await cast.maya.types(f"/appcues imports events --file {file['id']}")
    assert "NDJSON" in review
    assert "imported twice, they are there twice" in review
    assert review.buttons == ["Import", "Change…"]
    form = await cast.maya.opens(review, "Change…")
    assert file["id"] in str(form)
    await cast.maya.board.close()
    assert "is being imported as events" in said(await cast.maya.clicks(review, "Import"))
    again = await cast.maya.clicks(review, "Import")
    assert "is being imported as events" in said(again)
    await passes(house, 10)
    assert len(await vendors.calls("/import/events")) == 1, "one review is carried out once"
    assert [event["name"] for event in await events(vendors, "u-1")] == ["Booked"]


async def test_pasted_rows_are_imported_to_the_letter_and_stand_nowhere_in_the_clear(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    rows = '{"group_id": "stalls", "note": "Zoë’s  <!channel> *seats*"}\n{"group_id": "balcony", "seats": 7}'
    await opens_form(cast.maya, "/appcues imports groups")
    review = await goes_on(cast.maya, rows=rows)
    assert "pasted rows" in review
    assert "Zoë’s  " in review
    await cast.maya.submits()
    await passes(house, 10)
    found = await vendors._ask("/v2/accounts/17434/groups/stalls/profile")
    assert found.json() == {"note": "Zoë’s  <!channel> *seats*"}
    assert "Zoë" not in await everything_stored(house.program.ground), "rows are about people"
    assert "Zoë" not in str(await house.audit())


async def test_what_is_wrong_is_told_before_anything_is_sent_and_nothing_filled_in_is_lost(
    cast: Cast, vendors: Vendors
) -> None:
    await opens_form(cast.maya, "/appcues imports profiles")
    form = await goes_on(cast.maya, rows="name,plan\nMaya,PRO")
    assert "The header has to name user_id or userId" in form
    modal = await cast.maya.board.modal()
    assert "name,plan" in str(modal)
    form = await goes_on(
        cast.maya, rows="", file=await picked(cast.maya, "crew.csv", "user_id\nü".encode("utf-16"))
    )
    assert "UTF-16" in form
    assert "Another file instead" in form
    review = await goes_on(cast.maya, file=await picked(cast.maya, "crew.csv", PROFILES))
    assert "u-1" in review
    errors = await _errors(cast, file=await picked(cast.maya, "a.csv", PROFILES), rows="user_id\nu")
    assert "not both" in errors["rows"]
    assert "paste some rows" in (await _errors(cast))["file"]
    typed = await cast.maya.types('/appcues imports profiles --rows "user_id,plan"')
    assert "no row below it" in typed
    assert "user_id,plan" in str(await cast.maya.opens(typed, "Open the form again"))
    assert await vendors.calls("/import/profiles") == []


async def _errors(cast: Cast, **values: Any) -> dict[str, str]:
    await cast.maya.board.close(clear=True)
    await opens_form(cast.maya, "/appcues imports profiles")
    return await cast.maya.is_refused_by_form(**values)


@on_both_databases
async def test_a_shared_file_is_imported_by_the_shortcut_on_its_message_by_who_sees_it(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    message = await shares(cast.tomas, "crew.csv", PROFILES)
    heard = await calls(cast.maya, "import_file", message)
    assert heard.note.buttons == ["Import profiles…", "Import groups…", "Import events…"]
    form = await cast.maya.opens(heard.note, "Import profiles…")
    assert "crew.csv" in str(form)
    assert "u-2" in await goes_on(cast.maya)
    await cast.maya.submits()
    await passes(house, 10)
    assert (await profile(vendors, "u-1"))["plan"] == "PRO"
    (card,) = await job_cards(cast.maya)
    assert "Done" in card


async def test_the_files_of_others_are_for_those_who_were_shown_them(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    message = await shares(cast.tomas, "crew.csv", PROFILES)
    file_id = message.raw["files"][0]["id"]
    line = f"/appcues imports profiles --file {file_id}"
    refused = await cast.maya.types(line)
    assert "files that you shared yourself" in refused
    assert "crew.csv" not in refused
    assert await verdicts(house) == ["refused"]
    await calls(cast.maya, "import_file", message)
    assert "crew.csv" in await cast.maya.types(line)
    stored = house.stand_in.stage.files.find(file_id)
    assert stored is not None
    stored.channel_ids, stored.shares = [], {}
    await house.later(61)
    assert "files that you shared yourself" in await cast.maya.types(line), "it is not shared there any more"
    assert "files that you shared yourself" in await cast.adam.types(line), "an admin is no exception"
    assert await vendors.calls("/import/profiles") == []


async def test_only_those_who_may_change_things_import(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    assert "Guests" in await cast.greta.types('/appcues imports profiles --rows "user_id,a\nu,1"')
    house.stand_in.workspace.people["U0TOMAS"].is_admin = False
    message = await shares(cast.maya, "crew.csv", PROFILES)
    assert "Guests" in (await calls(cast.greta, "import_file", message)).note
    assert await verdicts(house) == ["refused", "refused"]
    assert await vendors.calls("/import/profiles") == []


@pytest.mark.parametrize("kind", ["profiles", "events"])
async def test_an_answer_lost_after_the_effect_ends_in_one_import_and_its_job(
    house: Playhouse, cast: Cast, vendors: Vendors, kind: str
) -> None:
    (file,) = await picked(cast.maya, "rows.ndjson", EVENTS)
    review = await cast.maya.types(f"/appcues imports {kind} --file {file['id']}")
    await vendors.fault(ROUTE, "cut_after")
    assert f"is being imported as {kind}" in said(await cast.maya.clicks(review, "Import"))
    await passes(house, 60, times=4)
    assert len(await vendors.calls(f"/import/{kind}")) == 1
    (card,) = await job_cards(cast.maya)
    assert "Done" in card
    assert (await jobs(vendors))[0]["id"] in card


async def test_events_are_never_sent_again_after_an_answer_that_was_lost(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    (file,) = await picked(cast.maya, "rows.ndjson", EVENTS)
    review = await cast.maya.types(f"/appcues imports events --file {file['id']}")
    await vendors.fault(ROUTE, "cut_before")
    assert "No clear answer" in said(await cast.maya.clicks(review, "Import"))
    await passes(house, 120, times=8)
    assert len(await vendors.calls("/import/events")) == 1
    assert await house.request_states() == ["failed"]
    told = (await cast.maya.direct_messages())[-1]
    assert "looking 5 times did not show it" in told
    assert "Look in Studio" in told


async def test_profiles_are_sent_again_after_an_answer_that_was_lost_since_that_is_harmless(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    (file,) = await picked(cast.maya, "crew.csv", PROFILES)
    review = await cast.maya.types(f"/appcues imports profiles --file {file['id']}")
    await vendors.fault(ROUTE, "cut_before")
    assert "No clear answer" in said(await cast.maya.clicks(review, "Import"))
    await passes(house, 60, times=3)
    assert await house.request_states() == ["done"]
    assert (await profile(vendors, "u-1"))["plan"] == "PRO"
    assert len(await vendors.calls("/import/profiles", effective=True)) == 1


async def test_a_second_import_of_events_meanwhile_is_not_taken_for_the_one_that_got_no_answer(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    (first,) = await picked(cast.maya, "first.ndjson", EVENTS)
    (other,) = await picked(cast.adam, "other.ndjson", EVENTS.replace(b"u-1", b"u-9"))
    mine = await cast.maya.types(f"/appcues imports events --file {first['id']}")
    theirs = await cast.adam.types(f"/appcues imports events --file {other['id']}")
    await cast.adam.clicks(theirs, "Import")
    await vendors.fault(ROUTE, "cut_before")
    assert "No clear answer" in said(await cast.maya.clicks(mine, "Import"))
    await passes(house, 120, times=8)
    assert sorted(await house.request_states()) == ["done", "failed"], "the job of the other is the other's"


@pytest.mark.parametrize("kind", ["html", "broken_json", "empty"])
async def test_an_answer_that_cannot_be_read_still_leads_to_the_job(
    house: Playhouse, cast: Cast, vendors: Vendors, kind: str
) -> None:
    (file,) = await picked(cast.maya, "rows.ndjson", EVENTS)
    review = await cast.maya.types(f"/appcues imports events --file {file['id']}")
    await vendors.fault(ROUTE, kind)
    assert "is being imported" in said(await cast.maya.clicks(review, "Import"))
    await passes(house, 10)
    (card,) = await job_cards(cast.maya)
    assert "1 row got in" in card
    assert len(await vendors.calls("/import/events")) == 1


async def test_a_refused_import_keeps_what_was_given(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    review = await cast.maya.types('/appcues imports profiles --rows "user_id,plan\nu-1,PRO"')
    await vendors.fault(ROUTE, "status", status=413)
    refused = await cast.maya.presses(review, "Import")
    assert "could not be carried out" in refused
    assert "u-1,PRO" in str(await cast.maya.opens(refused, "Ask anew"))
    assert await house.request_states() == ["failed"]


async def test_a_file_that_changed_after_the_review_is_not_imported(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    (file,) = await picked(cast.maya, "crew.csv", PROFILES)
    stored = house.stand_in.stage.files.find(file["id"])
    assert stored is not None
    for data, length, says in (
        (b"nothing of use", 14, "has to name user_id"),
        (PROFILES + b"u-3,PRO,1\n", len(PROFILES), "another size"),
        (PROFILES[:-9], len(PROFILES), "another size"),
    ):
        stored.data, stored.length = PROFILES, len(PROFILES)
        review = await cast.maya.types(f"/appcues imports profiles --file {file['id']}")
        stored.data, stored.length = data, length
        heard = await cast.maya.presses(review, "Import")
        assert says in heard
        await house.later(61)
    assert await vendors.calls("/import/profiles", effective=True) == []
    assert await job_cards(cast.maya) == []


async def test_a_file_that_is_gone_after_the_call_does_not_hide_what_came_of_it(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    (file,) = await picked(cast.maya, "rows.ndjson", EVENTS)
    review = await cast.maya.types(f"/appcues imports events --file {file['id']}")
    await vendors.fault(ROUTE, "cut_after")
    await vendors.fault("GET /v2/accounts/*/jobs", "status", count=3)
    assert "No clear answer" in said(await cast.maya.clicks(review, "Import"))
    house.stand_in.stage.files.remove(file["id"])
    house.forgive("file_not_found")
    await passes(house, 30, times=2)
    assert await house.request_states() == ["done"]
    assert len(await vendors.calls("/import/events")) == 1


async def test_a_file_that_slack_does_not_hand_over_is_told_in_words(house: Playhouse, cast: Cast) -> None:
    house.forgive("file_not_found", "internal_error")
    missing = await cast.maya.types("/appcues imports profiles --file F0123ABCD")
    assert "Slack has no such file" in missing
    (file,) = await picked(cast.maya, "crew.csv", PROFILES)
    house.stand_in.stage.faults.add_from(
        {"method": "files.info", "fault": "refuse", "error": "internal_error"}
    )
    assert "Slack did not hand over the file" in await cast.maya.types(
        f"/appcues imports profiles --file {file['id']}"
    )


async def test_names_and_rows_of_any_kind_are_shown_as_they_are_and_ping_nobody(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    name = "<!channel> *bold* `code` \u202egnp.exe " + "long" * 60 + ".csv"
    rows = "user_id,<!here>,note\n" + "u-1,@channel & <b>," + "ё" * 3000 + "\n"
    await opens_form(cast.maya, "/appcues imports profiles")
    review = await goes_on(cast.maya, file=await picked(cast.maya, name, rows.encode()))
    assert "<!here>: “@channel & <b>" in review
    await cast.maya.submits()
    await passes(house, 10)
    assert (await profile(vendors, "u-1"))["note"] == "ё" * 3000, "what is sent is never cut"
    (card,) = await job_cards(cast.maya)
    assert "Done" in card
