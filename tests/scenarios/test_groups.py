"""Groups and members from Slack: profiles, and users added by ids of any form, or by a file."""

import pytest

from tests.scenarios.bulk import calls, goes_on, opens_form, picked, said, shares
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.profiles import HOSTILE, profile, put
from tests.scenarios.seats import Cast
from tests.scenarios.test_segments import segments
from tests.scenarios.test_users import review_of, set_in, value_of

SCHOOL = "riverside_school"


async def members(vendors: Vendors, group_id: str) -> list[str]:
    """Who is in a group, as only the administrator's door tells."""
    found = (await vendors.door.get(f"/_sandbox/groups/{group_id}")).json()
    ids: list[str] = found["user_ids"]
    return ids


async def added_to(vendors: Vendors, segment_id: str) -> list[str]:
    """Who was added to a segment through the API, likewise."""
    ids: list[str] = (await vendors.door.get(f"/_sandbox/segments/{segment_id}")).json()["user_ids"]
    return ids


# Profiles


async def test_a_group_is_shown_and_changed_like_a_user(cast: Cast, vendors: Vendors) -> None:
    before = await profile(vendors, SCHOOL, "groups")
    shown = await cast.maya.types(f"/appcues groups show {SCHOOL}")
    assert value_of(shown, "group_name") == (before["group_name"], "text")
    assert "who is in the group cannot be read" in shown
    form = await cast.maya.opens(shown, "Change…")
    assert f'plan: "{before["plan"]}"' in set_in(form)
    await review_of(cast, set="seats: 12")
    assert "changed: 1 attribute set" in (await cast.maya.submits()).note
    assert await profile(vendors, SCHOOL, "groups") == {**before, "seats": 12}
    review = await cast.maya.types(f"/appcues groups update {SCHOOL} --set plan=X --set seats=12")
    assert "Left out, since the profile says so already: seats." in review
    await cast.maya.presses(review, "Update")
    assert (await profile(vendors, SCHOOL, "groups"))["plan"] == "X"


async def test_a_group_of_hostile_values_is_shown(cast: Cast, vendors: Vendors) -> None:
    await put(vendors, "-odd/ *group*", HOSTILE, "groups")
    shown = await cast.maya.types("/appcues groups show -odd/ *group*")
    assert shown.pings == []
    assert value_of(shown, "ping")[0] == HOSTILE["ping"]
    whole = await cast.maya.presses(shown, "Show name")
    assert HOSTILE["name"] in whole.plain


async def test_a_group_that_is_not_there_is_missed_and_mistakes_have_their_line(cast: Cast) -> None:
    assert "Appcues has no group with the id nothing" in await cast.maya.types("/appcues groups show nothing")
    assert "In line 2:" in await cast.maya.types(f"/appcues groups update {SCHOOL}\na: 1\nb")


# Members


async def test_pasted_ids_are_counted_reviewed_and_added(cast: Cast, vendors: Vendors) -> None:
    before = await members(vendors, SCHOOL)
    line = f'/appcues groups add-users {SCHOOL}\nnew-1, new-2\n-new/3%\n"with a blank"\nnew-1'
    review = await cast.maya.types(line)
    assert "4 users would be added to the group" in review
    assert "1 duplicate is left out, since once is enough: new-1 (2 times)." in review
    assert "with a blank" in review
    assert await vendors.calls(effective=True) == []
    assert "joined by 4 users" in await cast.maya.presses(review, "Add users")
    assert set(await members(vendors, SCHOOL)) == {*before, "new-1", "new-2", "-new/3%", "with a blank"}


async def test_ids_are_added_by_the_form_and_mistakes_stay_in_it(cast: Cast, vendors: Vendors) -> None:
    await opens_form(cast.maya, f"/appcues groups add-users {SCHOOL}")
    errors = await cast.maya.is_refused_by_form(ids="a", file=await picked(cast.maya, "x.csv", b"a"))
    assert "not both at once" in errors["ids"]
    errors = await cast.maya.is_refused_by_form(ids='a\n"" b', file=[])
    assert errors == {"ids": "In line 2: there is no user id."}
    assert "2 users would be added" in await goes_on(cast.maya, ids="a b")
    assert "joined by 2 users" in (await cast.maya.submits()).note
    assert {"a", "b"} <= set(await members(vendors, SCHOOL))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("crew.csv", b"\xef\xbb\xbfplan,user_id\r\nPRO,u-1\r\nPRO,u 2\r\n,u-1\r\n"),
        ("crew.csv", b"u-1\nu 2\nu-1\n"),
        ("crew.ndjson", b'"u-1"\n"u 2"\n"u-1"\n'),
        ("crew.json", b'{"user_ids": ["u-1", "u 2", "u-1"]}'),
        ("crew.txt", "user_id\nu-1\nu 2\nu-1\n".encode("utf-16")),
    ],
)
async def test_ids_come_from_an_uploaded_file(
    cast: Cast, vendors: Vendors, name: str, content: bytes
) -> None:
    await opens_form(cast.maya, f"/appcues groups add-users {SCHOOL}")
    review = await goes_on(cast.maya, file=await picked(cast.maya, name, content))
    assert "2 users would be added" in review
    assert "u-1 (2 times)" in review
    assert "joined by 2 users" in (await cast.maya.submits()).note
    assert {"u-1", "u 2"} <= set(await members(vendors, SCHOOL))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\n \n", "no user id"),
        (b"a,b\nc,d\n", "In line 1: there are several cells"),
        (b"plan,user_id\nPRO,\n", "In line 2: there is no user id"),
        (b'["a", ', "In line 1: a value is expected"),
        (b"PK\x03\x04\x00\x00", "not a text in UTF-8"),
        (b"caf\xe9\n", "not a text in UTF-8"),
    ],
)
async def test_a_file_that_cannot_be_read_is_told_by_its_line_and_nothing_is_sent(
    cast: Cast, vendors: Vendors, content: bytes, says: str
) -> None:
    await opens_form(cast.maya, f"/appcues groups add-users {SCHOOL}")
    assert says in await goes_on(cast.maya, file=await picked(cast.maya, "crew.csv", content))
    assert await vendors.calls(effective=True) == []


async def test_a_large_file_is_sent_whole(cast: Cast, vendors: Vendors) -> None:
    ids = [f"user-{n:06}" for n in range(50_000)]
    await opens_form(cast.maya, f"/appcues groups add-users {SCHOOL}")
    content = "\n".join([*ids, ids[0]]).encode()
    review = await goes_on(cast.maya, file=await picked(cast.maya, "crew.csv", content))
    assert "50,000 users would be added" in review
    assert "and 49,990 more" in review
    await cast.maya.submits()
    assert set(ids) <= set(await members(vendors, SCHOOL))


@pytest.mark.parametrize("kind", ["cut_after", "cut_before"])
async def test_after_a_lost_answer_users_are_added_again_which_is_harmless(
    house: Playhouse, cast: Cast, vendors: Vendors, kind: str
) -> None:
    segment = (await segments(vendors))[0]
    for line in (f"groups add-users {SCHOOL}", f"segments add {segment['id']}"):
        review = await cast.maya.types(f"/appcues {line} --ids lost")
        await vendors.fault("POST /v2/accounts/*/*/*/*", kind, count=9)
        assert "No clear answer" in await cast.maya.presses(review, "Add users")
        await vendors.heal()
        await house.time_passes(10)
        await house.time_passes(60)
    assert await house.request_states() == ["done", "done"]
    assert "lost" in await members(vendors, SCHOOL)
    assert "lost" in await added_to(vendors, segment["id"])
    told = " ".join(each.plain for each in await cast.maya.direct_messages())
    assert "joined by 1 user" in told
    assert "adds 1 user to it" in told


@house_with(editors="")
async def test_a_viewer_adds_nobody(cast: Cast, vendors: Vendors) -> None:
    for line in (
        f"groups add-users {SCHOOL} --ids a",
        f"groups update {SCHOOL} --set a=1",
        "segments add Beta --ids a",
    ):
        assert "needs the editor role" in await cast.maya.types(f"/appcues {line}")
    assert (await cast.maya.types(f"/appcues groups show {SCHOOL}")).buttons == []
    assert await vendors.calls(effective=True) == []


# Segments


async def test_users_are_added_to_a_segment_by_a_job_and_removed_again(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    segment = (await segments(vendors))[0]
    before = set(await added_to(vendors, segment["id"]))
    review = await cast.maya.types(f'/appcues segments add "{segment["name"]}"\nnew-1 new-2')
    assert f"2 users would be added to the segment “{segment['name']}”" in review
    done = said(await cast.maya.clicks(review, "Add users"))
    assert "a job of Appcues adds 2 users to it" in done
    assert "Show the job" in done.buttons
    await house.time_passes(60)
    assert set(await added_to(vendors, segment["id"])) == {*before, "new-1", "new-2"}
    review = await cast.maya.types(f"/appcues segments remove {segment['id']} --ids new-1")
    assert "Only ids that were added through this API are removed" in review
    assert "removes 1 user from it" in said(await cast.maya.clicks(review, "Remove users"))
    await house.time_passes(60)
    assert set(await added_to(vendors, segment["id"])) == {*before, "new-2"}


async def test_the_card_of_a_segment_leads_to_adding_and_removing(cast: Cast, vendors: Vendors) -> None:
    segment = (await segments(vendors))[0]
    card = await cast.maya.types(f'/appcues segments show "{segment["name"]}"')
    for button, words in (("Add users…", "adds 2 users to it"), ("Remove users…", "removes 2 users from it")):
        form = await cast.maya.opens(card, button)
        assert segment["name"] in str(form)
        await review_of(cast, ids="a, b")
        assert words in said(await cast.maya.submits())


async def test_an_unclear_segment_is_answered_with_buttons_that_keep_all_ids(
    cast: Cast, vendors: Vendors
) -> None:
    ids = [f"a-rather-long-user-id-number-{n:04}" for n in range(80)]
    answer = await cast.maya.types("/appcues segments add customers\n" + "\n".join(ids))
    assert set(answer.buttons) == {"Trial customers", "Paying customers"}
    review = await cast.maya.presses(answer, "Trial customers")
    assert "80 users would be added to the segment “Trial customers”" in review
    said(await cast.maya.clicks(review, "Add users"))
    (call,) = await vendors.calls("/add_user_ids", effective=True)
    assert call["status"] == 202


async def test_a_review_leads_back_into_its_form_with_everything(cast: Cast) -> None:
    review = await cast.maya.types("/appcues segments add Trial customers --ids a, b")
    form = await cast.maya.opens(review, "Change…")
    assert "a, b" in str(form)
    assert "Trial customers" in str(form)


async def test_a_file_that_somebody_shared_is_used_from_its_message(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    segment = (await segments(vendors))[0]
    message = await shares(cast.tomas, "crew.csv", b"user_id\nu-1\nu-2\nu-1\n")
    heard = await calls(cast.maya, "use_as_user_ids", message)
    assert heard.note.buttons == [
        "Add users to a segment…",
        "Remove from a segment…",
        "Add users to a group…",
    ]
    form = await cast.maya.opens(heard.note, "Add users to a segment…")
    assert "crew.csv" in str(form)
    review = await goes_on(cast.maya, segment=segment["id"])
    assert "2 users would be added" in review
    assert "u-1 (2 times)" in review
    assert "adds 2 users to it" in said(await cast.maya.submits())
    await house.time_passes(60)
    assert {"u-1", "u-2"} <= set(await added_to(vendors, segment["id"]))


async def test_a_file_of_somebody_else_is_not_read_by_its_id(cast: Cast, vendors: Vendors) -> None:
    message = await shares(cast.tomas, "crew.csv", b"u-1\n")
    file_id = message.raw["files"][0]["id"]
    told = await cast.maya.types(f"/appcues segments add Trial customers --file {file_id}")
    assert "You can use files that you shared yourself" in told
    assert await vendors.calls("/add_user_ids") == []
