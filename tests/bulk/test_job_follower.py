"""Followed jobs: one list an account and look, one card a job, and each end told once, whoever dies meanwhile."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.followed_jobs import SLOWEST, STUCK_AFTER, JobState
from tests.bulk.conftest import TEAM, Office


async def keys(office: Office) -> list[str]:
    return [row.dedupe_key for row in await office.messages()]


async def texts(office: Office, *, thread: bool = False) -> list[str]:
    return [row.text for row in await office.messages() if (row.thread_key is not None) is thread]


async def test_a_job_is_shown_on_one_card_to_who_asked_and_its_end_is_told_in_the_thread(
    office: Office,
) -> None:
    follower = office.follower(["1"])
    await office.start("1", "j1")
    (card,) = await office.messages()
    assert (card.channel, card.team_id) == ("U1", TEAM)
    assert "Accepted" in card.text
    assert await follower.look() == 0, "not yet"
    office.clock.advance(3)
    assert await follower.look() == 1
    assert "Running" in (await texts(office))[0]
    office.board.end("1", "j1", ingestions_completed=1200, ingestions_failed=3, runtime_ms=4200)
    office.clock.advance(3)
    await follower.look()
    (said,) = await texts(office)
    assert "Done, but not all of it got in" in said
    (told,) = await texts(office, thread=True)
    assert (
        told
        == "<@U1> *Import profiles from “crew.csv”* is done: 1,200 rows got in, 3 rows failed, took 4.2 s."
    )
    job = await office.job("1", "j1")
    assert (job.state, job.counters["ingestions_failed"]) == (JobState.DONE, 3)
    assert office.board.asked == {"list": 2, "get j1": 1}
    office.clock.advance(3600)
    assert await follower.look() == 0, "nothing is left to look at"


async def test_two_thousand_jobs_in_twenty_accounts_cost_twenty_lists_a_look(office: Office) -> None:
    accounts = [str(n) for n in range(20)]
    for account in accounts:
        for n in range(99):
            office.board.begin(account, f"{account}-{n}")
        await office.knows(account)
        await office.start(account, f"{account}-99")
    follower = office.follower(accounts)
    for look in range(1, 4):
        office.clock.advance(3)
        assert await follower.look() == 20
        assert office.board.asked == {"list": 20 * look}
    assert await office.database.read(lambda work: work.followed_jobs.open_count()) == 2000
    office.board.end("7", "7-7", ingestions_completed=1)
    office.clock.advance(3)
    await follower.look()
    assert office.board.asked == {"list": 80, "get 7-7": 1}
    assert (await office.job("7", "7-7")).state == JobState.DONE
    assert (await office.job("7", "7-8")).state == JobState.RUNNING


async def test_several_followers_share_the_accounts_and_tell_each_end_once(office: Office) -> None:
    for n in range(6):
        await office.start(str(n % 3), f"j{n}")
    followers = [office.follower(["0", "1", "2"]) for _ in range(4)]
    office.clock.advance(3)
    assert sum(await asyncio.gather(*(each.look() for each in followers))) == 3
    assert office.board.asked["list"] == 3
    for n in range(6):
        office.board.end(str(n % 3), f"j{n}", ingestions_completed=1)
    office.clock.advance(3)
    await asyncio.gather(*(each.look() for each in followers))
    written = await keys(office)
    assert len(written) == len(set(written)) == 12
    assert sum(key.endswith(":ended") for key in written) == 6


async def test_a_follower_that_dies_before_it_wrote_down_what_it_saw_leaves_the_end_to_the_next(
    office: Office,
) -> None:
    await office.start("1", "j1")
    office.board.end("1", "j1", ingestions_completed=1)
    arrived, held = asyncio.Event(), asyncio.Event()

    async def holds(job_id: str) -> None:
        if job_id:
            arrived.set()
            await held.wait()

    office.board.listens = holds
    office.clock.advance(3)
    dying = asyncio.create_task(office.follower(["1"]).look())
    await arrived.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    held.set()
    office.board.listens = None
    assert len(await keys(office)) == 1, "nothing was told yet"
    other = office.follower(["1"])
    assert await other.look() == 0, "the one that died still has its minute"
    office.clock.advance(60)
    assert await other.look() == 1
    assert [key.endswith(":ended") for key in await keys(office)] == [False, True]


async def test_a_follower_that_is_frozen_and_comes_back_tells_nothing_twice(office: Office) -> None:
    await office.start("1", "j1")
    office.board.end("1", "j1", ingestions_completed=1)
    arrived, held, waits = asyncio.Event(), asyncio.Event(), [True]

    async def holds_the_first(job_id: str) -> None:
        if job_id and waits:
            waits.clear()
            arrived.set()
            await held.wait()

    office.board.listens = holds_the_first
    office.clock.advance(3)
    frozen = asyncio.create_task(office.follower(["1"]).look())
    await arrived.wait()
    office.clock.advance(61)
    assert await office.follower(["1"]).look() == 1
    before = [(row.dedupe_key, row.revision, row.text) for row in await office.messages()]
    held.set()
    await frozen
    assert [(row.dedupe_key, row.revision, row.text) for row in await office.messages()] == before
    assert [key.endswith(":ended") for key, _, _ in before] == [False, True]


async def test_a_job_that_runs_too_long_is_called_stuck_and_its_end_is_told_all_the_same(
    office: Office,
) -> None:
    follower = office.follower(["1"])
    await office.start("1", "j1")
    office.clock.advance(3)
    await follower.look()
    office.clock.advance(STUCK_AFTER.total_seconds())
    await follower.look()
    assert "Stuck?" in (await texts(office))[0]
    (told,) = await texts(office, thread=True)
    assert "more than 1 hour" in told
    asked = office.board.asked["list"]
    office.clock.advance(SLOWEST.total_seconds() - 1)
    await follower.look()
    assert office.board.asked["list"] == asked, "an old job is looked at every few minutes"
    office.clock.advance(1)
    await follower.look()
    assert len(await keys(office)) == 2, "stuck is told once"
    office.board.end("1", "j1", "FAILED", error="The segment was deleted.")
    office.clock.advance(SLOWEST.total_seconds())
    await follower.look()
    assert "Failed" in (await texts(office))[0]
    assert (await texts(office, thread=True))[-1].endswith("failed (The segment was deleted).")


async def test_a_job_that_is_no_longer_listed_is_asked_for_and_if_unknown_called_so(office: Office) -> None:
    follower = office.follower(["1"])
    await office.start("1", "j1")
    office.clock.advance(3)
    await follower.look()
    del office.board.jobs["1"]["j1"]
    office.clock.advance(10)
    await follower.look()
    assert office.board.asked == {"list": 2}, "a list may lack it for a moment"
    office.clock.advance(60)
    await follower.look()
    assert office.board.asked == {"list": 3, "get j1": 1}
    (said,) = await texts(office)
    assert "Unknown: Appcues does not know this job any more. It was last seen running" in said
    assert "cannot be known" in (await texts(office, thread=True))[0]


async def test_a_job_that_the_list_has_dropped_but_that_is_known_is_followed_by_itself(
    office: Office,
) -> None:
    follower = office.follower(["1"])
    await office.start("1", "j1")
    office.board.unlisted = {"j1"}
    office.clock.advance(60)
    await follower.look()
    assert (await office.job("1", "j1")).state == JobState.RUNNING
    office.clock.advance(10)
    await follower.look()
    assert office.board.asked == {"list": 2, "get j1": 1}, "not with every look"
    office.board.end("1", "j1", ingestions_completed=1)
    office.clock.advance(60)
    await follower.look()
    assert (await office.job("1", "j1")).state == JobState.DONE


@pytest.mark.parametrize("status", [500, 429, 401])
async def test_a_list_that_cannot_be_read_changes_nothing_and_is_tried_again_later(
    office: Office, status: int
) -> None:
    follower = office.follower(["1"])
    await office.start("1", "j1")
    office.clock.advance(3)
    await follower.look()
    office.clock.advance(3)
    office.board.troubles = [status] * 6
    await follower.look()
    office.board.troubles = []
    assert (await office.job("1", "j1")).state == JobState.RUNNING
    assert len(await keys(office)) == 1
    office.clock.advance(29)
    assert await follower.look() == 0
    office.clock.advance(1)
    assert await follower.look() == 1


async def test_counters_that_cannot_be_read_are_waited_for(office: Office) -> None:
    follower = office.follower(["1"])
    await office.start("1", "j1")
    office.board.end("1", "j1", ingestions_completed=5)

    async def fails(job_id: str) -> None:
        office.board.troubles = [500] if job_id else []

    office.board.listens = fails
    for _ in range(3):
        office.clock.advance(10)
        await follower.look()
    assert "Accepted" in (await texts(office))[0]
    office.board.listens = None
    office.clock.advance(10)
    await follower.look()
    assert "5 rows got in" in (await texts(office))[0]


async def test_ended_jobs_are_forgotten_after_a_while_and_open_ones_are_not(office: Office) -> None:
    follower = office.follower(["1"])
    await office.start("1", "j1")
    await office.start("1", "j2")
    office.board.end("1", "j1")
    office.clock.advance(3)
    await follower.look()
    later = office.clock.now() + timedelta(days=100)
    assert await office.database.transact(lambda work: work.followed_jobs.forget(later)) == 1
    assert (await office.job("1", "j2")).state == JobState.RUNNING
    assert await office.database.read(lambda work: work.followed_jobs.cards("1", "j1", TEAM)) == []
    assert len(await office.database.read(lambda work: work.followed_jobs.cards("1", "j2", TEAM))) == 1
    assert await office.database.read(lambda work: work.followed_jobs.open_count()) == 1


async def test_the_jobs_of_changes_are_told_from_others(office: Office) -> None:
    await office.start("1", "j1")
    known = await office.database.read(lambda work: work.followed_jobs.started_by_requests("1", ["j1", "j2"]))
    assert known == {"j1"}
    assert (
        await office.database.read(lambda work: work.followed_jobs.started_by_requests("2", ["j1"])) == set()
    )
