"""What channels hear of jobs: stuck and ended are two facts, and jobs of others are told where that is wanted."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.change_requests import State
from bot.domain.followed_jobs import SLOWEST, STUCK_AFTER
from bot.domain.subscriptions import Severity, Topic
from bot.services.job_watches import MOST_ENDED_AT_ONCE
from bot.services.notices import KEPT_FOR, NoticesService
from bot.services.request_rows import row_from
from storage.models.accounts import AccountRow
from storage.models.notices import NoticeRow
from tests.bulk.conftest import TEAM, Office, request_of
from tests.subscriptions import subscription_row

NEWS, WARNING = int(Severity.NEWS), int(Severity.WARNING)


async def wants(office: Office, channel: str = "C9", **filters: Any) -> None:
    """A channel wants to hear of jobs."""
    row = subscription_row(TEAM, channel, Topic.JOBS, office.clock.now(), **filters)
    assert await office.database.transact(lambda work: work.subscriptions.add(row))


async def notices(office: Office) -> list[NoticeRow]:
    long = timedelta(days=1000)
    now = office.clock.now()
    return await office.database.read(
        lambda work: work.notices.between(TEAM, now - long, now + long, limit=999)
    )


async def heard(office: Office, channel: str = "C9") -> list[str]:
    """What waits to be posted in a channel."""
    return [row.text for row in await office.messages() if row.channel == channel]


async def looks(office: Office, *accounts: str, after: float = SLOWEST.total_seconds()) -> None:
    """Time passes, and a follower looks."""
    office.clock.advance(after)
    await office.follower(accounts or ["1"]).look()


async def test_stuck_and_then_done_are_two_facts(office: Office) -> None:
    await wants(office)
    await office.start("1", "j1")
    await looks(office, after=3)
    assert await heard(office) == []
    await looks(office, after=STUCK_AFTER.total_seconds())
    await looks(office)
    (stuck,) = await heard(office)
    assert "Stuck? It has been running for more than 1 hour" in stuck
    office.board.end("1", "j1", ingestions_completed=5)
    await looks(office)
    await looks(office)
    assert [("Stuck?" in each, "Done" in each) for each in await heard(office)] == [
        (False, True),  # edited where it stands: nobody goes on waiting for it
        (False, True),
    ]
    assert [each.severity for each in await notices(office)] == [WARNING, NEWS]


async def test_a_channel_that_wants_failures_alone_sees_that_a_stuck_job_is_done(office: Office) -> None:
    await wants(office, least=WARNING)
    await office.start("1", "j1")
    await looks(office, after=STUCK_AFTER.total_seconds())
    await looks(office)
    assert ["Stuck?" in each for each in await heard(office)] == [True]
    office.board.end("1", "j1", ingestions_completed=5)
    await looks(office)
    (over,) = await heard(office)
    assert "Done" in over
    assert "5 rows got in" in over


async def test_where_a_job_stands_as_stuck_it_is_said_that_its_account_was_removed(office: Office) -> None:
    await wants(office)
    await office.start("1", "j1")
    await looks(office, after=STUCK_AFTER.total_seconds())
    now = office.clock.now()
    removed = AccountRow(
        id="1", team_id=TEAM, vendor="appcues", label="staging", added_at=now, removed_at=now
    )
    await office.database.transact(lambda work: work.accounts.add(removed))
    await looks(office, "2")
    over, let_go = await heard(office)
    assert "no longer followed, the account was removed" in over
    assert "staging" in let_go


async def test_failed_jobs_and_those_that_nobody_knows_any_more_are_warnings(office: Office) -> None:
    await wants(office, least=WARNING)
    for job_id in ("good", "bad", "lost"):
        await office.start("1", job_id)
    await looks(office, after=3)
    office.board.end("1", "good", ingestions_completed=1)
    office.board.end("1", "bad", "FAILED", error="The segment was deleted.")
    del office.board.jobs["1"]["lost"]
    await looks(office, after=70)
    failed, unknown = sorted(await heard(office))
    assert "Failed" in failed
    assert "The segment was deleted" in failed
    assert "Unknown: Appcues does not know this job any more" in unknown
    assert [each.severity for each in await notices(office)].count(WARNING) == 2


async def test_what_had_ended_at_the_first_look_is_old_and_what_runs_is_followed(office: Office) -> None:
    office.board.begin("1", "old")
    office.board.end("1", "old", ingestions_completed=1)
    office.clock.advance(30)
    office.board.begin("1", "runs")
    await wants(office, elsewhere=True)
    await looks(office, after=1)
    assert office.board.asked == {"list": 1}
    office.board.end("1", "runs", ingestions_completed=2)
    await looks(office, after=10)
    (told,) = await heard(office)
    assert "2 rows got in" in told
    office.board.begin("1", "short")
    office.board.end("1", "short", ingestions_completed=3)
    await looks(office)
    await looks(office)
    assert ["3 rows got in" in each for each in await heard(office)] == [False, True]
    assert office.board.asked["get short"] == 1
    assert office.board.asked["get old"] == 0


async def test_an_account_is_listed_once_a_look_however_many_jobs_are_found_there(office: Office) -> None:
    await wants(office, elsewhere=True, account="appcues:1")
    for n in range(200):
        office.board.begin("1", f"a{n}")
        office.board.begin("2", f"b{n}")
    await looks(office, "1", "2")
    await looks(office, "1", "2", after=10)
    assert office.board.asked == {"list": 2}, "and the other account, which nobody wants, not at all"
    assert await office.database.read(lambda work: work.followed_jobs.open_count()) == 200


async def test_while_a_change_of_the_account_is_made_no_job_is_taken_for_somebody_elses(
    office: Office,
) -> None:
    await wants(office, "C9", elsewhere=True)
    await wants(office, "C8")
    await looks(office)
    request = replace(request_of("U1", "j1", office.clock), state=State.EXECUTING, account_id="1")
    await office.database.transact(lambda work: work.change_requests.add(row_from(request)))
    office.board.begin("1", "j1")
    office.board.end("1", "j1", ingestions_completed=4)
    office.board.begin("1", "theirs")
    office.board.end("1", "theirs", ingestions_completed=5)
    await looks(office)
    assert await notices(office) == []
    await office.database.transact(lambda work: work.change_requests.move("r-j1", ["executing"], "done"))
    await office.follow("1", "j1")
    await looks(office)
    (own,) = await heard(office, "C8")
    assert "4 rows got in" in own
    assert sorted("Import profiles from “crew.csv”" in each for each in await heard(office)) == [False, True]
    assert sorted(each.elsewhere for each in await notices(office)) == [False, True]


async def test_two_followers_that_find_the_same_jobs_tell_each_once(office: Office) -> None:
    await wants(office, elsewhere=True)
    await looks(office)
    for n in range(5):
        office.board.begin("1", f"j{n}")
        office.board.end("1", f"j{n}", ingestions_completed=n + 1)
    arrived: list[str] = []
    held: list[int] = []

    async def the_second_overtakes(job_id: str) -> None:
        if job_id and not arrived:
            arrived.append(job_id)
            office.clock.advance(61)
            held.append(await office.follower(["1"]).look())

    office.board.listens = the_second_overtakes
    await looks(office)
    assert held == [1]
    assert len(await heard(office)) == len(await notices(office)) == 5


async def test_after_a_long_pause_what_ended_meanwhile_is_told_some_at_a_time(office: Office) -> None:
    await wants(office, elsewhere=True)
    await looks(office)
    for n in range(MOST_ENDED_AT_ONCE + 5):
        office.board.begin("1", f"j{n}")
        office.board.end("1", f"j{n}", ingestions_completed=1)
        office.clock.advance(60)
    counts = []
    for _ in range(3):
        await looks(office)
        counts.append(len(await notices(office)))
    assert counts == [MOST_ENDED_AT_ONCE, MOST_ENDED_AT_ONCE + 5, MOST_ENDED_AT_ONCE + 5]


@pytest.mark.parametrize("days", [30, 36])
async def test_where_a_job_is_told_to_be_stuck_it_says_how_it_ended_however_late(
    office: Office, days: int
) -> None:
    await wants(office, least=WARNING)
    await office.start("1", "j1")
    await looks(office, after=STUCK_AFTER.total_seconds())
    await looks(office)
    assert ["Stuck?" in each for each in await heard(office)] == [True]
    office.clock.advance(timedelta(days=days).total_seconds())
    await NoticesService(office.database, office.clock).forget_old()
    office.board.end("1", "j1", ingestions_completed=5)
    await looks(office)
    (over,) = await heard(office)
    assert "Done" in over
    office.clock.advance(KEPT_FOR.total_seconds() + 1)
    await NoticesService(office.database, office.clock).forget_old()
    assert await notices(office) == []


async def test_a_job_from_elsewhere_that_is_stuck_when_it_is_found_is_told_once(office: Office) -> None:
    office.board.begin("1", "theirs")
    office.clock.advance(STUCK_AFTER.total_seconds())
    await wants(office, elsewhere=True)
    await wants(office, "C8")
    for _ in range(3):
        await looks(office)
    (told,) = await heard(office)
    assert "Stuck?" in told
    assert "Import Profiles" in told
    assert await heard(office, "C8") == []
    office.board.end("1", "theirs", ingestions_completed=1)
    await looks(office)
    assert ["Done" in each for each in await heard(office)] == [True, True], (
        "the first is edited, once more is told"
    )
