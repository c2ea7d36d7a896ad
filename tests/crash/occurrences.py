"""The bot dies at each boundary of an occurrence: a digest that comes due once; and what stands in the end."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.recurrences import once
from bot.domain.schedules import LateRule
from bot.domain.subscriptions import Topic
from storage.models import ScheduleRow, SubscriptionRow
from tests.crash.house import LAUNCHES, MAYA, House
from tests.crash.lives import WITHIN
from tests.crash.records import TEAM
from tests.subscriptions import subscription_row

WORDS = "Topic digest"
LOOK_AGAIN_SECONDS = 0.05

POINTS = (
    "occurrence_due_before_claim",
    "occurrence_claimed_before_work",
    "occurrence_worked_before_finish",
    "occurrence_finished_before_next",
)
"""The boundaries of an occurrence."""

POINTS_OF_ITS_MESSAGE = ("outbox_claimed_before_post", "posted_before_recorded")


@dataclass(frozen=True)
class DueCase:
    """A place to die at, on one kind of database."""

    database: str
    point: str

    def __str__(self) -> str:
        return f"{self.database}-{self.point}"


DUE_CASES = tuple(
    DueCase(database, point)
    for database in ("sqlite", "postgresql")
    for point in (*POINTS, *POINTS_OF_ITS_MESSAGE)
)


@dataclass(frozen=True)
class DueEnding:
    """What somebody who looks afterwards finds."""

    death: int
    """The exit status of the bot that died."""
    farewell: int
    """The exit status of the last bot, which was asked to stop."""
    messages: Sequence[str]
    occurrences: Sequence[tuple[str, int]]
    """The state of each, and how often it was begun."""
    next_due_at: datetime | None
    undelivered: Sequence[str]
    log: str


async def play(house: House, point: str) -> DueEnding:
    """A digest is due, the bot dies at that point, and a second bot goes on."""
    subscription = _digest_in_any_case()
    row = _due_now(subscription)
    await house.records.keep(subscription, row)
    life = await house.rise(crash_at=point)
    death = await life.ended()
    await house.records.let_leases_run_out()
    await house.rise()
    await house.maya.wait_for(WORDS, LAUNCHES, timeout=WITHIN)
    await _is_finished(house, row.id)
    farewell = await house.retire()
    schedule, occurrences = await house.records.occurrences(row.id)
    spoken = [seen for seen in await house.maya.messages(LAUNCHES) if WORDS in seen]
    return DueEnding(
        death=death,
        farewell=farewell,
        messages=[seen.plain for seen in spoken],
        occurrences=[(each.state, each.attempt) for each in occurrences],
        next_due_at=schedule.next_due_at,
        undelivered=await house.records.undelivered(),
        log="".join(life.log.text for life in house.lives),
    )


async def _is_finished(house: House, schedule_id: str) -> None:
    """Waits until its due time is: the message may stand before the second bot has looked what is due."""
    async with asyncio.timeout(WITHIN):
        while True:
            _, occurrences = await house.records.occurrences(schedule_id)
            if any(each.finished_at for each in occurrences):
                return
            await asyncio.sleep(LOOK_AGAIN_SECONDS)


def _digest_in_any_case() -> SubscriptionRow:
    row = subscription_row(TEAM, LAUNCHES, Topic.DIGEST, datetime.now(UTC))
    row.even_if_empty, row.schedule_id = True, "digest"
    return row


def _due_now(subscription: SubscriptionRow) -> ScheduleRow:
    now = datetime.now(UTC)
    return ScheduleRow(
        id=subscription.schedule_id,
        team_id=TEAM,
        kind=subscription.topic,
        subject=subscription.id,
        recurrence=once(now, "Europe/Paris").text,
        zone="Europe/Paris",
        late_rule=LateRule.LATEST,
        grace_seconds=3_600,
        next_due_at=now,
        created_by=MAYA,
        created_at=now,
        updated_at=now,
    )
