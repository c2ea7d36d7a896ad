"""Subscriptions and their schedules are kept, muted and removed together, by however many at once."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.audit import Who
from bot.domain.notices import Notice
from bot.domain.recurrences import once, read_recurrence
from bot.domain.subscriptions import MOST_IN_CHANNEL, Filters, NewSubscription, Severity, Topic
from bot.errors import BadInput
from bot.redaction import Redactor
from bot.services.audit import AuditService
from bot.services.notices import NoticesService
from bot.services.subscriptions import SubscriptionsService
from storage.database import Database
from storage.models.outbox import OutboxState
from storage.repositories.change_requests import request_id_from
from tests.schedules.stage import DAY, HOUR, MONDAY, PARIS, TEAM, Handler, MovableClock, Schedules, worker

MAYA = Who("U1", "typed")
DIGEST = read_recurrence("weekdays 09:00", PARIS)


@pytest.fixture
def notices(database: Database, clock: MovableClock) -> NoticesService:
    return NoticesService(database, clock)


@pytest.fixture
def subscriptions(
    database: Database, clock: MovableClock, schedules: Schedules, notices: NoticesService
) -> SubscriptionsService:
    async def labels(_team_id: str) -> dict[str, str]:
        return {}

    audit = AuditService(database, Redactor(), clock)
    return SubscriptionsService(
        database,
        schedules.service,
        audit,
        labels,
        notices.between,
        clock,
        id_from=request_id_from,
        wake_outbox=lambda: None,
    )


def new(topic: Topic = Topic.DIGEST, **fields: Any) -> NewSubscription:
    recurrence = DIGEST if topic is Topic.DIGEST else None
    given = {"filters": Filters(), "zone": PARIS, "recurrence": recurrence, **fields}
    return NewSubscription(TEAM, "C1", topic, created_by="U1", created_by_name="Maya", **given)


async def stand(database: Database) -> tuple[int, int, int]:
    """How many subscriptions, schedules and records of the audit there are."""
    return await database.read(
        lambda work: (
            len(work.subscriptions.list(TEAM)),
            len(work.schedules.list(TEAM)),
            len(work.audit.latest(TEAM, limit=500)),
        )
    )


async def test_one_press_that_comes_several_times_at_once_keeps_one(
    database: Database, subscriptions: SubscriptionsService
) -> None:
    made = await asyncio.gather(*(subscriptions.add(new(), "draft:1", MAYA) for _ in range(5)))
    assert all(each == made[0] for each in made)
    assert await stand(database) == (1, 1, 1)


async def test_of_several_people_who_set_up_the_same_at_once_one_does(
    database: Database, subscriptions: SubscriptionsService
) -> None:
    made = await asyncio.gather(
        *(subscriptions.add(new(), f"draft:{number}", MAYA) for number in range(5)),
        return_exceptions=True,
    )
    refused = [str(each) for each in made if isinstance(each, BadInput)]
    assert len(refused) == 4
    assert all("set up there already" in sentence for sentence in refused)
    assert await stand(database) == (1, 1, 1)


async def test_what_would_never_come_leaves_nothing_behind(
    database: Database, subscriptions: SubscriptionsService, clock: MovableClock
) -> None:
    with pytest.raises(BadInput, match="That moment is over"):
        await subscriptions.add(new(recurrence=once(clock.now() - HOUR, PARIS)), "draft:1", MAYA)
    assert await stand(database) == (0, 0, 0)


async def test_a_channel_has_room_for_so_many_and_no_more(
    database: Database, subscriptions: SubscriptionsService
) -> None:
    for number in range(MOST_IN_CHANNEL):
        await subscriptions.add(new(Topic.DRIFT, filters=Filters(tag=str(number))), f"k{number}", MAYA)
    for refused in (subscriptions.add(new(), "one more", MAYA), subscriptions.require_room(new())):
        with pytest.raises(BadInput, match=f"There are {MOST_IN_CHANNEL} subscriptions"):
            await refused
    assert await stand(database) == (MOST_IN_CHANNEL, 0, MOST_IN_CHANNEL)


async def test_a_muted_digest_is_left_out_and_comes_again_by_itself(
    database: Database, subscriptions: SubscriptionsService, clock: MovableClock, handler: Handler
) -> None:
    standing = await subscriptions.add(new(), "k1", MAYA)
    assert standing.schedule is not None
    assert standing.schedule.next_due_at == MONDAY
    await subscriptions.mute([standing], clock.now() + DAY, MAYA)
    process = worker(database, clock, handler)
    clock.advance(HOUR)
    assert await process.looks() == 0
    clock.advance(DAY)
    assert await process.looks() == 1
    assert [work.due_at for work in handler.done] == [MONDAY + DAY]
    assert [work.subject for work in handler.done] == [standing.subscription.id]


async def test_muted_anew_it_counts_from_the_first_time(
    database: Database, subscriptions: SubscriptionsService, notices: NoticesService, clock: MovableClock
) -> None:
    failed = Filters(least=Severity.WARNING)
    standing = await subscriptions.add(new(Topic.JOBS, filters=failed), "k1", MAYA)

    async def happens(key: str, severity: Severity, at: datetime) -> None:
        notice = Notice(key, TEAM, "jobs", at, key, key, severity=severity)
        await database.transact(lambda work: notices.post(work, notice, at))

    await happens("before", Severity.WARNING, clock.now() - HOUR)
    for _ in range(2):
        (standing,) = await subscriptions.listing(TEAM, "C1")
        await subscriptions.mute([standing], clock.now() + 2 * HOUR, MAYA)
        clock.advance(HOUR)
        await happens(f"bad at {clock.now()}", Severity.WARNING, clock.now() - timedelta(minutes=1))
        await happens(f"fine at {clock.now()}", Severity.NEWS, clock.now() - timedelta(minutes=1))
    (standing,) = await subscriptions.listing(TEAM, "C1")
    left = await subscriptions.unmute([standing], MAYA)
    assert len(left.news) == 2
    assert all(notice.key.startswith("bad") for notice in left.news)
    pending = await database.read(lambda work: work.outbox.list_by_state(TEAM, OutboxState.PENDING))
    assert [row.dedupe_key for row in pending] == ["notice:before:C1"]
    (standing,) = await subscriptions.listing(TEAM, "C1")
    assert (standing.subscription.muted_until, standing.subscription.muted_at) == (None, None)


async def test_one_whose_zone_is_gone_can_still_be_listed_and_removed(
    database: Database, subscriptions: SubscriptionsService
) -> None:
    standing = await subscriptions.add(new(), "k1", MAYA)
    schedule = standing.schedule
    assert schedule is not None
    await database.transact(
        lambda work: work.schedules.change(TEAM, schedule.id, 1, MONDAY, zone="Mars/Olympus")
    )
    (standing,) = await subscriptions.listing(TEAM, "C1")
    assert standing.schedule is None
    assert await subscriptions.remove(standing, MAYA)
    assert not await subscriptions.remove(standing, MAYA)
    assert (await stand(database))[:2] == (0, 0)


async def test_a_channel_that_is_gone_takes_all_of_its_own_along(
    database: Database, subscriptions: SubscriptionsService
) -> None:
    for number, recurrence in enumerate((DIGEST, read_recurrence("mondays 9:00", PARIS))):
        await subscriptions.add(new(recurrence=recurrence), f"k{number}", MAYA)
    elsewhere = NewSubscription(TEAM, "C2", Topic.DIGEST, Filters(), PARIS, "U1", "Maya", DIGEST)
    kept = await subscriptions.add(elsewhere, "k9", MAYA)
    assert await subscriptions.forget_channel(TEAM, "C1", Who("", "event"), "It is gone.") == 2
    assert await subscriptions.forget_channel(TEAM, "C1", Who("", "event"), "It is gone.") == 0
    assert await subscriptions.listing(TEAM) == (kept,)
    assert await stand(database) == (1, 1, 5)
