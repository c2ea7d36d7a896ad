"""A new secret is shown once, to whoever asked for it and still may; the tries of others are refused and told."""

import json

import pytest

from bot.domain.audit import Entry
from commands.modals.form import build_form
from commands.resources.secrets import COMMANDS
from sandbox.slack.driver import SeenMessage
from sandbox.slack.faults import Fault
from sandbox.slack.interactions import view_actions, view_submission
from sandbox.slack.parcels import Parcel
from sandbox.slack.seen import view_text
from tests.scenarios.browsers import installed_neighbour
from tests.scenarios.endings import leaks_of
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import LAUNCHES, Cast, Seat, cast_of
from tests.scenarios.test_keys import keys, value_of

SHOW = "callboard secrets show"
WAYS = ("typed", "button", "modal", "home")


async def new_key(cast: Cast, vendors: Vendors, asker: Seat | None = None) -> tuple[str, str, SeenMessage]:
    """Somebody, by default Maya, has a key made: its request, its value, and the note that offers it."""
    before = {key["id"] for key in await keys(vendors)}
    await (asker or cast.maya).types("/appcues keys create Kiosk --reason x")
    await cast.tomas.presses(await cast.card(), "Approve")
    (made,) = [key["id"] for key in await keys(vendors) if key["id"] not in before]
    (request_id,) = await cast.maya.house.request_ids()
    (note,) = [each for each in await cast.told_in_thread(await cast.card()) if "created" in each]
    return request_id, await value_of(vendors, made), note


async def tries(seat: Seat, request_id: str, note: SeenMessage) -> list[str]:
    """What this person sees who types for it, presses its button, sends its form, and presses on their Home tab."""
    stage, person = seat.house.stand_in.stage, seat.house.stand_in.workspace.people[seat.user]
    await seat.board.type(LAUNCHES, f"/{SHOW} {request_id}")
    seen = [await answer(seat)]
    await seat.press_while_busy(note, "Show it once")
    seen.append(await answer(seat))
    form = build_form(COMMANDS[0], {"request": request_id}, context_json="{}")
    view = stage.views.open(seat.user, {"type": "modal", **form})
    await stage.delivery.deliver(Parcel("interactive", "form", view_submission(stage, person, view, {})))
    seen.append(await answer(seat))
    value = json.dumps({"request": request_id})
    action = {"type": "button", "block_id": "b", "action_id": f"run|{SHOW}|0", "value": value}
    home = view_actions(stage, person, {"id": "V0HOME", "type": "home", "blocks": []}, [action], {})
    await stage.delivery.deliver(Parcel("interactive", "home", home))
    return [*seen, await answer(seat)]


async def answer(seat: Seat) -> str:
    """What the window says, which is closed then."""
    await seat.house.settle()
    modal = await seat.board.modal()
    assert modal is not None
    await seat.board.close()
    return view_text(modal)


async def told_of(house: Playhouse) -> list[Entry]:
    """What the audit says of secrets that somebody wanted to see, oldest first."""
    return [each.entry for each in reversed(await house.audit()) if each.entry.action == SHOW]


@pytest.mark.parametrize(
    ("who", "rule", "words"),
    [
        ("tomas", "only who asked", "whoever asked for it, alone"),
        ("adam", "only who asked", "whoever asked for it, alone"),
        ("olivia", "only who asked", "whoever asked for it, alone"),
        ("greta", "full members only", "Guests"),
    ],
)
async def test_others_see_nothing_whatever_their_role_and_the_audit_says_that_they_tried(
    house: Playhouse, cast: Cast, vendors: Vendors, who: str, rule: str, words: str
) -> None:
    house.forgive("V0HOME")
    request_id, value, note = await new_key(cast, vendors)
    seat: Seat = getattr(cast, who)
    for seen in await tries(seat, request_id, note):
        assert words in seen
    assert await leaks_of(house, [value]) == []
    told = [(each.actor_id, each.verdict, each.rule, each.source) for each in await told_of(house)]
    assert told == [(seat.user, "refused", rule, way) for way in WAYS]
    assert {each.request_id for each in await told_of(house)} == {request_id}


@pytest.mark.parametrize(
    ("change", "rule"), [("demoted", "editor or higher"), ("guest", "full members only")]
)
async def test_who_asked_and_may_no_more_sees_nothing(
    house: Playhouse, cast: Cast, vendors: Vendors, change: str, rule: str
) -> None:
    request_id, value, note = await new_key(cast, vendors, cast.olivia)
    person = house.stand_in.workspace.people["U0OLIVIA"]
    person.is_owner = person.is_admin = False
    person.is_restricted = change == "guest"
    await tries(cast.olivia, request_id, note)
    assert await leaks_of(house, [value]) == []
    told = [(each.actor_id, each.verdict, each.rule) for each in await told_of(house)]
    assert told == [("U0OLIVIA", "refused", rule)] * len(WAYS)


@house_with(may_install=True)
async def test_a_person_of_the_same_id_in_another_workspace_sees_nothing(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    request_id, value, _ = await new_key(cast, vendors)
    neighbour = await installed_neighbour(house)
    theirs = cast_of(neighbour)
    for seat in (theirs.maya, theirs.olivia):
        await seat.board.type(LAUNCHES, f"/{SHOW} {request_id}")
        assert "There is no request" in await answer(seat)
    assert await leaks_of(house, [value]) == []
    assert await leaks_of(neighbour, [value]) == []
    assert [(each.actor_id, each.verdict) for each in await told_of(neighbour)] == [
        ("U0MAYA", "failed"),
        ("U0OLIVIA", "failed"),
    ]
    assert await told_of(house) == []


@on_both_databases
async def test_that_it_is_shown_is_written_down_also_where_slack_gives_no_answer(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    house.forgive("lost_answer")
    _, value, note = await new_key(cast, vendors)
    house.asked_to_see = [value]
    house.stand_in.stage.faults.add(Fault("views.update", "lost_answer"))
    heard = await cast.maya.clicks(note, "Show it once")
    assert value in str(heard.modal), "she has seen it"
    assert [(each.actor_id, each.verdict) for each in await told_of(house)] == [("U0MAYA", "done")]
