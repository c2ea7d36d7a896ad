"""Subscriptions: a channel is told of what it wants to hear, after a look at what that would have been."""

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.subscriptions import Topic
from sandbox.slack.driver import SeenMessage
from tests.scenarios.hours import PARIS, lives_in
from tests.scenarios.marks import on_both_databases
from tests.scenarios.news import happens
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.seats import LAUNCHES, Cast, Seat

HOUR, DAY = 3600, 86_400
UNKNOWN = "I do not know that channel."


async def subscribes(seat: Seat, words: str, channel: str = LAUNCHES) -> SeenMessage:
    """Somebody subscribes and agrees to what the review says; what that is answered with."""
    review = await seat.types(f"/callboard subscribe {words}", channel)
    saved = await seat.presses(review, "Save")
    assert "Saved" in saved, saved.plain
    return saved


async def standing(house: Playhouse) -> list[Any]:
    """All subscriptions, as they are stored."""
    return list(await house.look(lambda work: work.subscriptions.list(TEAM)))


async def schedules(house: Playhouse) -> list[Any]:
    """All schedules, as they are stored."""
    return list(await house.look(lambda work: work.schedules.list(TEAM)))


async def posted(seat: Seat, channel: str = LAUNCHES) -> list[str]:
    """What everybody reads in a channel."""
    return [each.plain for each in await seat.in_channel(channel)]


@on_both_databases
async def test_what_the_preview_counts_is_what_is_posted_from_then_on(house: Playhouse, cast: Cast) -> None:
    for hours in range(1, 13):
        await happens(house, f"job {hours}", ago=hours, severity=hours % 2)
    await happens(house, "too old", ago=24 * 8, severity=1)
    await happens(house, "other topic", "keys", ago=1, severity=1)
    services, now = house.program.services, house.clock.now()
    replayed = await services.notices.between(TEAM, now - timedelta(days=7), now, [Topic.JOBS])
    failed = [notice for notice in replayed if notice.severity]
    review = await cast.maya.types("/callboard subscribe <#C0LAUNCHES|launches> jobs --only failed")
    assert f"would have posted {len(failed)} messages in #launches" in review
    assert len(failed) == 6
    assert [line[2:] for line in review.plain.splitlines() if line.startswith("•")] == [
        f"job {hours} of jobs" for hours in (1, 3, 5, 7, 9, 11)
    ]
    assert await standing(house) == []
    saved = await cast.maya.presses(review, "Save")
    assert "jobs, only failed" in saved
    await happens(house, "fine")
    await happens(house, "bad", severity=1)
    (card,) = await posted(cast.tomas)
    assert card.startswith("bad of jobs")
    assert "set up here by Maya Lindqvist" in card
    (record,) = await house.audit()
    assert (record.entry.action, record.entry.actor_id) == ("callboard subscribe", "U0MAYA")
    assert record.entry.arguments["channel"] == LAUNCHES


async def test_it_is_set_up_in_a_form_that_shows_the_preview_before_it_saves(
    house: Playhouse, cast: Cast
) -> None:
    await happens(house, ago=1)
    await cast.maya.board.type(LAUNCHES, "/callboard subscribe")
    await house.settle()
    answer = await cast.maya.board.submit(topic="jobs", only="failed")
    assert answer["result"] == "updated", answer
    await house.settle()
    review = await cast.maya.board.modal()
    assert "would have posted nothing" in str(review)
    saved = (await cast.maya.submits()).note
    assert "Saved: *jobs, only failed* in #launches" in saved
    (row,) = await standing(house)
    assert (row.channel_id, row.created_by) == (LAUNCHES, "U0MAYA")


async def test_a_topic_that_there_is_not_is_refused_rather_than_lost_in_a_form(cast: Cast) -> None:
    said = await cast.maya.types("/callboard subscribe jbos")
    assert "“topic” is one of jobs, publishing" in said
    assert "Did you mean jobs?" in said


async def test_what_the_review_says_is_saved_although_the_person_moves(house: Playhouse, cast: Cast) -> None:
    review = await cast.maya.types("/callboard subscribe digest")
    assert "every weekday at 09:00 (Europe/Stockholm)" in review
    lives_in(house, "U0MAYA", "Asia/Tokyo")
    await cast.maya.presses(review, "Save")
    (schedule,) = await schedules(house)
    assert (schedule.recurrence, schedule.zone) == ("weekdays 09:00", "Europe/Stockholm")


@on_both_databases
async def test_a_digest_has_a_schedule_that_lives_and_dies_with_it(house: Playhouse, cast: Cast) -> None:
    review = await cast.maya.types(f"/callboard subscribe digest mon,thu 17:30 --zone {PARIS} --always")
    assert "also when there is nothing to tell" in review
    assert review.plain.count(" at 17:30") == 4, "the rhythm, and the next three due times"
    await cast.maya.presses(review, "Save")
    (row,), (schedule,) = await standing(house), await schedules(house)
    assert (row.schedule_id, row.even_if_empty) == (schedule.id, True)
    assert (schedule.kind, schedule.subject, schedule.payload) == ("digest", row.id, {})
    assert (schedule.late_rule, schedule.grace_seconds) == ("latest", 3 * HOUR)
    assert (schedule.recurrence, schedule.zone) == ("mon,thu 17:30", PARIS)
    listed = await cast.tomas.types("/callboard subscriptions")
    assert "(Europe/Paris)" in listed
    assert listed.buttons == ["Mute 1 day", "Unsubscribe"]
    gone = await cast.maya.types("/callboard unsubscribe digest")
    assert "Removed: *digest, every Monday and Thursday at 17:30 (Europe/Paris)*" in gone
    assert (await standing(house), await schedules(house)) == ([], [])


@on_both_databases
async def test_the_same_one_is_kept_once_however_often_it_is_pressed_or_typed(
    house: Playhouse, cast: Cast
) -> None:
    review = await cast.maya.types("/callboard subscribe digest")
    for _ in range(2):
        assert "Saved" in await cast.maya.presses(review, "Save")
    said = await cast.tomas.types("/callboard subscribe digest weekdays 9:00 --zone Europe/Stockholm")
    assert "set up there already" in said
    assert "by Maya Lindqvist. Nothing was changed." in said
    assert len(await standing(house)) == len(await schedules(house)) == 1
    await subscribes(cast.tomas, "digest mondays 9:00")
    assert len(await standing(house)) == len(await schedules(house)) == 2


NO_SENSE = (
    ("jobs weekdays 9:00", "A rhythm fits stats and digest, not jobs."),
    ("keys --kind flows", "--kind` fits publishing, approvals, drift and digest, not keys."),
    ("jobs --app portal", "--app` fits stats and digest, not jobs."),
    ("digest --app portal --kind flows", "Apps are of Appizer, kinds and tags of Appcues"),
    ("digest --app Northwind Members --in-account appcues", "an Appcues account has no apps"),
    ("publishing --only failed", "Only jobs fail"),
    ("digest --only alarms", "--only` fits jobs"),
    ("jobs --always", "--always` fits digest, not jobs."),
    ("jobs --zone Europe/Paris", "--zone` fits stats and digest"),
    ("stats --zone Europe/Paris", "Say at which times, too"),
    ("stats mondays 9:00 --only alarms", "leave out the times"),
    ("digest someday", "not a rhythm that I understand"),
    ("digest every 15 min", "every hour at most"),
    ("digest once 2020-01-01T09:00Z", "That moment is over"),
    ("digest --zone Europe/Pariss", "Did you mean Europe/Paris"),
    ("publishing --kind flow", "Did you mean flows?"),
    ("publishing --tag nothing", "None of the tags is called"),
    ("stats --app nothing", "None of the apps is called"),
    ("jobs --in-account elsewhere", "None of the accounts is called"),
    ("jobs --in-account appizer", "For jobs name an Appcues account"),
    ("digest --kind flows --in-account appizer", "Kinds and tags are of Appcues accounts"),
)
"""What cannot be subscribed to, and what is said of it."""


async def test_what_makes_no_sense_is_refused_with_a_sentence(house: Playhouse, cast: Cast) -> None:
    for words, told in NO_SENSE:
        said = await cast.maya.types(f"/callboard subscribe {words}")
        assert told in said.plain, said.plain
    assert await standing(house) == []


@pytest.mark.parametrize("words", ["digest blah", "stats every 7 min"])
async def test_the_rhythms_that_are_proposed_can_be_had(cast: Cast, words: str) -> None:
    said = await cast.maya.types(f"/callboard subscribe {words}")
    proposed = re.findall("`([^`]+)`", said.text)
    assert len(proposed) >= 4
    for rhythm in proposed:
        assert "Save" in (await cast.maya.types(f"/callboard subscribe digest {rhythm}")).buttons


async def test_filters_are_found_by_name_and_a_name_that_is_not_clear_is_asked_for(
    house: Playhouse, cast: Cast
) -> None:
    flow = await house.vendors.experience("Welcome tour")
    await subscribes(cast.maya, "publishing --kind flows --tag onboarding --in-account appcues")
    unclear = await cast.maya.types("/callboard subscribe stats mondays 9:00 --app Northwind")
    review = await cast.maya.presses(unclear, "Northwind Members")
    assert "of Northwind Members" in review
    await cast.maya.presses(review, "Save")
    published, stats = await standing(house)
    assert published.filters["account"] == "appcues:environment"
    assert published.filters["tag"] in flow["tag_ids"]
    assert stats.filters["app"] in {app["id"] for app in await house.vendors.apps()}
    account: dict[str, Any] = {"account": "appcues:environment", "kind": "flows"}
    await happens(house, "tagged", "publishing", tags=frozenset(flow["tag_ids"]), **account)
    await happens(house, "bare", "publishing", **account)
    assert [each.split(" ")[0] for each in await posted(cast.tomas)] == ["tagged"]


async def test_the_review_says_what_this_one_tells_of_and_not_what_the_topic_could(cast: Cast) -> None:
    timed = await cast.maya.types("/callboard subscribe stats daily 9:00")
    assert "stats, every day at 09:00" in timed
    assert "in #launches: the apps’ counts, and how they changed." in timed
    assert "warnings" not in timed.plain
    live = await cast.maya.types("/callboard subscribe stats")
    assert "*stats* in #launches: warnings about the apps’ counts." in live


async def test_where_it_cannot_be_posted_nothing_is_set_up(house: Playhouse, cast: Cast) -> None:
    board = cast.olivia.board
    house.forgive("conversations.info: channel_not_found")
    await board.change_channel("C0STATS", "remove", member="U0CALLBOT")
    await house.settle()
    assert "I am not in #stats" in (said := await cast.maya.types("/callboard subscribe <#C0STATS> jobs"))
    assert "/invite @callboard" in said
    await board.change_channel("C0RANDOM", "share")
    await house.settle()
    shared = await cast.maya.types("/callboard subscribe <#C0RANDOM> jobs")
    assert "#random is shared with people outside this workspace" in shared
    await board.change_channel("C0RANDOM", "archive")
    await house.settle()
    assert "#random is archived." in await cast.maya.types("/callboard subscribe <#C0RANDOM> jobs")
    assert "I do not know the channel “#nowhere”" in await cast.maya.types(
        "/callboard subscribe #nowhere jobs"
    )
    assert UNKNOWN in await cast.maya.types("/callboard subscribe <#C0NOWHERE|nowhere> jobs")
    assert await standing(house) == []


async def secret_channel(house: Playhouse, *members: str) -> str:
    """A private channel with the bot in it."""
    made = await house.board.change_channel("secret", "create", is_private=True)
    await house.settle()
    channel_id = str(made["channel"]["id"])
    for member in ("U0CALLBOT", *members):
        await house.board.change_channel(channel_id, "invite", member=member)
        await house.settle()
    return channel_id


async def test_of_a_private_channel_only_its_members_hear(house: Playhouse, cast: Cast) -> None:
    house.forgive("conversations.info: channel_not_found")
    secret = await secret_channel(house, "U0MAYA")
    line = f"/callboard subscribe <#{secret}|secret> jobs"
    await cast.adam.types("/callboard roles grant <@U0TOMAS> editor")
    hidden = await cast.tomas.types(line)
    unknown = await cast.tomas.types("/callboard subscribe <#C0NOWHERE|nowhere> jobs")
    assert hidden.plain == unknown.plain
    await subscribes(cast.maya, f"<#{secret}|secret> jobs")
    await subscribes(cast.maya, "jobs")
    listed = await cast.tomas.types("/callboard subscriptions --all")
    assert "1 subscription in this workspace" in listed
    assert "1 more in channels and direct messages that you are not in" in listed
    assert secret not in str(listed.raw)
    (row,) = [each for each in await standing(house) if each.channel_id == secret]
    for line in (f"subscriptions <#{secret}>", f"unsubscribe {row.id}", f"mute <#{secret}> 1d"):
        assert UNKNOWN in await cast.tomas.types(f"/callboard {line}"), line
    assert "2 subscriptions in this workspace" in await cast.maya.types("/callboard subscriptions --all")
    assert len(await standing(house)) == 2


async def test_direct_messages_with_the_bot_are_a_place_too_those_of_others_are_not(
    house: Playhouse, cast: Cast
) -> None:
    await subscribes(cast.maya, "keys", "D0MAYA")
    (row,) = await standing(house)
    assert row.channel_id == "U0MAYA"
    await happens(house, "a key", "keys")
    assert any(each.plain.startswith("a key of keys") for each in await cast.maya.direct_messages())
    assert "1 subscription in your direct messages with me" in (
        await cast.maya.types("/callboard subscriptions", "D0MAYA")
    )
    assert "not part of these direct messages" in await cast.maya.types(
        "/callboard subscribe <#D0TOMAS> jobs"
    )
    assert "not part of these direct messages" in await cast.tomas.types(f"/callboard unsubscribe {row.id}")
    assert len(await standing(house)) == 1


async def test_viewers_list_and_preview_and_only_editors_change(house: Playhouse, cast: Cast) -> None:
    house.stand_in.workspace.people["U0OLIVIA"].is_admin = False
    house.stand_in.workspace.people["U0OLIVIA"].is_owner = False
    await happens(house, ago=2)
    await subscribes(cast.maya, "jobs")
    viewer = cast.olivia
    listed = await viewer.types("/callboard subscriptions")
    assert "1. *jobs*" in listed
    assert listed.buttons == []
    shown = await viewer.types("/callboard subscriptions preview jobs")
    assert "would have posted 1 message in #launches" in shown
    assert shown.buttons == []
    for line in ("subscribe keys", "unsubscribe jobs", "mute 1d", "unmute"):
        assert "needs the editor role" in await viewer.types(f"/callboard {line}")
    assert [str(each.entry.verdict) for each in await house.audit()] == ["refused"] * 4 + ["done"]


@on_both_databases
async def test_what_is_muted_is_written_down_and_told_of_when_it_is_unmuted(
    house: Playhouse, cast: Cast
) -> None:
    await subscribes(cast.maya, "jobs")
    await subscribes(cast.maya, "digest daily 09:00")
    said = await cast.maya.types("/callboard mute 2d")
    assert "Muted until" in said
    rows, (schedule,) = await standing(house), await schedules(house)
    until = house.clock.now() + timedelta(days=2)
    assert {abs((row.muted_until - until).total_seconds()) < HOUR for row in rows} == {True}
    assert schedule.paused_until == rows[0].muted_until
    assert schedule.next_due_at >= rows[0].muted_until
    for number in range(12):
        await happens(house, f"job {number}")
    assert await posted(cast.tomas) == []
    await house.later(DAY)
    unmuted = await cast.maya.types("/callboard unmute")
    assert "Left out meanwhile were 12 messages" in unmuted
    assert "job 11 of jobs" in unmuted
    assert "and 2 more" in unmuted
    assert "left out 1 time." in unmuted
    assert "/callboard digest preview" in unmuted
    assert {row.muted_until for row in await standing(house)} == {None}
    (schedule,) = await schedules(house)
    assert (schedule.paused_at, schedule.paused_until) == (None, None)
    assert schedule.next_due_at - house.clock.now() <= timedelta(days=1)
    await happens(house, "after")
    assert [each.split(" ")[0] for each in await posted(cast.tomas)] == ["after"]


async def test_what_another_subscription_has_posted_there_was_not_left_out(
    house: Playhouse, cast: Cast
) -> None:
    await subscribes(cast.maya, "jobs")
    await subscribes(cast.maya, "jobs --only failed")
    await cast.maya.types("/callboard mute 2d 1")
    await happens(house, "fine")
    await happens(house, "bad", severity=1)
    (told,) = await posted(cast.tomas)
    assert told.startswith("bad")
    unmuted = await cast.maya.types("/callboard unmute")
    assert "Left out meanwhile was 1 message" in unmuted
    assert "fine of jobs" in unmuted
    assert "bad of jobs" not in unmuted


async def test_what_is_muted_comes_back_by_itself(house: Playhouse, cast: Cast) -> None:
    await subscribes(cast.maya, "jobs")
    await subscribes(cast.maya, "keys")
    await cast.maya.types("/callboard mute 2h jobs")
    await happens(house, "while muted")
    await happens(house, "not muted", "keys")
    await house.later(2 * HOUR)
    await happens(house, "later")
    assert [each.split(" of ")[0] for each in await posted(cast.tomas)] == ["not muted", "later"]
    assert "Nothing was muted" in await cast.maya.types("/callboard unmute")
    newest = [each.entry for each in await house.audit()][:2]
    assert [(each.action, each.detail) for each in newest] == [("callboard unmute", "nothing was muted")] * 2
    assert {each.item_name for each in newest} == {"jobs", "keys"}
    assert "not a length of time" in await cast.maya.types("/callboard mute forever")
    assert "no subscriptions of drift" in await cast.maya.types("/callboard mute 1d drift")


async def test_one_is_removed_by_its_number_or_name_and_one_that_is_not_clear_is_asked_for(
    house: Playhouse, cast: Cast
) -> None:
    for words in ("jobs --only failed", "jobs --only alarms", "keys"):
        await subscribes(cast.maya, words)
    unclear = await cast.maya.types("/callboard unsubscribe jobs")
    assert unclear.buttons == ["jobs, only failed", "jobs, only alarms"]
    assert "Removed: *jobs, only alarms*" in await cast.maya.presses(unclear, "jobs, only alarms")
    assert "None of the subscriptions here" in await cast.maya.presses(unclear, "jobs, only alarms")
    assert "Removed: *keys*" in await cast.maya.types("/callboard unsubscribe 2")
    await cast.maya.board.type(LAUNCHES, "/callboard unsubscribe")
    await house.settle()
    form = await cast.maya.board.modal()
    assert form is not None
    (offered,) = await cast.maya.board.options(form, "which", "fail")
    assert offered["text"]["text"] == "jobs, only failed"
    gone = (await cast.maya.submits(which="jobs, only failed")).note
    assert "Removed: *jobs, only failed*" in gone
    assert await standing(house) == []


async def test_the_list_has_pages_and_a_channel_has_an_end(cast: Cast) -> None:
    days = ("mondays", "tuesdays", "wednesdays", "thursdays", "fridays")
    for number in range(50):
        day, hour = days[number % 5], number // 5
        await subscribes(cast.maya, f"digest {day} {hour + 6:02}:00")
    full = await cast.maya.types("/callboard subscribe keys")
    assert "There are 50 subscriptions there already" in full
    first = await cast.maya.types("/callboard subscriptions")
    assert "50 subscriptions in #launches. Page 1 of 5." in first
    second = await cast.maya.presses(first, "Next page")
    assert "11. *digest" in second
    assert len(second.blocks) <= 50


async def test_a_flood_is_advised_against(house: Playhouse, cast: Cast) -> None:
    for number in range(51):
        await happens(house, f"job {number}", ago=1)
    review = await cast.maya.types("/callboard subscribe jobs")
    assert "would have posted 51 messages" in review
    assert "and 41 more" in review
    assert "--only failed" in review
    assert "/callboard subscribe digest weekdays 09:00" in review
    assert "less often" in await cast.maya.types("/callboard subscribe digest hourly --always")


async def test_an_archived_channel_keeps_its_subscriptions_and_loses_nothing(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("chat.postMessage: is_archived")
    await subscribes(cast.maya, "jobs")
    await cast.olivia.board.change_channel(LAUNCHES, "archive")
    await house.settle()
    await happens(house, "meanwhile")
    await cast.maya.is_told_directly("The channel is archived.")
    await cast.olivia.board.change_channel(LAUNCHES, "unarchive")
    await house.settle()
    assert [each.split(" ")[0] for each in await posted(cast.tomas)] == ["meanwhile"]
    assert len(await standing(house)) == 1


async def test_what_was_set_up_for_a_channel_goes_with_it_when_it_is_deleted(
    house: Playhouse, cast: Cast
) -> None:
    await subscribes(cast.maya, "<#C0STATS|stats> stats mondays 9:00")
    await subscribes(cast.maya, "<#C0STATS|stats> jobs")
    await subscribes(cast.maya, "keys")
    await cast.olivia.board.change_channel("C0STATS", "delete")
    await house.settle()
    assert [row.topic for row in await standing(house)] == ["keys"]
    assert await schedules(house) == []
    newest = (await house.audit())[0].entry
    assert (newest.action, newest.detail) == ("callboard unsubscribe", "The channel was deleted.")


@on_both_databases
async def test_where_people_from_outside_come_in_no_more_is_posted_and_who_set_it_up_hears(
    house: Playhouse, cast: Cast
) -> None:
    await subscribes(cast.maya, "<#C0STATS|stats> digest weekdays 9:00")
    await subscribes(cast.tomas, "<#C0STATS|stats> publishing")
    await subscribes(cast.maya, "keys")
    await house.board.change_channel("C0STATS", "share")
    await house.settle()
    assert [row.topic for row in await standing(house)] == ["keys"]
    assert await schedules(house) == []
    await happens(house, "secret plan", "publishing")
    assert "secret plan" not in str(await cast.maya.in_channel("C0STATS"))
    [told] = [seen for seen in await cast.maya.direct_messages() if "outside" in seen]
    assert "So I no longer post there: *digest, every weekday at 09:00" in told.text
    assert "/callboard subscribe" in told
    [told] = [seen for seen in await cast.tomas.direct_messages() if "outside" in seen]
    assert "*publishing*" in told.text
    newest = (await house.audit())[0].entry
    assert newest.action == "callboard unsubscribe"
    assert newest.detail == "The channel was shared with people outside this workspace."


async def test_a_channel_that_is_shared_within_the_organisation_keeps_its_posts(
    house: Playhouse, cast: Cast
) -> None:
    await subscribes(cast.maya, "<#C0STATS|stats> publishing")
    event = {"type": "channel_shared", "channel": "C0STATS", "connected_team_id": "E0OURS"}
    house.stand_in.stage.events.announce("channel_shared", event)
    await house.settle()
    assert [row.topic for row in await standing(house)] == ["publishing"]


async def test_who_becomes_a_guest_gets_nothing_any_more(house: Playhouse, cast: Cast) -> None:
    await subscribes(cast.maya, "digest weekdays 9:00", "D0MAYA")
    await subscribes(cast.maya, "keys")
    assert {row.channel_id for row in await standing(house)} == {"U0MAYA", LAUNCHES}
    await house.board.change_person("U0MAYA", is_restricted=True)
    await house.settle()
    assert [row.topic for row in await standing(house)] == ["keys"]
    assert (await house.audit())[0].entry.detail == "The person is no full member any more."
    assert "no full member" in await cast.adam.types("/callboard audit search --way event")
