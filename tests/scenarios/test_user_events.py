"""Events of end users from Slack: listed by day and in a table, and recorded once, whatever happens on the way."""

import pytest

from sandbox.slack.driver import SeenMessage
from tests.scenarios.asking import verdicts
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.profiles import HOSTILE, events, put, record
from tests.scenarios.seats import Cast
from tests.scenarios.test_lists import table_of
from tests.scenarios.test_users import latest_file

SOME = "user-1001"
EVENTS_ROUTE = "POST /v2/accounts/*/users/*/events"


async def recorded(
    vendors: Vendors, house: Playhouse, name: str, user_id: str = SOME
) -> list[dict[str, object]]:
    """The events of this name, once they show in the history."""
    await house.time_passes(180)
    return [each for each in await events(vendors, user_id) if each["name"] == name]


def chart_of(message: SeenMessage) -> dict[str, int]:
    """What the chart shows: the count of each day."""
    (block,) = [block for block in message.blocks if block["type"] == "data_visualization"]
    (series,) = block["chart"]["series"]
    return {point["label"]: point["value"] for point in series["data"]}


# Looking


async def test_events_are_listed_newest_first_in_the_zone_of_whoever_looks_with_a_chart_by_day(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    for timestamp in ("2026-11-01T22:30:00Z", "2026-11-01T23:30:00Z", "2026-11-03T12:00:00Z"):
        await record(vendors, "eva", "Booked", timestamp, {"seats": 2})
    await house.time_passes(180)
    shown = await cast.maya.types("/appcues users events eva")
    assert "3 events of the user" in shown.plain.replace("*", "")
    header, *rows = table_of(shown)
    assert header == ["Time", "Event", "Attributes"]
    times = ["2026-11-03 13:00", "2026-11-02 00:30", "2026-11-01 23:30"]
    assert rows == [[time, "Booked", '{"seats": 2}'] for time in times]
    assert chart_of(shown) == {"Nov 1": 1, "Nov 2": 1, "Nov 3": 1}
    assert "By day: Nov 1: 1, Nov 2: 1, Nov 3: 1." in shown.text, "the chart stands in words as well"
    assert "Time 2026-11-03 13:00; Event Booked" in shown.text
    assert "Europe/Stockholm" in shown


async def test_a_limit_and_a_name_choose_among_them_and_nothing_is_called_complete_that_is_not(
    cast: Cast, vendors: Vendors
) -> None:
    newest = (await events(vendors, SOME))[:5]
    shown = await cast.maya.types(f"/appcues users events {SOME} --limit 5")
    assert [row[1] for row in table_of(shown)[1:]] == [each["name"] for each in newest]
    assert "The newest 5 events" in shown
    assert "older events were not asked for" in shown or "Before that" in shown
    wanted = newest[0]["name"]
    named = await cast.maya.types(f'/appcues users events {SOME} --limit 5 --name "{str(wanted).upper()}"')
    assert {row[1] for row in table_of(named)[1:]} == {wanted}
    none = await cast.maya.types(f"/appcues users events {SOME} --name nonsense")
    assert "has “nonsense” in the name" in none
    assert f"{wanted} (" in none
    assert len(table_of(await cast.maya.presses(none, "Show all"))) > 5
    for limit in (0, 1001):
        wrong = await cast.maya.types(f"/appcues users events {SOME} --limit {limit}")
        assert "The limit lies between 1 and 1,000." in wrong


async def test_days_without_events_are_drawn_and_no_more_than_twenty(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    for day in ("2026-09-01", "2026-10-01", "2026-10-30", "2026-11-03"):
        await record(vendors, "eva", "Seen", f"{day}T12:00:00Z")
    await house.time_passes(180)
    shown = await cast.maya.types("/appcues users events eva")
    drawn = chart_of(shown)
    assert len(drawn) == 20
    assert (drawn["Nov 3"], drawn["Nov 2"], drawn["Oct 30"]) == (1, 0, 1)
    assert "Before that: 2." in shown


async def test_hostile_events_are_shown_folded_and_whole_in_the_file(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await record(vendors, "eva", "<!channel> *bold* `x`", "2026-11-03T12:00:00Z", HOSTILE)
    await record(vendors, "eva", "n" * 3000, "9999-12-31T23:59:59Z", {"plain": "=1+1"})
    await house.time_passes(180)
    shown = await cast.maya.types("/appcues users events eva")
    assert shown.pings == []
    assert "characters)" in table_of(shown)[2][2]
    await cast.maya.clicks(shown, "Whole list as a file")
    written = latest_file(house).decode("utf-8-sig")
    assert "attributes.name" in written
    assert HOSTILE["name"] in written
    assert "'=1+1" in written


async def test_thousands_of_events_come_in_pages(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    for n in range(150):
        await record(vendors, "eva", f"Event {n:03}", f"2026-11-03T12:{n % 60:02}:00Z")
    await house.time_passes(180)
    shown = await cast.maya.types("/appcues users events eva --limit 500 --name event")
    assert "Page 1 of 2" in shown
    following = await cast.maya.presses(shown, "Next page")
    assert "Page 2 of 2" in following
    assert len(table_of(shown)) + len(table_of(following)) == 152


async def test_a_user_without_events_is_answered_with_what_that_means(cast: Cast) -> None:
    answer = await cast.maya.types("/appcues users events nobody")
    assert "No events of the user" in answer
    assert "shows after some minutes" in answer


# Recording


@on_both_databases
async def test_a_typed_event_is_recorded_with_its_time_and_attributes(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    when = '--at "2026-11-03 13:00"'
    line = f'/appcues users track {SOME} --name Booked seats {when} --attributes {{"a": “b c”, "n": 2}}'
    assert f"Booked seats is recorded for {SOME}" in (await cast.maya.types(line)).plain.replace("*", "")
    (event,) = await recorded(vendors, house, "Booked seats")
    assert event["timestamp"] == "2026-11-03T12:00:00.000Z"
    assert event["attributes"] == {"a": "b c", "n": 2}


async def test_attributes_may_stand_on_the_lines_below(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    line = f'/appcues users track {SOME} --name Below\n{{\n  "a": 1,\n  "b": [true, null]\n}}'
    await cast.maya.types(line)
    (event,) = await recorded(vendors, house, "Below")
    assert event["attributes"] == {"a": 1, "b": [True, None]}


async def test_the_form_tells_mistakes_by_their_line_and_records_what_is_mended(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    shown = await cast.maya.types(f"/appcues users show {SOME}")
    await cast.maya.opens(shown, "Track an event…")
    wrong = {"name": "From a form", "at": "now"}
    errors = await cast.maya.is_refused_by_form(**wrong, attributes='{\n "a": 1\n "b": 2\n}')
    assert errors == {"attributes": 'In line 3: a comma or the end is expected before “"b": 2”.'}
    errors = await cast.maya.is_refused_by_form(**wrong, attributes="[1]")
    assert "are a JSON object" in errors["attributes"]
    errors = await cast.maya.is_refused_by_form(name="x", at="whenever", attributes="")
    assert set(errors) == {"at"}
    heard = await cast.maya.submits(**wrong, attributes='{"a": 1}')
    assert "is recorded" in heard.note
    (event,) = await recorded(vendors, house, "From a form")
    assert event["attributes"] == {"a": 1}


async def test_a_time_to_come_is_refused_and_the_form_comes_back_as_it_was(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    told = await cast.maya.types(f'/appcues users track {SOME} --name Later --at "in 2h"\n{{"a": 1}}')
    assert "still to come" in told
    form = await cast.maya.opens(told, "Open the form again")
    (block,) = [block for block in form["blocks"] if block.get("block_id") == "attributes"]
    assert block["element"]["initial_value"] == '{"a": 1}'
    await cast.maya.submits(at="now")
    assert len(await recorded(vendors, house, "Later")) == 1


async def test_a_bare_track_opens_the_form(house: Playhouse, cast: Cast) -> None:
    await cast.maya.board.type("#launches", f"/appcues users track {SOME}")
    await house.settle()
    assert SOME in str(await cast.maya.board.modal())


@pytest.mark.parametrize("kind", ["cut_after", "cut_before"])
async def test_a_lost_answer_ends_as_unclear_and_is_never_repeated(
    house: Playhouse, cast: Cast, vendors: Vendors, kind: str
) -> None:
    await vendors.fault(EVENTS_ROUTE, kind)
    told = await cast.maya.types(f"/appcues users track {SOME} --name Lost")
    assert "Whether it took effect cannot be known" in told
    assert await house.request_states() == ["unclear"]
    for _ in range(4):
        await house.time_passes(400)
    assert len(await vendors.calls("/events")) == 1, "it was sent once"
    assert await house.request_states() == ["unclear"]
    assert (await verdicts(house))[-1] == "unknown"


@pytest.mark.parametrize("is_lost", [False, True])
async def test_a_line_typed_twice_within_a_minute_counts_once(
    house: Playhouse, cast: Cast, vendors: Vendors, is_lost: bool
) -> None:
    if is_lost:
        await vendors.fault(EVENTS_ROUTE, "cut_after")
    line = f"/appcues users track {SOME} --name Twice"
    first = await cast.maya.types(line)
    await house.later(30)
    second = await cast.maya.types(line)
    assert "so it counts once" in second
    assert first.plain in second.plain
    assert len(await recorded(vendors, house, "Twice")) == 1
    await cast.maya.types(line)
    assert len(await recorded(vendors, house, "Twice")) == 2, "minutes later it is meant anew"


async def test_events_of_one_user_recorded_one_after_the_other_are_each_recorded(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    for name in ("One", "Two", "One"):
        assert "is recorded" in await cast.maya.types(f"/appcues users track {SOME} --name {name}")
    assert len(await recorded(vendors, house, "One")) == 2
    assert len(await recorded(vendors, house, "Two")) == 1


async def test_a_refused_event_is_told_in_words(cast: Cast, vendors: Vendors) -> None:
    await vendors.fault(EVENTS_ROUTE, "status", status=400)
    assert "could not be carried out" in await cast.maya.types(f"/appcues users track {SOME} --name No")


async def test_hostile_names_and_ids_ping_nobody_when_something_is_recorded_or_deleted(
    cast: Cast, vendors: Vendors
) -> None:
    user_id, name = "<!channel> *x*", "<!here> `y` <@U0TOMAS>"
    await put(vendors, user_id, {"a": 1})
    shown = await cast.maya.types("/appcues users show help")
    await cast.maya.opens(shown, "Fill in…")
    card = (await cast.maya.submits(user=user_id)).note
    await cast.maya.opens(card, "Track an event…")
    told = (await cast.maya.submits(name=name)).note
    assert f"is recorded for {user_id}" in told.plain
    assert told.pings == []
    await cast.maya.opens(card, "Delete…")
    await cast.maya.submits(confirm=user_id)
    request = await cast.card()
    assert f"Delete the profile of the user “{user_id}”" in request.plain
    assert set(request.pings) == {"U0MAYA"}, "who asked is named, and nobody else"
