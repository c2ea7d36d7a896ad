"""Exports of events from Slack: conditions typed and built in a form, checked before anything is asked for."""

from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios.asking import verdicts
from tests.scenarios.bulk import calls, goes_on, job_cards, jobs, opens_form, passes, said, shown, told_of
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import Cast

ROUTE = "POST /v2/accounts/*/export/*"


def day(house: Playhouse, ago: int) -> str:
    """A day as people type it."""
    return f"{house.clock.now() - timedelta(days=ago):%Y-%m-%d}"


async def export(vendors: Vendors) -> dict[str, Any]:
    """What was mailed last."""
    job = (await jobs(vendors))[0]
    found: dict[str, Any] = (await vendors.door.get(f"/_sandbox/exports/{job['id']}")).json()
    return found


@on_both_databases
async def test_a_typed_export_is_shown_first_and_then_mailed_and_followed(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    line = f"/appcues exports events --emails harriet@example.com,b@example.com --start {day(house, 20)}"
    review = await cast.maya.types(
        f'{line} --where "name like appcues:flow%" --where user_id is not null --format json'
    )
    for words in (
        "harriet@example.com, b@example.com",
        "name like 'appcues:flow%' and user_id is not null",
        "JSON",
    ):
        assert words in review, words
    assert await vendors.calls("/export/events") == []
    done = said(await cast.maya.clicks(review, "Export"))
    assert "is under way" in done
    await passes(house, 10)
    mailed = await export(vendors)
    assert mailed["email"] == ["harriet@example.com", "b@example.com"]
    assert {row["name"] for row in mailed["content"]} <= {
        "appcues:flow_started",
        "appcues:flow_completed",
        "appcues:flow_skipped",
    }
    assert mailed["content"]
    (card,) = await job_cards(cast.maya)
    assert f"{len(mailed['content'])} events exported" in card
    assert "mails the link" in (await told_of(cast.maya, card))[0]
    assert await verdicts(house) == ["done", "done"], "the export, and the end of its job"


async def test_the_form_builds_conditions_row_by_row(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    form = await opens_form(cast.maya, "/appcues exports events")
    assert "Condition 1: field" in form
    assert "Condition 2" not in form
    modal = await cast.maya.board.modal()
    assert modal is not None
    await cast.maya.board.fill("where|1|value", "user-1001, user-1002")
    await cast.maya.board.press(modal, "Add a condition")
    assert "Condition 2: value" in await shown(cast.maya)
    review = await goes_on(
        cast.maya,
        **{
            "emails": "a@example.com",
            "start": day(house, 60),
            "end": day(house, 40),
            "where|1|field": "user_id",
            "where|1|operator": "in",
            "where|2|field": "name",
            "where|2|operator": "==",
            "where|2|value": "Booked tickets",
            "where|join": "any of them",
            "where": "name != appcues:page_view and name != appcues:profile_update",
        },
    )
    assert "(user_id in ('user-1001', 'user-1002') or name == 'Booked tickets')" in review
    assert "and name != 'appcues:page_view' and name != 'appcues:profile_update'" in review
    await cast.maya.submits()
    await passes(house, 10)
    content = (await export(vendors))["content"]
    assert content.startswith("name,timestamp,user_id")


async def test_rows_can_be_added_up_to_eight_and_half_filled_ones_are_told_beside_the_field(
    house: Playhouse, cast: Cast
) -> None:
    await opens_form(cast.maya, "/appcues exports events")
    for number in range(2, 9):
        modal = await cast.maya.board.modal()
        assert modal is not None
        await cast.maya.board.press(modal, "Add a condition")
        assert f"Condition {number}: field" in await shown(cast.maya)
    assert "Add a condition" not in await shown(cast.maya)
    given = {"emails": "a@example.com", "start": day(house, 2), "where|8|operator": "=="}
    assert await cast.maya.is_refused_by_form(**given) == {"where|8|field": "Condition 8 has no field."}
    errors = await cast.maya.is_refused_by_form(**{"where|8|field": "name"})
    assert errors == {"where|8|value": "Condition 8 has no value."}
    errors = await cast.maya.is_refused_by_form(**{"where|8|value": "x", "where": "name lik y"})
    assert "I expect an operator" in errors["where"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("--start {old} --where name == x", "days long"),
        ("--start {new} --where user_id == user-1001", "the most numerous"),
        ("--start {new} --preset everything", "the most numerous"),
    ],
)
async def test_what_the_documents_advise_against_has_to_be_confirmed(
    house: Playhouse, cast: Cast, more: str, says: str
) -> None:
    line = (
        f"/appcues exports events --emails a@example.com {more.format(old=day(house, 60), new=day(house, 5))}"
    )
    refused = await cast.maya.types(line)
    assert says in refused
    form = await cast.maya.opens(refused, "Open the form again")
    assert "a@example.com" in str(form)
    review = await cast.maya.types(f"{line} --anyway")
    assert says in review
    assert "Export" in review.buttons


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("--emails nobody --start 2026-11-01", "“nobody” is not an e-mail address"),
        ("--emails a@example.com --start tomorrow 9:00", "begins in the future"),
        ("--emails a@example.com --start 2026-11-10 --end 2026-11-09", "not after its start"),
        ("--emails a@example.com --start 2026-11-10 --limit 20000000", "limit of an export"),
        ("--emails a@example.com --start 2026-11-10 --offset -1", "offset of an export"),
        ("--emails a@example.com --start 2026-11-10 --time-zone Nowhere", "not a time zone"),
        ("--emails a@example.com --start 2026-11-10 --where name lik x", "I expect an operator"),
        ("--emails a@example.com --start someday", "not a time that I understand"),
        ("--emails a@example.com --start 2026-11-10 --preset odd", "preset"),
        ("--emails a@example.com --start 2026-11-10 --flow zzzzzz", "None of the flows"),
    ],
)
async def test_what_appcues_would_refuse_is_refused_before_it_is_asked(
    cast: Cast, vendors: Vendors, given: str, says: str
) -> None:
    assert says in await cast.maya.types(f"/appcues exports events {given}")
    assert await vendors.calls("/export/events") == []


async def test_flows_checklists_and_segments_are_named_as_people_name_them(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    flow = await vendors.experience("Welcome tour")
    review = await cast.maya.types(
        f'/appcues exports events --emails a@example.com --start {day(house, 9)} --flow "welcome tour" '
        f'--checklist "first booking" --segment "beta testers" --time-zone -04:00'
    )
    assert f"flow_id == '{flow['id']}' or checklist_id == '" in review
    assert "user_segment_id == '" in review
    assert "at -04:00 from UTC" in review
    line = f"/appcues exports events --emails a@example.com --start {day(house, 9)} --anyway"
    hostile = await cast.maya.types(f"{line} --where \"usr_id == '<!channel> *b*'\"")
    assert "“usr_id” (did you mean user_id?) is no field that the documents name" in hostile
    assert "@channel *b*" in hostile


async def test_an_export_without_an_answer_is_not_asked_for_twice(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    line = f"/appcues exports events --emails a@example.com --start {day(house, 9)}"
    review = await cast.maya.types(line)
    await vendors.fault(ROUTE, "cut_after")
    assert "is under way" in said(await cast.maya.clicks(review, "Export"))
    await passes(house, 60, times=3)
    assert len(await vendors.calls("/export/events")) == 1
    (card,) = await job_cards(cast.maya)
    assert "Done" in card
    review = await cast.maya.types(f"{line} --limit 10")
    await vendors.fault(ROUTE, "cut_before")
    assert "No clear answer" in said(await cast.maya.clicks(review, "Export"))
    await passes(house, 120, times=8)
    assert len(await vendors.calls("/export/events")) == 2
    assert sorted(await house.request_states()) == ["done", "failed"]


async def test_the_same_export_asked_for_while_it_is_open_is_one(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    line = f"/appcues exports events --emails a@example.com --start {day(house, 9)} --end {day(house, 1)}"
    review = await cast.maya.types(line)
    await vendors.fault(ROUTE, "cut_before")
    await vendors.fault("GET /v2/accounts/*/jobs", "status", count=9)
    await cast.maya.clicks(review, "Export")
    assert await house.request_states() == ["unknown"]
    await house.later(61)
    second = await cast.maya.types(line)
    await vendors.heal()
    assert "No clear answer" in said(await cast.maya.clicks(second, "Export"))
    assert len(await vendors.calls("/export/events")) == 1
    await passes(house, 120, times=8)


async def test_only_editors_export(house: Playhouse, cast: Cast) -> None:
    assert "Guests" in await cast.greta.types(
        "/appcues exports events --emails a@example.com --start 2026-11-10"
    )
    assert await verdicts(house) == ["refused"]
    assert (await calls(cast.greta, "no_such_shortcut")).note
