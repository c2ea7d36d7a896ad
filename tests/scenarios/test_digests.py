"""Digests: at their hour, once, with what needs someone first; silent where there is nothing to tell."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.app_warnings import TOPIC, subject_of
from bot.domain.digests import Digest, Period
from bot.domain.followed_jobs import FollowedJob, JobState
from bot.domain.notices import Notice
from bot.domain.subscriptions import Filters, Topic
from bot.domain.unusual import Kind
from bot.services.digest_reading import DigestReader
from bot.services.followed_jobs import row_from
from sandbox.slack.seen import view_text
from storage.unit_of_work import UnitOfWork
from tests.scenarios.asking import PUBLISH
from tests.scenarios.hours import THURSDAY, move_to, next_weekday, run_at
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import TEAM, Playhouse, Vendors
from tests.scenarios.processes import second_process
from tests.scenarios.scheduled import comes_due, happens, last_of, note_of_last, posts, subscribe, the_digest
from tests.scenarios.seats import APPROVALS, LAUNCHES, Cast
from tests.scenarios.subscribing import STATS
from tests.scenarios.test_keys import fill_slots

DIGEST = "Digest, "
HOSTILE = "&lt;!channel&gt; *open* &amp; close"
MINUTE, HOUR = 60.0, 3600.0


def went_live(house: Playhouse, name: str, **more: Any) -> Notice:
    """A flow was put live, just now."""
    facts: dict[str, Any] = {"key": f"live:{name}", "kind": "flows", "account": "appcues:environment"}
    line = f"*{name}* was put live"
    return Notice(
        team_id=TEAM, topic=Topic.PUBLISHING, at=house.clock.now(), line=line, text=line, **facts | more
    )


async def thursday_nine(house: Playhouse) -> datetime:
    """Moves to a Thursday at seven, and says when it is nine."""
    nine = next_weekday(house, THURSDAY, 9)
    await move_to(house, nine - timedelta(hours=2))
    await house.run_tasks()
    return nine


@on_both_databases
async def test_it_says_what_needs_someone_and_what_changed_and_pings_nobody(
    house: Playhouse, cast: Cast
) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house)
    await cast.maya.types(PUBLISH)
    await happens(
        house,
        went_live(house, "Summer tour", actor_id="U0TOMAS"),
        went_live(house, HOSTILE, actor_id="U0MAYA"),
    )
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    assert seen.pings == []
    lines = seen.lines
    assert lines[0].endswith("09:00")
    assert lines.index("*What needs someone now*") < lines.index("*What changed*")
    assert "Publish the flow “Welcome tour”*, asked by Maya Lindqvist" in seen
    assert "Adam Reyes, Olivia Marsh or Tomás Ferreira may decide." in seen
    assert "*Summer tour* was put live · by Tomás Ferreira" in seen
    assert "<!channel> *open* & close" in seen
    assert (
        lines[-1]
        == "Topic digest · set up here by Maya Ito · `/callboard subscriptions` · times in Europe/Paris"
    )
    waiting = await cast.tomas.presses(seen, "Show")
    assert "1 waiting for approval" in waiting


async def test_who_asked_for_what_took_effect_is_named_once_here_and_on_the_home_tab(
    house: Playhouse, cast: Cast
) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house)
    await cast.maya.types(PUBLISH)
    await cast.tomas.presses(await cast.card(), "Approve")
    home = view_text(await cast.adam.opens_home()).partition("Changed in the last week")[2]
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    told = "Published the flow “Welcome tour”*, asked by Maya Lindqvist, approved by Tomás Ferreira"
    for text in (seen.plain, home):
        assert told in text, text
        after = text.partition(told)[2]
        assert "by Maya Lindqvist" not in after
        assert "by @U0MAYA" not in after


async def test_it_is_silent_where_there_is_nothing_to_tell(house: Playhouse, cast: Cast) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house)
    await comes_due(house, schedule)
    assert await posts(cast, DIGEST) == []
    assert await note_of_last(house, schedule) == "nothing posted: there was nothing to tell"


async def test_who_wants_one_even_then_gets_one_sentence(house: Playhouse, cast: Cast) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house, even_if_empty=True)
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    assert "Nothing has happened since Wed " in seen
    assert len(seen.lines) == 3


async def test_each_fact_is_told_in_one_digest_and_a_quiet_day_does_not_hide_it(
    house: Playhouse, cast: Cast
) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house, "digest", "daily 09:00")
    names = ["Zero", "One", "Two"]
    for name in names:
        await happens(house, went_live(house, name))
        await comes_due(house, schedule)
        await house.time_passes(MINUTE)
    told = await posts(cast, DIGEST)
    assert [[name in seen for name in names] for seen in told] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


@on_both_databases
async def test_one_that_was_missed_comes_late_once_and_says_so(house: Playhouse, cast: Cast) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house, "digest", "daily 09:00")
    await happens(house, went_live(house, "Summer tour"))
    await comes_due(house, schedule, late=2 * HOUR)
    await house.time_passes(MINUTE)
    [seen] = await posts(cast, DIGEST)
    assert "This is 2 h late." in seen
    await happens(house, went_live(house, "Autumn tour"))
    await comes_due(house, schedule, late=4 * HOUR)
    assert len(await posts(cast, DIGEST)) == 1
    assert "skipped, because it would have begun more than 3 h late" in await note_of_last(house, schedule)
    await happens(house, went_live(house, "Winter tour"))
    await comes_due(house, schedule)
    later = (await posts(cast, DIGEST))[-1]
    assert "Autumn tour" in later
    assert "Winter tour" in later
    assert "Summer tour" not in later


async def test_one_whose_subscription_is_gone_or_muted_is_not_posted(house: Playhouse, cast: Cast) -> None:
    nine = await thursday_nine(house)
    schedule = await subscribe(house, "digest", "daily 09:00", even_if_empty=True)
    database = house.program.ground.database
    until = nine + timedelta(hours=1)
    await database.transact(lambda work: work.subscriptions.mute(TEAM, [schedule.subject], until))
    await comes_due(house, schedule)
    assert await note_of_last(house, schedule) == "nothing posted: it is muted"
    await comes_due(house, schedule)
    assert len(await posts(cast, DIGEST)) == 1
    await database.transact(lambda work: work.subscriptions.remove(TEAM, schedule.subject))
    await comes_due(house, schedule)
    assert len(await posts(cast, DIGEST)) == 1
    assert await note_of_last(house, schedule) == "nothing posted: the subscription is gone"


async def test_the_first_one_after_a_mute_tells_what_happened_meanwhile(house: Playhouse, cast: Cast) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house, "digest", "daily 09:00")
    await happens(house, went_live(house, "Before"))
    await comes_due(house, schedule)
    await cast.maya.types("/callboard mute 2d")
    await house.time_passes(24 * HOUR)
    await happens(house, went_live(house, "Meanwhile"))
    await house.time_passes(12 * HOUR)
    assert len(await posts(cast, DIGEST)) == 1
    await comes_due(house, schedule)
    [_, after] = await posts(cast, DIGEST)
    assert "Meanwhile" in after
    assert "Before" not in after


async def test_filters_narrow_every_part(house: Playhouse, cast: Cast) -> None:
    await thursday_nine(house)
    flows = await subscribe(house, kind="flows")
    await subscribe(house, channel=APPROVALS, kind="banners")
    await cast.maya.types(PUBLISH)
    await happens(house, went_live(house, "Summer tour"), went_live(house, "Sale", kind="banners"))
    await comes_due(house, flows)
    [seen] = await posts(cast, DIGEST)
    assert "Summer tour" in seen
    assert "Welcome tour" in seen
    assert "Sale" not in seen
    assert "Statistics" not in seen
    [other] = await posts(cast, DIGEST, APPROVALS)
    assert "Sale" in other
    assert "tour" not in other.plain.lower()


async def test_one_of_an_app_tells_of_that_app_alone(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    await thursday_nine(house)
    for _ in range(4):
        await house.time_passes(24 * HOUR)
    app = (await vendors.apps())[0]
    line = f"/callboard subscribe digest daily 09:00 --always --app {app['name']}"
    saved = await cast.maya.presses(await cast.maya.types(line), "Save")
    assert f"*digest, of {app['name']}, every day at 09:00" in saved
    await happens(house, went_live(house, "Summer tour"))
    schedule = await the_digest(house)
    await comes_due(house, schedule)
    [nothing] = await posts(cast, DIGEST)
    assert "Nothing has happened" in nothing
    await house.time_passes(23 * HOUR)  # what is asked now is still open at the next due time
    await cast.maya.types(f'/appizer apps delete {app["id"]} --confirm "{app["name"]}" --reason closed')
    await comes_due(house, schedule)
    [_, seen] = await posts(cast, DIGEST)
    assert f"Delete the app “{app['name']}”" in seen, seen.plain
    assert "*Statistics*" in seen
    assert "8 apps" not in seen
    assert "Summer tour" not in seen


async def test_statistics_come_with_a_chart_and_the_period_in_words(house: Playhouse, cast: Cast) -> None:
    await thursday_nine(house)
    for _ in range(4):
        await house.time_passes(24 * HOUR)
    schedule = await subscribe(house, "digest", "daily 09:00")
    await happens(house, went_live(house, "Summer tour"))
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    assert " users* in 8 apps, up " in seen
    assert " in 4 days" in seen
    charts = [block for block in seen.blocks if block["type"] == "data_visualization"]
    assert len(charts) == 2


async def test_what_a_vendor_does_not_tell_is_said_and_the_rest_is_posted(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house)
    await happens(house, went_live(house, "Summer tour"))
    await vendors.fault("GET /v2/accounts/*/sdk_keys", "status", count=9)
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    assert "The SDK keys of appcues" in seen
    assert "could not be read." in seen
    assert "Summer tour" in seen
    house.forgive("fault on its side")


@on_both_databases
async def test_jobs_that_ended_since_the_last_one_and_those_that_run_are_told_by_name(
    house: Playhouse, cast: Cast
) -> None:
    nine = await thursday_nine(house)
    schedule = await subscribe(house, "digest", "daily 09:00")
    ends: dict[JobState, timedelta | None] = {
        JobState.DONE: timedelta(hours=1),
        JobState.FAILED: timedelta(hours=2),
        JobState.UNKNOWN: timedelta(hours=25),
        JobState.STUCK: None,
        JobState.RUNNING: None,
    }

    def follow(work: UnitOfWork) -> None:
        for state, ago in ends.items():
            job = FollowedJob(
                account_id="gone",
                job_id=state,
                team_id=TEAM,
                title=f"Import {state}",
                asked_by="U0MAYA",
                request_id="r-1",
                state=state,
                started_at=nine - timedelta(hours=3),
                followed_at=nine - timedelta(hours=3),
                ended_at=nine - ago if ago else None,
            )
            work.followed_jobs.add(row_from(job))

    await house.program.ground.database.transact(follow)
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    for line in (
        "• :warning: *Import stuck* has been running for 3 h.",
        "_1 job failed_",
        "*Import failed* failed Thu ",
        "*Import done* was done Thu ",
        "• :gear: *Import running* for 3 h.",
    ):
        assert line in seen
    assert "Import unknown" not in seen, "it ended before"
    assert seen.lines.index("*What needs someone now*") < seen.lines.index("*Jobs*")
    await comes_due(house, schedule)
    [_, next_one] = await posts(cast, DIGEST)
    assert "Import stuck" in next_one
    assert "Import done" not in next_one
    assert "Import failed" not in next_one


async def test_an_account_short_of_keys_and_warnings_about_apps_need_someone(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house)
    await fill_slots(vendors, 5)
    facts = {
        "app_name": "Gift Shop",
        "since": "2026-11-23T07:00:00+00:00",
        "quiet_hours": 50.0,
        "usual_hours": 4.0,
        "limit_hours": 24.0,
    }
    subject = subject_of((await vendors.apps())[0]["id"], Kind.EVENTS_STOPPED)
    await house.program.ground.database.transact(
        lambda work: work.raised_warnings.raise_once(
            "k1", TOPIC, "environment", subject, facts, house.clock.now()
        )
    )
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    assert "• :rotating_light: 5 of 5 slots are used. No slot is left" in seen
    assert "_1 warning open about apps_" in seen
    assert "*Gift Shop*: no events since" in seen


async def test_what_is_coming_is_told_with_its_time(house: Playhouse, cast: Cast) -> None:
    nine = await thursday_nine(house)
    schedule = await subscribe(house)
    await cast.maya.types(f"{PUBLISH} --at {(nine + timedelta(hours=5)).isoformat()}")
    await cast.tomas.presses(await cast.card(), "Approve")
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    assert "*What is coming*" in seen
    assert ", 14:00: *Publish the flow “Welcome tour”" in seen
    assert "still waits" not in seen


async def test_many_facts_are_one_message_and_a_button_shows_the_rest_to_whoever_presses(
    house: Playhouse, cast: Cast
) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house)
    await happens(house, *(went_live(house, f"Flow {n} {HOSTILE}") for n in range(300)))
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    assert "and 295 more" in seen
    await happens(house, went_live(house, "After the digest"))
    await house.time_passes(MINUTE)
    page = await cast.adam.presses(seen, "Show all")
    assert "page 1 of 25" in page
    assert page.is_ephemeral
    told = page.plain
    for _ in range(24):
        page = await cast.adam.presses(page, "Next page")
        told += page.plain
    assert all(f"Flow {n} " in told for n in range(300))
    assert "After the digest" not in told
    assert len(await posts(cast, DIGEST)) == 1


async def test_a_preview_shows_what_would_stand_here_to_who_asks_alone(house: Playhouse, cast: Cast) -> None:
    await thursday_nine(house)
    empty = await cast.maya.types("/callboard digest preview")
    assert "With nothing to tell, no digest is posted." in empty
    assert "`/callboard subscribe` has digests posted" in empty
    await happens(house, went_live(house, "Summer tour"), went_live(house, "Sale", kind="banners"))
    await house.time_passes(MINUTE)
    assert "Sale" in await cast.maya.types("/callboard digest preview")
    await subscribe(house, kind="flows")
    here = await cast.maya.types("/callboard digest preview")
    assert here.is_ephemeral
    assert "Summer tour" in here
    assert "Sale" not in here
    assert "Only you see this · Topic digest · set up here by Maya Ito" in here
    assert "Sale" in await cast.maya.types("/callboard digest preview", APPROVALS)
    assert "Take 1 to 35" in await cast.maya.types("/callboard digest preview --days 36")
    assert "Guests" in await cast.greta.types("/callboard digest preview")


async def test_a_preview_covers_as_long_as_the_digest_that_stands_here(house: Playhouse, cast: Cast) -> None:
    await thursday_nine(house)
    await happens(house, went_live(house, "Summer tour"))
    await house.time_passes(3 * 24 * HOUR)
    short = await cast.maya.types("/callboard digest preview")
    assert "Summer tour" not in short
    assert ", a day, as no digest is set up here." in short
    await subscribe(house, rhythm="mondays 9:00")
    long = await cast.maya.types("/callboard digest preview")
    assert "Summer tour" in long
    assert "From Sun 29 Nov" in long, long.plain
    assert ", as long as from one digest here to the next." in long
    chosen = await cast.maya.types("/callboard digest preview --days 1")
    assert "Summer tour" not in chosen
    assert "to the next" not in chosen
    assert "0 days cannot be looked back" in await cast.maya.types("/callboard digest preview --days 0")
    assert "a day, as" in await cast.maya.types("/callboard digest preview", APPROVALS)


async def test_one_that_stays_silent_notes_from_when_on_it_knew_that_nothing_changed(
    house: Playhouse, cast: Cast
) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house, rhythm="0 9 1 1,4,7,10 *")
    await comes_due(house, schedule)
    assert await posts(cast, DIGEST) == []
    assert "nothing to tell since 20" in (note := await note_of_last(house, schedule))
    assert note.endswith("; what changed before is not kept")


async def test_one_that_comes_more_rarely_than_changes_are_kept_says_from_when_on_it_knows(
    house: Playhouse, cast: Cast
) -> None:
    nine = await thursday_nine(house)
    await subscribe(house, rhythm="0 9 1 1,4,7,10 *", even_if_empty=True)
    seen = await cast.maya.types("/callboard digest preview")
    kept = nine - timedelta(hours=2, days=35)
    assert f"Nothing has happened since {kept:%a} {kept.day} {kept:%b}" in seen, seen.plain
    assert f"What changed before {kept:%a} {kept.day} {kept:%b}" in seen
    assert "is not kept any more." in seen
    monthly = await cast.maya.types("/callboard digest preview --days 31")
    assert "not kept any more" not in monthly
    await happens(house, went_live(house, "Summer tour"))
    await house.time_passes(MINUTE)
    told = await cast.maya.types("/callboard digest preview")
    assert "Summer tour" in told
    assert "is not kept any more." in told


@house_with(has_vendors=False)
async def test_without_any_account_there_are_digests_all_the_same(house: Playhouse, cast: Cast) -> None:
    await thursday_nine(house)
    schedule = await subscribe(house, even_if_empty=True)
    await comes_due(house, schedule)
    [seen] = await posts(cast, DIGEST)
    assert "Nothing has happened" in seen


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_three_processes_at_once_post_each_digest_once(house: Playhouse, cast: Cast) -> None:
    nine = await thursday_nine(house)
    zones = ["Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Rome"]
    for zone in zones:
        await subscribe(house, "digest", "daily 09:00", zone=zone, even_if_empty=True)
    async with second_process(house) as second, second_process(house) as third:
        for day in range(2):
            await move_to(house, nine + timedelta(days=day, seconds=1))
            tickers = [each.ticker for each in (house.program, second, third)]
            await asyncio.gather(*(each.tick() for each in tickers))
            await asyncio.gather(*(each.idle() for each in tickers))
            await house.settle()
            assert len(await posts(cast, DIGEST)) == len(zones) * (day + 1)


async def test_due_again_after_a_crash_it_is_the_same_message(house: Playhouse, cast: Cast) -> None:
    nine = await thursday_nine(house)
    schedule = await subscribe(house)
    await happens(house, went_live(house, "Summer tour"))
    await run_at(house, nine + timedelta(seconds=1))
    [first] = await posts(cast, DIGEST)

    def as_if_it_had_ended(work: Any) -> None:
        row = work.occurrences.get(schedule.id, nine)
        row.state, row.owner, row.lease_until, row.finished_at = "claimed", "", None, None
        work._session.merge(row)

    await house.program.ground.database.transact(as_if_it_had_ended)
    await house.time_passes(10 * MINUTE)
    [again] = await posts(cast, DIGEST)
    assert again.ts == first.ts
    assert "Summer tour" in again
    assert (await last_of(house, schedule)).finished_at is not None


@on_both_databases
async def test_the_same_digest_of_many_channels_is_read_once_and_each_has_its_own(
    house: Playhouse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await thursday_nine(house)
    channels = (LAUNCHES, APPROVALS, STATS)
    schedules = [await subscribe(house, channel=channel, even_if_empty=True) for channel in channels]
    flows = await subscribe(house, channel="C0RANDOM", even_if_empty=True, kind="flows")
    await happens(house, went_live(house, "Summer tour"), went_live(house, "Nod", kind="pins", key="nod"))
    reads = []
    read = DigestReader.read

    async def counted(reader: DigestReader, team_id: str, filters: Filters, period: Period) -> Digest:
        reads.append(filters.kind)
        return await read(reader, team_id, filters, period)

    monkeypatch.setattr(DigestReader, "read", counted)
    await comes_due(house, schedules[0])
    assert sorted(reads) == ["", "flows"]
    for channel in channels:
        [seen] = await posts(cast, DIGEST, channel)
        assert "Summer tour" in seen
        assert "Nod" in seen
    [seen] = await posts(cast, DIGEST, "C0RANDOM")
    assert "Nod" not in seen
    assert await note_of_last(house, flows) == ""
