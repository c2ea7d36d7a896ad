"""A channel that cannot be posted in for a while: who hears of it, and what is posted once it is back."""

import asyncio
import threading
from dataclasses import replace

import pytest

from bot.domain.notices import Notice
from bot.domain.subscriptions import Severity, Topic
from storage.models.notices import NoticeRow
from storage.repositories.notices import NoticeRepository
from tests.scenarios.marks import on_both_databases
from tests.scenarios.news import happens, is_revised
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.scheduled import comes_due, subscribe
from tests.scenarios.scheduled import happens as happen_at_once
from tests.scenarios.seats import Cast, Seat
from tests.scenarios.subscribing import RANDOM, STATS, notices, posted, wants
from tests.subscriptions import subscription_row

DEAD = ("is_archived", "message_needs_a_person", "channel_cannot_be_posted_in")


async def set_up(house: Playhouse, seat: Seat, topic: Topic, channel: str = STATS) -> None:
    """Somebody has a topic posted in a channel."""
    row = subscription_row(TEAM, channel, topic, house.clock.now())
    row.created_by = seat.user
    assert await house.program.ground.database.transact(lambda work: work.subscriptions.add(row))


async def unsubscribes(seat: Seat, topic: str) -> None:
    """Somebody removes what a channel has of a topic."""
    assert "Removed" in await seat.types(f"/callboard unsubscribe {topic}", STATS)


@on_both_databases
async def test_everybody_who_set_something_up_in_a_channel_hears_once_that_it_is_archived(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive(*DEAD)
    await set_up(house, cast.maya, Topic.PUBLISHING)
    await set_up(house, cast.maya, Topic.KEYS)
    await set_up(house, cast.tomas, Topic.JOBS)
    await house.board.change_channel(STATS, "archive")
    await house.settle()
    await happens(house, "one", "publishing")
    await happens(house, "two", "publishing")
    await happens(house, "three", "jobs")
    for seat in (cast.maya, cast.tomas, cast.olivia, cast.adam):
        assert "#stats" in await seat.is_told_directly("archived")


@on_both_databases
async def test_of_digests_only_the_newest_that_is_of_use_comes_with_the_facts(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive(*DEAD)
    await set_up(house, cast.maya, Topic.PUBLISHING)
    schedule = await subscribe(house, rhythm="every hour", channel=STATS, even_if_empty=True)
    await house.board.change_channel(STATS, "archive")
    await house.settle()
    await happens(house, "went live", "publishing")
    for _ in range(3):
        await comes_due(house, schedule)
    await house.board.change_channel(STATS, "unarchive")
    await house.settle()
    seen = [each.plain for each in await posted(cast, STATS)]
    assert len(seen) == 2
    assert seen[0].startswith("went live")
    assert "Digest" in seen[1]


@on_both_databases
async def test_what_was_kept_goes_with_its_subscription_and_the_rest_stays(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive(*DEAD)
    await set_up(house, cast.maya, Topic.PUBLISHING)
    await set_up(house, cast.tomas, Topic.KEYS)
    await set_up(house, cast.tomas, Topic.DRIFT)
    schedule = await subscribe(house, rhythm="every hour", channel=STATS, even_if_empty=True)
    await house.board.change_channel(STATS, "archive")
    await house.settle()
    for number in range(12):
        await happens(house, f"live {number}", "publishing")
    await happens(house, "key one", "keys")
    await happens(house, "both", "publishing", also="drift")
    await comes_due(house, schedule)
    for topic in ("publishing", "digest"):
        await unsubscribes(cast.maya, topic)
    await house.board.change_channel(STATS, "unarchive")
    await house.settle()
    seen = [each.plain.split(" of ")[0] for each in await posted(cast, STATS)]
    assert seen == ["key one", "both"]


@on_both_databases
async def test_news_whose_answer_got_lost_stays_true_though_nobody_wants_it_any_more(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("lost_answer")
    await set_up(house, cast.maya, Topic.PUBLISHING)
    await cast.maya.board.fault("chat.postMessage", "lost_answer")
    notice = await happens(house, "plan", "publishing")
    await unsubscribes(cast.maya, "publishing")
    await is_revised(house, notice, text="another plan", line="another plan")
    await house.time_passes(5)
    (seen,) = await posted(cast, STATS)
    assert seen.plain.startswith("another plan")


@on_both_databases
async def test_a_burst_whose_answer_got_lost_stays_true_though_nobody_wants_it_any_more(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("lost_answer")
    await set_up(house, cast.maya, Topic.PUBLISHING)
    now = house.clock.now()
    told = [Notice(f"n{n}", TEAM, Topic.PUBLISHING, now, f"plan {n}", f"plan {n}") for n in range(12)]
    await cast.maya.board.fault("chat.postMessage", "lost_answer")
    await happen_at_once(house, *told)
    house.program.ground.sender.wake()
    await house.settle()
    await unsubscribes(cast.maya, "publishing")
    await is_revised(house, told[3], text="another plan", line="another plan")
    for _ in range(2):
        await house.time_passes(5)
    (burst,) = await posted(cast, STATS)
    assert "another plan" in burst


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_dropped_while_its_notice_is_posted_elsewhere_leaves_that_place_known(
    house: Playhouse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.forgive(*DEAD)
    await set_up(house, cast.maya, Topic.PUBLISHING)
    await wants(house, RANDOM, Topic.PUBLISHING, least=Severity.ALARM)
    await house.board.change_channel(STATS, "archive")
    await house.settle()
    notice = await happens(house, "plan", "publishing")
    assert await cast.maya.is_told_directly(
        "archived"
    )  # before she types, so as not to be taken for the answer
    alarm = replace(notice, severity=Severity.ALARM)
    read, dropped = threading.Event(), threading.Event()
    hold = NoticeRepository.hold

    def between_two_statements(self: NoticeRepository, *key: str) -> NoticeRow | None:
        found = hold(self, *key)
        if not read.is_set():
            read.set()
            dropped.wait(5)
        return found

    monkeypatch.setattr(NoticeRepository, "hold", between_two_statements)
    revising = asyncio.create_task(is_revised(house, alarm))
    await asyncio.to_thread(read.wait, 5)
    dropping = asyncio.create_task(unsubscribes(cast.maya, "publishing"))
    await asyncio.wait({dropping}, timeout=0.3)  # it waits for whoever revises the notice
    dropped.set()
    await asyncio.gather(revising, dropping)
    (row,) = await notices(house, Topic.PUBLISHING)
    assert [*row.told] == [RANDOM]
