"""Due times as workers see them: claimed once by one of many, held by a lease, finished or tried again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.crash_points import crash_point
from bot.domain.audit import Entry, Verdict
from bot.domain.clock_times import length_in_words
from bot.domain.schedules import ON_TIME, Due, Schedule, Work, what_is_due
from bot.errors import BadInput, CallboardError, PersonError
from bot.services.audit import AuditService
from bot.services.schedules import schedule_from
from storage.database import Database
from storage.models.occurrences import OccurrenceRow, OccurrenceState
from storage.models.schedules import ScheduleRow
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))
"""When to try again after a failure, if that is not too late; after the last one it is given up."""
MOST_ATTEMPTS = len(RETRY_AFTER) + 1
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Claimed:
    """Work that this process holds."""

    work: Work
    following: datetime | None
    """The next due time of the schedule, which waits until this one is finished."""

    @property
    def id(self) -> tuple[str, datetime]:
        """What it is called in the database."""
        return self.work.schedule_id, self.work.due_at


class OccurrencesService:
    """Hands out what is due to any number of workers, each due time to one of them at a time."""

    def __init__(self, database: Database, audit: AuditService, clock: Clock, *, owner: str) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock
        self._owner = owner

    async def claim(self, kinds: Collection[str], limit: int) -> tuple[Claimed, ...]:
        """Takes what others left and what is due, at most so many, of the kinds that are known here."""
        now = self._clock.now()
        if limit <= 0 or not await self._database.read(lambda work: _is_any(work, kinds, now)):
            return ()  # without taking the writer's lock every second for nothing
        crash_point("occurrence_due_before_claim")

        def take(work: UnitOfWork) -> tuple[Claimed, ...]:
            left = self._take_over(work, kinds, now, limit)
            return left + self._take_due(work, kinds, now, limit - len(left))

        claimed = await self._database.transact(take)
        if claimed:
            crash_point("occurrence_claimed_before_work")
        return claimed

    async def renew(self, held: Collection[Claimed]) -> None:
        """Holds on to work that takes longer."""
        until = self._clock.now() + LEASE
        ids = [claimed.id for claimed in held]
        await self._database.transact(lambda work: work.occurrences.renew(ids, self._owner, until))

    async def finish(self, claimed: Claimed, note: str = "") -> bool:
        """Writes down that it is done; False when somebody else had taken it over."""
        whole = "; ".join(filter(None, (claimed.work.note, note)))
        return await self._finish(claimed, OccurrenceState.DONE, whole)

    async def fail(self, claimed: Claimed, error: Exception, error_id: str) -> datetime | None:
        """Lets it be tried again, at the time that is returned; or gives it up, where that is useless or too late."""
        reason = error.sentence if isinstance(error, CallboardError) else f"error {error_id}"
        again = None if isinstance(error, PersonError) else self._next_try(claimed.work)
        if again is None:
            await self._finish(claimed, OccurrenceState.FAILED, f"failed: {reason}")
        else:
            attempt, note = claimed.work.attempt, f"failed: {reason}"
            await self._database.transact(
                lambda work: work.occurrences.release(claimed.id, self._owner, attempt, again, note)
            )
        return again

    async def give_back(self, held: Collection[Claimed]) -> None:
        """Leaves what this process broke off to others, at once."""
        now = self._clock.now()

        def release(work: UnitOfWork) -> None:
            for claimed in held:
                attempt = claimed.work.attempt
                work.occurrences.release(claimed.id, self._owner, attempt, now, "", counts=False)

        await self._database.transact(release)

    async def release_of_dead_processes(self) -> None:
        """At the start, on SQLite, which has one process: frees what the one before us left."""
        if self._database.dialect == "sqlite":
            await self._database.transact(
                lambda work: work.occurrences.release_of_dead_processes(self._owner)
            )

    async def forget(self) -> int:
        """Deletes what was due long ago; how many."""
        before = self._clock.now() - KEPT_FOR
        return await self._database.transact(lambda work: work.occurrences.forget(before))

    def _next_try(self, work: Work) -> datetime | None:
        if work.attempt >= MOST_ATTEMPTS:
            return None
        again = self._clock.now() + RETRY_AFTER[work.attempt - 1]
        return again if again <= work.until else None

    async def _finish(self, claimed: Claimed, state: OccurrenceState, note: str) -> bool:
        now, attempt = self._clock.now(), claimed.work.attempt

        def finish(work: UnitOfWork) -> bool:
            is_ours = work.occurrences.finish(claimed.id, self._owner, attempt, now, state, note)
            if is_ours:
                self._write_down(work, claimed.work, claimed.work.due_at, state, note)
            return is_ours

        return await self._database.transact(finish)

    def _write_down(
        self, work: UnitOfWork, what: Work | ScheduleRow, due_at: datetime, state: OccurrenceState, note: str
    ) -> None:
        """What becomes of a due time of a schedule that somebody made stands in the audit too."""
        if not what.created_by:
            return
        entry = Entry(
            team_id=what.team_id,
            actor_id=what.created_by,
            source="schedule",
            action=f"schedule {what.kind}",
            verdict=Verdict(state.value),
            effect="write",
            item_kind="schedule",
            item_id=what.schedule_id if isinstance(what, Work) else what.id,
            item_name=what.subject,
            arguments={"due_at": due_at.isoformat()},
            detail=note,
        )
        self._audit.append(work, entry, self._clock.now())

    def _take_due(
        self, work: UnitOfWork, kinds: Collection[str], now: datetime, limit: int
    ) -> tuple[Claimed, ...]:
        rows = work.schedules.lock_due(kinds, now, limit=limit) if limit > 0 else []
        return tuple(claimed for row in rows if (claimed := self._take_one(work, row, now)))

    def _take_one(self, work: UnitOfWork, row: ScheduleRow, now: datetime) -> Claimed | None:
        """Claims the due time that it is the turn of, or writes down why not; and waits for the next one."""
        if row.next_due_at is None:
            return None
        try:
            schedule = schedule_from(row)
            due = what_is_due(schedule, row.next_due_at, now)
        except BadInput as error:  # its zone is gone from the tables, say: others must not wait for it
            self._move_on(work, row, Due(row.next_due_at, None, True, f"stopped: {error.sentence}"), now)
            return None
        is_ours = self._move_on(work, row, due, now)
        if not is_ours or due.is_too_late:
            return None
        return _claimed(schedule, due.at, due.following, 1, due.note)

    def _move_on(self, work: UnitOfWork, row: ScheduleRow, due: Due, now: datetime) -> bool:
        """Writes down a due time, also why nothing is done at it; False when somebody else did."""
        is_ours = work.schedules.move_on(row, due.following) and work.occurrences.add(
            self._row(row, due, now)
        )
        if is_ours and due.is_too_late:
            self._write_down(work, row, due.at, OccurrenceState.SKIPPED, due.note)
        return is_ours

    def _row(self, schedule: ScheduleRow, due: Due, now: datetime) -> OccurrenceRow:
        row = OccurrenceRow(
            schedule_id=schedule.id,
            due_at=due.at,
            team_id=schedule.team_id,
            kind=schedule.kind,
            claimed_at=now,
            note=due.note,
        )
        if due.is_too_late:
            row.state, row.finished_at = OccurrenceState.SKIPPED, now
        else:
            row.owner, row.lease_until = self._owner, now + LEASE
        return row

    def _take_over(
        self, work: UnitOfWork, kinds: Collection[str], now: datetime, limit: int
    ) -> tuple[Claimed, ...]:
        rows = work.occurrences.take_over(kinds, now, self._owner, LEASE, limit=limit)
        schedules = work.schedules.of_ids({row.schedule_id for row in rows})
        taken = []
        for row in rows:
            schedule = schedules.get(row.schedule_id)
            claimed = self._taken(schedule, row, now)
            if isinstance(claimed, Claimed):
                taken.append(claimed)
                continue
            key, attempt = (row.schedule_id, row.due_at), row.attempt + 1
            work.occurrences.finish(key, self._owner, attempt, now, *claimed)
            if schedule:
                self._write_down(work, schedule, row.due_at, *claimed)
        return tuple(taken)

    def _taken(
        self, schedule: ScheduleRow | None, row: OccurrenceRow, now: datetime
    ) -> Claimed | tuple[OccurrenceState, str]:
        """What was left by others as work for us; or why nobody does it any more."""
        if schedule is None:
            return OccurrenceState.SKIPPED, "skipped, because its schedule was deleted"
        try:
            value = schedule_from(schedule)
        except BadInput as error:
            return OccurrenceState.FAILED, f"failed: {error.sentence}"
        if row.attempt >= MOST_ATTEMPTS:
            note = row.note or "failed: the process ended"
            return OccurrenceState.FAILED, f"{note} ({MOST_ATTEMPTS} attempts)"
        late = now - row.due_at
        by = length_in_words(late)
        if late > value.patience:
            return (
                OccurrenceState.SKIPPED,
                f"skipped, because it was broken off and would have begun anew {by} late",
            )
        note = f"{by} late" if late > ON_TIME else ""
        return _claimed(value, row.due_at, value.next_due_at, row.attempt + 1, note)


def _claimed(
    schedule: Schedule, due_at: datetime, following: datetime | None, attempt: int, note: str
) -> Claimed:
    work = Work(
        schedule_id=schedule.id,
        due_at=due_at,
        team_id=schedule.team_id,
        kind=schedule.kind,
        subject=schedule.subject,
        zone=schedule.recurrence.zone,
        created_by=schedule.created_by,
        attempt=attempt,
        until=due_at + schedule.patience,
        note=note,
    )
    return Claimed(work, following)


def _is_any(work: UnitOfWork, kinds: Collection[str], now: datetime) -> bool:
    return work.schedules.is_any_due(kinds, now) or work.occurrences.is_any_abandoned(kinds, now)
