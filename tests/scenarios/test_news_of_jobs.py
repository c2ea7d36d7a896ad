"""Jobs in the channels that want to hear of them: each end once, and on request those of others as well."""

import asyncio
import threading

import pytest

from bot.domain.subscriptions import Severity, Topic
from bot.schedule.catalog import all_tasks
from storage.models.followed_jobs import FollowedJobRow
from storage.repositories.followed_jobs import FollowedJobRepository
from tests.scenarios.bulk import job_cards, passes, told_of
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import VENDORS, Playhouse, Vendors
from tests.scenarios.processes import second_process
from tests.scenarios.seats import LAUNCHES, Cast
from tests.scenarios.subscribing import RANDOM, STATS, notices, posted, wants
from tests.scenarios.test_jobs import import_of

ROWS = b"user_id,plan\nu-1,PRO\n,TRIAL\n"
MINUTES = 60.0


async def starts_elsewhere(vendors: Vendors, user: str = "u-7") -> str:
    """Somebody imports a profile without Callboard; the id of the job."""
    answer = await vendors.door.post(
        "/v2/accounts/17434/import/profiles",
        content=f'{{"user_id": "{user}", "plan": "PRO"}}\n'.encode(),
        headers={"Content-Type": "application/ndjson"},
        auth=(VENDORS.appcues_key, VENDORS.appcues_secret),
    )
    return str(answer.json()["job_id"])


async def lists(vendors: Vendors) -> int:
    """How often the bot has listed the jobs of the account."""
    return len(await vendors.calls("/jobs"))


@on_both_databases
async def test_the_end_of_a_job_is_told_once_to_each_channel_that_wants_it_and_calls_nobody(
    house: Playhouse, cast: Cast
) -> None:
    await wants(house, RANDOM, Topic.JOBS)
    await wants(house, RANDOM, Topic.JOBS, account="appcues:environment")
    await wants(house, STATS, Topic.JOBS, least=int(Severity.WARNING))
    await import_of(cast)
    await passes(house, 10, times=3)
    (told,) = await posted(cast, RANDOM)
    assert "Import profiles from “crew.csv”" in told
    for words in ("Done", "2 rows got in", "Asked by Maya Lindqvist", "set up here by Olivia Marsh"):
        assert words in told, told.plain
    assert told.pings == []
    assert await posted(cast, STATS) == [], "nothing has failed"
    shown = await cast.adam.presses(told, "Show the job")
    assert "Completed" in shown
    (card,) = await job_cards(cast.maya)
    assert len(await told_of(cast.maya, card)) == 1, "who asked is told as ever"
    (written,) = await notices(house, Topic.JOBS)
    assert written.line == "*Import profiles from “crew.csv”* is done: 2 rows got in, took 3.0 s."


async def test_rows_that_failed_are_a_warning(house: Playhouse, cast: Cast) -> None:
    await wants(house, STATS, Topic.JOBS, least=int(Severity.WARNING))
    await import_of(cast, "bad.csv", ROWS)
    await passes(house, 20)
    (told,) = await posted(cast, STATS)
    assert "Done, but not all of it got in" in told
    assert "1 row got in, 1 row failed" in told


async def test_a_channel_in_which_the_card_of_the_job_stands_is_not_told_twice(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await wants(house, LAUNCHES, Topic.JOBS)
    await wants(house, RANDOM, Topic.JOBS)
    job_id = await starts_elsewhere(vendors)
    await cast.maya.types(f"/appcues jobs follow {job_id} --here")
    await passes(house, 10, times=2)
    (card,) = await posted(cast, LAUNCHES)
    assert "Done" in card
    assert "set up here" not in card
    (told,) = await posted(cast, RANDOM)
    assert "Done" in told, "somebody here follows it"
    (written,) = await notices(house, Topic.JOBS)
    assert {channel for channel, name in written.told.items() if name} == {RANDOM}


@on_both_databases
async def test_jobs_started_elsewhere_are_told_where_that_is_wanted_from_then_on(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await wants(house, STATS, Topic.JOBS)
    await house.run_tasks()
    assert await lists(vendors) == 0, "nobody wants them"
    await wants(house, RANDOM, Topic.JOBS, elsewhere=True)
    await house.run_tasks()
    assert await lists(vendors) == 1
    await starts_elsewhere(vendors)
    await passes(house, 60, times=6)
    assert await lists(vendors) == 2, "minutes apart while nothing runs"
    (told,) = await posted(cast, RANDOM)
    assert "Import Profiles" in told
    for words in ("Done", "1 row got in", "Started elsewhere"):
        assert words in told, told.plain
    assert await posted(cast, STATS) == []
    await import_of(cast)
    await passes(house, 10, times=3)
    assert len(await posted(cast, RANDOM)) == 2
    (own,) = await posted(cast, STATS)
    assert "Import profiles from “crew.csv”" in own, "it is not taken for somebody else's"
    assert [each.elsewhere for each in await notices(house, Topic.JOBS)] == [True, False]


async def test_a_burst_of_jobs_comes_as_one_message_past_the_budget_and_none_is_lost(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await wants(house, RANDOM, Topic.JOBS, elsewhere=True)
    await house.run_tasks()
    for number in range(60):
        await starts_elsewhere(vendors, f"u-{number}")
    await passes(house, 6 * MINUTES)
    (told,) = await posted(cast, RANDOM)
    assert "60 messages in one" in told
    written = await notices(house, Topic.JOBS)
    assert len(written) == 60
    assert all({*each.told} == {RANDOM} for each in written)
    waiting = await house.look(lambda work: work.outbox_readings.lag())
    assert (waiting.pending, waiting.parked) == (0, 0)
    await passes(house, 6 * MINUTES, times=2)
    assert len(await posted(cast, RANDOM)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_tell_each_end_once(house: Playhouse, cast: Cast, vendors: Vendors) -> None:
    await wants(house, RANDOM, Topic.JOBS, elsewhere=True)
    await house.run_tasks()
    await starts_elsewhere(vendors)
    await import_of(cast)
    async with second_process(house) as other:
        tasks = all_tasks(other.services, other.runner, other.pipeline.carry_out, other.ticker)
        (follow,) = [each for each in tasks if each.name == "follow_jobs"]
        for _ in range(4):
            await house.later(100)
            await asyncio.gather(follow.run(), house.run_tasks())
            await house.settle()
    assert len(await posted(cast, RANDOM)) == 2
    assert len(await notices(house, Topic.JOBS)) == 2


async def test_once_nobody_wants_them_the_account_is_left_alone_and_what_happens_meanwhile_is_old(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await wants(house, RANDOM, Topic.JOBS, elsewhere=True)
    await house.run_tasks()
    database = house.program.ground.database
    (row,) = await house.look(lambda work: work.subscriptions.of_topic(Topic.JOBS))
    await database.transact(lambda work: work.subscriptions.remove(row.team_id, row.id))
    await passes(house, 6 * MINUTES, times=2)
    asked = await lists(vendors)
    assert asked == 1
    await starts_elsewhere(vendors)
    await passes(house, 6 * MINUTES)
    await wants(house, RANDOM, Topic.JOBS, elsewhere=True)
    await passes(house, 6 * MINUTES, times=2)
    assert await posted(cast, RANDOM) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_card_that_is_put_up_while_its_job_ends_is_not_left_running(
    house: Playhouse, cast: Cast, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = await starts_elsewhere(vendors)
    await cast.maya.board.type(LAUNCHES, f"/appcues jobs follow {job_id}")
    await house.settle()
    asked, ended = threading.Event(), threading.Event()
    locked = FollowedJobRepository.locked

    def between_two_statements(self: FollowedJobRepository, *key: str) -> FollowedJobRow | None:
        found = locked(self, *key)
        asked.set()
        ended.wait(5)
        return found

    monkeypatch.setattr(FollowedJobRepository, "locked", between_two_statements)
    line = f"/appcues jobs follow {job_id} --here"
    showing = asyncio.create_task(cast.adam.board.type(LAUNCHES, line))
    await asyncio.to_thread(asked.wait, 5)
    await house.later(20)
    looking = asyncio.create_task(house.program.services.job_follower.look())
    await asyncio.wait({looking}, timeout=0.2)  # it waits for whoever shows the job
    ended.set()
    await asyncio.gather(showing, looking)
    await house.settle()
    await passes(house, 300, times=4)
    (card,) = await posted(cast, LAUNCHES)
    assert "Done" in card


async def test_jobs_started_elsewhere_are_not_counted_as_ours_until_somebody_follows_them(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await wants(house, RANDOM, Topic.JOBS, elsewhere=True)
    job_id = await starts_elsewhere(vendors)
    await house.run_tasks()
    assert await house.look(lambda work: work.followed_jobs.open_count()) == 1
    assert "None of our jobs runs" in await cast.maya.types("/callboard status")
    assert "running" not in await cast.maya.types("/callboard digest preview")
    await cast.maya.board.type(LAUNCHES, f"/appcues jobs follow {job_id}")
    await house.settle()
    assert "1 of our jobs run" in await cast.maya.types("/callboard status")
    assert "1 job running" in await cast.maya.types("/callboard digest preview")


async def test_before_anybody_looked_for_jobs_from_elsewhere_a_preview_says_that_they_are_not_known(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await starts_elsewhere(vendors)
    line = "/callboard subscriptions preview jobs --elsewhere"
    unknown = "How much that was is not known"
    assert (
        "nothing in #launches, without what was started elsewhere. How much"
        in (await cast.maya.types(line)).plain
    )
    assert "is not known" not in await cast.maya.types("/callboard subscriptions preview jobs")
    await wants(house, RANDOM, Topic.JOBS, elsewhere=True)
    await house.run_tasks()
    await house.later(6 * 86_400)
    assert unknown in await cast.maya.types(line)
    await house.later(86_400)
    assert unknown not in await cast.maya.types(line)
