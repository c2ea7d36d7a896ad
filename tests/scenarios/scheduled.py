"""Subscriptions that come at times, as they stand in the database, and the waiting for them."""

from datetime import timedelta
from typing import Any

from bot.domain.recurrences import read_recurrence
from bot.domain.schedules import Schedule
from bot.services.schedules import NewSchedule, SchedulesService, schedule_from
from sandbox.slack.seen import SeenMessage
from storage.models.occurrences import OccurrenceRow
from storage.models.subscriptions import SubscriptionRow
from storage.repositories.change_requests import request_id_from
from storage.unit_of_work import UnitOfWork
from tests.scenarios.hours import PARIS
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.seats import LAUNCHES, Cast


async def subscribe(
    house: Playhouse,
    topic: str = "digest",
    rhythm: str = "weekdays 09:00",
    *,
    zone: str = PARIS,
    channel: str = LAUNCHES,
    even_if_empty: bool = False,
    **filters: Any,
) -> Schedule:
    """Maya has a topic posted in a channel at its times."""
    id = f"{house.team}-{topic}-{channel}-{zone}"
    new = NewSchedule(
        team_id=house.team,
        kind=topic,
        recurrence=read_recurrence(rhythm, zone),
        created_by="U0MAYA",
        grace=timedelta(hours=3),
        subject=id,
    )
    service = SchedulesService(house.clock, id_from=request_id_from)
    schedule = await house.program.ground.database.transact(lambda work: service.create_in(work, new, id))
    row = SubscriptionRow(
        id=id,
        team_id=house.team,
        channel_id=channel,
        topic=topic,
        filters=filters,
        fingerprint=f"{zone} {rhythm} {filters}",
        zone=zone,
        schedule_id=schedule.id,
        even_if_empty=even_if_empty,
        created_by="U0MAYA",
        created_by_name="Maya Ito",
        created_at=house.clock.now(),
    )
    await house.program.ground.database.transact(lambda work: work.subscriptions.add(row))
    return schedule


async def comes_due(house: Playhouse, schedule: Schedule, *, late: float = 1.0) -> None:
    """Lets the time pass until a schedule is due."""
    now_as_it_is = await house.look(lambda work: work.schedules.get(TEAM, schedule.id))
    assert now_as_it_is
    assert now_as_it_is.next_due_at is not None
    await house.time_passes((now_as_it_is.next_due_at - house.clock.now()).total_seconds() + late)


async def last_of(house: Playhouse, schedule: Schedule) -> OccurrenceRow:
    """What was written down about the last due time."""
    rows: list[OccurrenceRow] = await house.look(lambda work: work.occurrences.list(schedule.id, limit=1))
    return rows[0]


async def note_of_last(house: Playhouse, schedule: Schedule) -> str:
    """The note about the last due time."""
    return (await last_of(house, schedule)).note


async def the_digest(house: Playhouse) -> Schedule:
    """The one schedule of a digest that somebody set up."""
    [row] = await house.look(lambda work: work.schedules.list(TEAM, kind="digest"))
    return schedule_from(row)


async def posts(cast: Cast, words: str, channel: str = LAUNCHES) -> list[SeenMessage]:
    """What stands in a channel with these words, oldest first."""
    return [seen for seen in await cast.maya.in_channel(channel) if words in seen]


async def happens(house: Playhouse, *notices: Any) -> None:
    """Facts are written down, as those who find them do."""

    def tell(work: UnitOfWork) -> None:
        for notice in notices:
            house.program.services.notices.post(work, notice, house.clock.now())

    await house.program.ground.database.transact(tell)
