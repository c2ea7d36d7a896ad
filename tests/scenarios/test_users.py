"""End users from Slack: what is known of them, what is set, and what is deleted; typed, pressed and by forms."""

from typing import Any

import pytest

from sandbox.slack.driver import SeenMessage
from sandbox.slack.seen import view_text
from tests.scenarios.endings import leaks_of
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.profiles import HOSTILE, events, is_known, profile, put
from tests.scenarios.seats import Cast
from tests.scenarios.test_lists import table_of

SOME = "user-1001"
ODD_IDS = ("-LQA2aYx", "--set", "a/b%2Fc d", "two\nlines", "ü <!channel> <@U0MAYA> *x* `y`", "..", "n" * 500)


def value_of(message: SeenMessage, name: str) -> tuple[str, str]:
    """The value and the type that the table shows of an attribute."""
    (row,) = [row for row in table_of(message)[1:] if row[0] == name]
    return row[1], row[2]


def set_in(form: dict[str, Any]) -> str:
    """What the field of attributes starts with."""
    (block,) = [block for block in form["blocks"] if block.get("block_id") == "set"]
    return str(block["element"].get("initial_value", ""))


def latest_file(house: Playhouse) -> bytes:
    """What the bot handed over last."""
    return list(house.stand_in.stage.files._files.values())[-1].data or b""


async def review_of(cast: Cast, **values: Any) -> dict[str, Any]:
    """Fill in the open form and submit it; what it shows then."""
    answer = await cast.maya.board.submit(**values)
    assert answer["result"] == "updated", answer
    await cast.maya.house.settle()

    async def look() -> dict[str, Any] | None:
        modal = await cast.maya.board.modal()
        return modal if modal and modal["callback_id"] else None  # what only waits has none

    return await cast.maya.board.wait_until(look)


# Looking


async def test_a_user_is_shown_with_values_types_and_times_in_the_zone_of_whoever_looks(
    cast: Cast, vendors: Vendors
) -> None:
    known = await profile(vendors, SOME)
    await put(vendors, SOME, {"since": 1793707200, "until": "2026-11-03T12:00:00Z", "no_time": "2026-11-03"})
    shown = await cast.maya.types(f"/appcues users show {SOME}")
    assert f"{len(known) + 3} attributes of the user" in shown
    assert value_of(shown, "plan") == (known["plan"], "text")
    assert value_of(shown, "bookings") == (str(known["bookings"]), "number")
    assert value_of(shown, "is_admin") == (str(known["is_admin"]).lower(), "true or false")
    assert value_of(shown, "since") == ("1793707200 (2026-11-03 13:00)", "number, a time")
    assert value_of(shown, "until") == ("2026-11-03T12:00:00Z (2026-11-03 13:00)", "text, a time")
    assert value_of(shown, "no_time") == ("2026-11-03", "text")
    assert "Europe/Stockholm" in shown
    assert f"Attribute plan; Value {known['plan']}; Type text" in shown.text, "a screen reader has it all"
    assert shown.buttons == ["Events", "Change…", "Track an event…", "Delete…"]


async def test_a_profile_of_hostile_values_is_shown_and_long_ones_are_folded_and_open_at_a_press(
    cast: Cast, vendors: Vendors
) -> None:
    await put(vendors, "hostile", HOSTILE)
    shown = await cast.maya.types("/appcues users show hostile")
    assert shown.pings == []
    assert value_of(shown, "name")[0].endswith("… (3,000 characters)")
    assert value_of(shown, "ping")[0] == HOSTILE["ping"]
    assert value_of(shown, "empty") == ('""', "text")
    assert value_of(shown, "nothing") == ("null", "null")
    assert value_of(shown, "seconds") == ("1793707200 (2026-11-03 13:00)", "number, a time")
    assert value_of(shown, "the last day")[0].startswith("9999-12-31T23:59:59Z")
    assert value_of(shown, "list") == ('["a", {"b": [1, null, "<!channel>"]}]', "list")
    whole = await cast.maya.presses(shown, "Show name")
    assert HOSTILE["name"] in whole.plain
    assert "3,000 characters" in whole
    named = await cast.maya.types('/appcues users show hostile --attribute "mark-up"')
    assert HOSTILE["mark-up"] in named.plain
    assert named.pings == []


async def test_a_value_that_no_message_holds_comes_as_a_file(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await put(vendors, SOME, {"essay": "word " * 10_000, "=short": 1})
    shown = await cast.maya.types(f"/appcues users show {SOME}")
    heard = await cast.maya.clicks(shown, "Show essay")
    assert any("begins so" in note and "in your direct messages" in note for note in heard.notes)
    assert latest_file(house).decode() == "word " * 10_000
    await cast.maya.says(f"/appcues users show {SOME} --csv", "#launches")
    lines = latest_file(house).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "attribute,value,type"
    assert "'=short,1,number" in lines


async def test_thousands_of_attributes_come_in_pages(cast: Cast, vendors: Vendors) -> None:
    await put(vendors, "many", {f"attribute {n:04}": "v" * 200 for n in range(1000)})
    shown = await cast.maya.types("/appcues users show many")
    assert "1,000 attributes" in shown
    assert "more long values" in shown
    following = await cast.maya.presses(shown, "Next page")
    assert "Page 2 of" in following
    assert table_of(following)[1][0] > table_of(shown)[-1][0]


async def test_a_user_nobody_has_heard_of_and_an_attribute_that_is_not_there_are_missed_in_words(
    cast: Cast,
) -> None:
    assert "Appcues has no user with the id nobody" in await cast.maya.types("/appcues users show nobody")
    missed = await cast.maya.types(f"/appcues users show {SOME} --attribute plann")
    assert "There is no attribute “plann” here." in missed
    assert "Did you mean “plan”" in missed


@pytest.mark.parametrize("user_id", ODD_IDS)
async def test_ids_of_any_characters_find_their_user(cast: Cast, vendors: Vendors, user_id: str) -> None:
    await put(vendors, user_id, {"plan": "odd"})
    help = await cast.maya.types("/appcues users show help")
    await cast.maya.opens(help, "Fill in…")
    shown = (await cast.maya.submits(user=user_id)).note
    assert value_of(shown, "plan") == ("odd", "text")
    assert shown.pings == []
    await cast.maya.opens(shown, "Change…")
    await review_of(cast, set="plan: odder")
    assert "is changed" in (await cast.maya.submits()).note
    assert await profile(vendors, user_id) == {"plan": "odder"}


@pytest.mark.parametrize(
    "typed", ["-LQA2aYx", "-- --set", '"two\nlines"', "a/b%2Fc  d", "“a/b%2Fc d”", "<@U0MAYA>"]
)
async def test_ids_of_any_characters_can_be_typed(cast: Cast, vendors: Vendors, typed: str) -> None:
    for user_id in ("-LQA2aYx", "--set", "two\nlines", "a/b%2Fc d", "@U0MAYA"):
        await put(vendors, user_id, {"id": user_id})
    shown = await cast.maya.types(f"/appcues users show {typed}")
    (found, _) = value_of(shown, "id")
    assert found in {"-LQA2aYx", "--set", "two\nlines", "a/b%2Fc d", "@U0MAYA"}
    assert shown.pings == []


@house_with(editors="")
async def test_viewers_look_and_change_nothing_and_guests_do_neither(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    assert (await cast.maya.types(f"/appcues users show {SOME}")).buttons == ["Events"]
    for line in (f"update {SOME} --set a=1", f"delete {SOME} --confirm {SOME}", f"track {SOME} --name x"):
        assert "needs the editor role" in await cast.maya.types(f"/appcues users {line}")
        assert "editor" not in await cast.greta.types(f"/appcues users {line}")
    assert "Guests" in await cast.greta.types(f"/appcues users show {SOME}")
    assert await vendors.calls(effective=True) == []
    assert await house.request_states() == []


# Setting attributes


async def test_typed_attributes_are_sent_after_a_look_at_the_difference(cast: Cast, vendors: Vendors) -> None:
    before = await profile(vendors, SOME)
    line = f'/appcues users update {SOME}\nplan: "GOLD"\nbookings: "7"\nfirst_name: {before["first_name"]}\nnote: null'
    review = await cast.maya.types(line)
    assert "Added: 1" in review
    assert "note: null  (null)" in review
    assert "Changed: 2" in review
    assert f'plan: "{before["plan"]}" → "GOLD"  (text)' in review
    assert f'bookings: {before["bookings"]} → "7"  (number → text)' in review
    assert "Left out, since the profile says so already: first_name." in review
    assert await profile(vendors, SOME) == before, "nothing is sent by looking"
    assert "is changed: 3 attributes set" in await cast.maya.presses(review, "Update")
    assert await profile(vendors, SOME) == {**before, "plan": "GOLD", "bookings": "7", "note": None}


async def test_the_form_starts_with_the_profile_and_sends_only_what_differs(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    before = await profile(vendors, SOME)
    shown = await cast.maya.types(f"/appcues users show {SOME}")
    form = await cast.maya.opens(shown, "Change…")
    lines = set_in(form)
    assert f'plan: "{before["plan"]}"' in lines
    assert f"bookings: {before['bookings']}" in lines
    await put(vendors, SOME, {"bookings": 99})  # meanwhile, by the product
    review = view_text(await review_of(cast, set=f"{lines}\nvip: true".replace(before["plan"], "GOLD")))
    assert f'plan: "{before["plan"]}" → "GOLD"' in review
    assert "vip: true  (true or false)" in review
    assert f"bookings: 99 → {before['bookings']}" in review, "what the product did meanwhile is not hidden"
    await cast.maya.board.close()
    await cast.maya.opens(shown, "Change…")
    await review_of(cast, set='plan: "GOLD"')
    assert "1 attribute set" in (await cast.maya.submits()).note
    assert await profile(vendors, SOME) == {**before, "plan": "GOLD", "bookings": 99}
    (request,) = [each for each in await house.audit() if str(each.entry.verdict) == "done"]
    assert request.entry.item_id == SOME


async def test_what_was_reviewed_is_sent_and_nothing_that_came_to_differ_since(
    cast: Cast, vendors: Vendors
) -> None:
    before = await profile(vendors, SOME)
    review = await cast.maya.types(
        f"/appcues users update {SOME}\nplan: GOLD\nbookings: {before['bookings']}"
    )
    await put(vendors, SOME, {"bookings": 99})
    await cast.maya.presses(review, "Update")
    assert (await profile(vendors, SOME))["bookings"] == 99


async def test_a_profile_too_long_for_the_form_is_filled_in_as_far_as_it_fits_and_the_rest_is_named(
    cast: Cast, vendors: Vendors
) -> None:
    await put(vendors, "long", {"essay": "e" * 4000, **{f"a{n}": "x" * 200 for n in range(20)}})
    shown = await cast.maya.types("/appcues users show long")
    form = await cast.maya.opens(shown, "Change…")
    lines = set_in(form)
    assert 2000 < len(lines) <= 3000
    left = [name for name in await profile(vendors, "long") if f'{name}: "' not in lines]
    assert "essay" in left
    assert f"{len(left)} attributes do not fit" in view_text(form)
    assert all(name in view_text(form) for name in left)
    answer = await review_of(cast, set=f"{lines}\nnew: 1")
    assert "Added: 1" in view_text(answer)
    assert "Changed" not in view_text(answer)
    await cast.maya.submits()
    assert (await profile(vendors, "long"))["essay"] == "e" * 4000


async def test_a_form_filled_from_a_hostile_profile_and_left_as_it_is_changes_nothing(
    cast: Cast, vendors: Vendors
) -> None:
    hostile = {name: value for name, value in HOSTILE.items() if len(name) + len(str(value)) < 1000}
    await put(vendors, "hostile", hostile)
    form = await cast.maya.opens(await cast.maya.types("/appcues users show hostile"), "Change…")
    left_as_it_is = await review_of(cast, set=set_in(form))
    assert "the profile says all of this already" in view_text(left_as_it_is)
    assert set_in(left_as_it_is) == set_in(form), "nothing that was filled in is lost"
    kept = [line for line in set_in(form).split("\n") if not line.startswith("ping:")]
    await review_of(cast, set="\n".join([*kept, "ping: gone"]))
    assert "1 attribute set" in (await cast.maya.submits()).note
    assert await profile(vendors, "hostile") == {**hostile, "ping": "gone"}


async def test_mistakes_are_told_by_their_line_beside_the_field_and_nothing_is_lost(
    cast: Cast, vendors: Vendors
) -> None:
    typed = await cast.maya.types(f'/appcues users update {SOME}\nplan: "pro"\nseats 12\nnote: "x')
    assert "In line 2: there is no “:” between a name and a value." in typed
    assert "In line 3: a text in double quotes does not end." in typed
    form = await cast.maya.opens(typed, "Fill in a form")
    assert set_in(form) == 'plan: "pro"\nseats 12\nnote: "x'
    errors = await cast.maya.is_refused_by_form(set="plan: pro\n\nplan: free")
    assert errors == {"set": "In line 3: “plan” stands in line 1 already."}
    await review_of(cast, set="plan: free")
    assert "is changed" in (await cast.maya.submits()).note
    assert (await profile(vendors, SOME))["plan"] == "free"


async def test_a_mistake_in_many_lines_is_kept_for_the_form_too(cast: Cast) -> None:
    lines = "\n".join(f'attribute_{n}: "{"v" * 40}"' for n in range(45)) + "\noops"
    typed = await cast.maya.types(f"/appcues users update {SOME}\n{lines}")
    assert "In line 46:" in typed
    assert set_in(await cast.maya.opens(typed, "Fill in a form")) == lines


async def test_a_user_who_is_not_known_yet_is_made_only_after_that_was_said(
    cast: Cast, vendors: Vendors
) -> None:
    review = await cast.maya.types("/appcues users update brand-new --set plan=pro")
    assert "does not know the user" in review
    assert "this makes a new one" in review
    assert not await is_known(vendors, "brand-new")
    await cast.maya.presses(review, "Update")
    assert await profile(vendors, "brand-new") == {"plan": "pro"}


async def test_an_update_that_changes_nothing_says_so(cast: Cast, vendors: Vendors) -> None:
    plan = (await profile(vendors, SOME))["plan"]
    assert "says all of this already" in await cast.maya.types(
        f"/appcues users update {SOME} --set plan={plan}"
    )
    assert await vendors.calls(effective=True) == []


async def test_phones_may_bend_quotes_and_dashes(cast: Cast, vendors: Vendors) -> None:
    review = await cast.maya.types(f"/appcues users update {SOME} —set “plan: pro” —set tags: [“a”, “b”]")
    await cast.maya.presses(review, "Update")
    found = await profile(vendors, SOME)
    assert (found["plan"], found["tags"]) == ("pro", ["a", "b"])


async def test_a_lost_answer_to_an_update_is_looked_into(cast: Cast, vendors: Vendors) -> None:
    for kind in ("cut_after", "cut_before"):
        review = await cast.maya.types(f"/appcues users update {SOME} --set plan={kind}")
        await vendors.fault("PATCH /v2/accounts/*/users/*/profile", kind)
        assert "is changed" in await cast.maya.presses(review, "Update")
        assert (await profile(vendors, SOME))["plan"] == kind


async def test_another_update_of_a_user_is_not_taken_for_one_that_is_still_under_way(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    first = await cast.maya.types(f"/appcues users update {SOME} --set plan=first")
    other = await cast.olivia.types(f"/appcues users update {SOME} --set plan=other")
    await vendors.fault("PATCH /v2/accounts/*/users/*/profile", "cut_before", count=9)
    assert "No clear answer" in await cast.maya.presses(first, "Update")
    told = await cast.olivia.presses(other, "Update")
    assert f"Another change of “{SOME}” is still under way" in told
    await vendors.heal()
    await house.time_passes(10)
    assert (await profile(vendors, SOME))["plan"] == "first"
    assert "is changed" in await cast.olivia.presses(other, "Update")
    assert (await profile(vendors, SOME))["plan"] == "other"


async def test_a_review_is_carried_out_once_however_often_it_is_pressed(cast: Cast, vendors: Vendors) -> None:
    review = await cast.maya.types(f"/appcues users update {SOME} --set plan=once")
    await cast.maya.presses(review, "Update")
    await cast.maya.presses(review, "Update")
    assert len(await vendors.calls("/profile", effective=True)) == 1


# Deleting


@on_both_databases
async def test_a_deletion_asks_for_the_id_and_a_second_person_and_says_what_it_leaves(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    history = await events(vendors, SOME)
    wrong = await cast.maya.types(f"/appcues users delete {SOME} --confirm user-1002")
    assert f"“user-1002” is not the id of the user, which is “{SOME}”" in wrong
    asked = await cast.maya.types(f'/appcues users delete {SOME} --confirm {SOME} --reason "asked by mail"')
    assert "needs a second person" in asked
    card = await cast.card()
    assert "Not deleted: the history of events" in card
    assert "checklists begin anew" in card
    await put(vendors, SOME, {"last_seen_at": "2026-11-26T00:00:00Z"})  # people go on using the product
    done = await cast.tomas.presses(card, "Approve")
    assert "being deleted: Appcues works on it as a job" in done
    assert done.buttons == ["Show the job"]
    await house.time_passes(60)
    assert not await is_known(vendors, SOME)
    assert await events(vendors, SOME) == history


async def test_a_deletion_by_the_form_asks_for_the_id_in_it(cast: Cast, vendors: Vendors) -> None:
    shown = await cast.maya.types(f"/appcues users show {SOME}")
    await cast.maya.opens(shown, "Delete…")
    wrong = await cast.maya.submits(confirm="another")
    assert "is not the id of the user" in wrong.note
    await cast.maya.opens(wrong.note, "Open the form again")
    assert "needs a second person" in (await cast.maya.submits(confirm=SOME)).note
    assert await is_known(vendors, SOME)
    ghost = await cast.maya.types("/appcues users delete ghost --confirm ghost")
    assert "“ghost” is already unknown to Appcues" in ghost


async def test_a_lost_answer_to_a_deletion_is_looked_into_until_the_user_is_gone(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.types(f"/appcues users delete {SOME} --confirm {SOME}")
    await vendors.fault("DELETE /v2/accounts/*/users/*/profile", "cut_after", count=9)
    assert "No clear answer" in await cast.tomas.presses(await cast.card(), "Approve")
    await vendors.heal()
    await house.time_passes(30)
    assert "Deleted" in await cast.card()
    assert not await is_known(vendors, SOME)


async def test_nothing_of_a_profile_reaches_a_channel(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    await put(vendors, SOME, {"phone": "+46 70 555 01 02"})
    await cast.maya.types(f"/appcues users show {SOME}")
    review = await cast.maya.types(f'/appcues users update {SOME} --set phone="+46 70 555 99 99"')
    await cast.maya.presses(review, "Update")
    for channel in ("#launches", "#approvals"):
        assert not any("555" in seen for seen in await cast.olivia.in_channel(channel))
    leaks = await leaks_of(house, ["+46 70 555 01 02", "+46 70 555 99 99"])
    assert {place for place, _ in leaks} <= {"Slack", "messages"}, "what is kept of people is encrypted"
    assert "555" not in str([record.entry for record in await house.audit()])
