"""Schedules as people make them: created, changed, paused, deleted, and asked when they are due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from bot.clock import Clock
from bot.domain.recurrences import Recurrence, read_recurrence
from bot.domain.schedules import LateRule, Occurrence, OccurrenceState, Schedule, first_due
from bot.errors import BadInput, NoSuchItem, PersonError
from storage.database import Database
from storage.models.occurrences import OccurrenceRow
from storage.models.schedules import ScheduleRow
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")

MOST_LISTED = 200

_stored_recurrence = lru_cache(maxsize=4096)(read_recurrence)
"""Read once: many schedules have the same few rhythms, and each is asked for again and again."""


@dataclass(frozen=True)
class NewSchedule:
    """What is to be scheduled. `grace` says how late it may still begin; see `LateRule`."""

    team_id: str
    kind: str
    recurrence: Recurrence
    created_by: str
    grace: timedelta
    subject: str = ""
    payload: Mapping[str, Any] | None = None
    late_rule: LateRule = LateRule.LATEST


class SchedulesService:
    """Keeps schedules; every process sees a change at its next look, within a second."""

    def __init__(self, database: Database, clock: Clock, *, id_from: Callable[[str], str]) -> None:
        self._database = database
        self._clock = clock
        self._id_from = id_from

    async def create(self, new: NewSchedule, key: str) -> Schedule:
        """Keeps a new schedule; with the key of one that was made before, that one, as it is now.

        Raises BadInput when it would never be due.
        """
        return await self._database.transact(lambda work: self.create_in(work, new, key))

    def create_in(self, work: UnitOfWork, new: NewSchedule, key: str) -> Schedule:
        """The same in a transaction; so are the others that end in `_in`."""
        now = self._clock.now()
        due = first_due(new.recurrence, now)
        if due is None:
            raise BadInput("That moment is over.", "Say one that is still to come.")
        row = _new_row(self.id_for(key), new, due, now)
        work.schedules.add(row)
        return _read(work, new.team_id, row.id)

    def id_for(self, key: str) -> str:
        """The id of the schedule that is made under a key."""
        return self._id_from(f"schedule:{key}")

    async def change(
        self,
        schedule: Schedule,
        *,
        recurrence: Recurrence | None = None,
        payload: Mapping[str, Any] | None = None,
        late_rule: LateRule | None = None,
        grace: timedelta | None = None,
    ) -> Schedule:
        """Changes what is given, of the schedule as it was read.

        Raises PersonError when somebody changed it in the meantime, NoSuchItem when it is gone.
        """
        fields: dict[str, Any] = {}
        if payload is not None:
            fields["payload"] = dict(payload)
        if late_rule is not None:
            fields["late_rule"] = late_rule.value
        if grace is not None:
            fields["grace_seconds"] = int(grace.total_seconds())
        if recurrence is not None:
            fields |= {"recurrence": recurrence.text, "zone": recurrence.zone}
            fields["next_due_at"] = self._next_due(recurrence, schedule)
        return await self._database.transact(lambda work: self._change_in(work, schedule, fields))

    async def pause(self, schedule: Schedule, until: datetime | None = None) -> Schedule:
        """Lets nothing come until then, or until it is resumed; what is due in between is left out.

        Raises like `change`.
        """
        return await self._database.transact(lambda work: self.pause_in(work, schedule, until))

    def pause_in(self, work: UnitOfWork, schedule: Schedule, until: datetime | None) -> Schedule:
        """Lets nothing come until then. Raises like `change`."""
        due = None if until is None else first_due(schedule.recurrence, until)
        fields = {"paused_at": self._clock.now(), "paused_until": until, "next_due_at": due}
        return self._change_in(work, schedule, fields)

    async def resume(self, schedule: Schedule) -> Schedule:
        """Goes on with the next due time from now. Raises like `change`."""
        return await self._database.transact(lambda work: self.resume_in(work, schedule))

    def resume_in(self, work: UnitOfWork, schedule: Schedule) -> Schedule:
        """Goes on with the next due time from now. Raises like `change`."""
        due = first_due(schedule.recurrence, self._clock.now())
        return self._change_in(work, schedule, {"paused_at": None, "paused_until": None, "next_due_at": due})

    async def delete(self, team_id: str, schedule_id: str) -> bool:
        """Deletes a schedule; False when it was gone. What is being done at the moment is finished."""
        return await self._database.transact(lambda work: work.schedules.delete(team_id, schedule_id))

    async def get(self, team_id: str, schedule_id: str) -> Schedule:
        """One schedule of this workspace. Raises NoSuchItem."""
        return await self._database.read(lambda work: _read(work, team_id, schedule_id))

    async def list(self, team_id: str, *, kind: str = "", subject: str = "") -> tuple[Schedule, ...]:
        """The schedules of a workspace, the next one due first."""
        return await self._database.read(
            lambda work: tuple(
                schedule_from(row)
                for row in work.schedules.list(team_id, kind=kind, subject=subject, limit=MOST_LISTED)
            )
        )

    async def history(self, schedule_id: str, *, limit: int = 20) -> tuple[Occurrence, ...]:
        """What became of its due times, the latest first, with the reasons for what was skipped or failed."""
        return await self._database.read(
            lambda work: tuple(
                occurrence_from(row) for row in work.occurrences.list(schedule_id, limit=limit)
            )
        )

    def _next_due(self, recurrence: Recurrence, schedule: Schedule) -> datetime | None:
        now = self._clock.now()
        if not schedule.is_paused(now):
            return first_due(recurrence, now)
        return None if schedule.paused_until is None else first_due(recurrence, schedule.paused_until)

    def _change_in(self, work: UnitOfWork, schedule: Schedule, fields: Mapping[str, Any]) -> Schedule:
        now = self._clock.now()
        if not work.schedules.change(schedule.team_id, schedule.id, schedule.revision, now, **fields):
            _read(work, schedule.team_id, schedule.id)
            raise PersonError("Somebody else changed it in the meantime.", "Look at it again.")
        return _read(work, schedule.team_id, schedule.id)


def _read(work: UnitOfWork, team_id: str, schedule_id: str) -> Schedule:
    row = work.schedules.get(team_id, schedule_id)
    if row is None:
        raise NoSuchItem(f"There is no schedule “{schedule_id}”; perhaps it was deleted.")
    return schedule_from(row)


def schedule_from(row: ScheduleRow) -> Schedule:
    """The value of a stored schedule. Raises BadInput when its rhythm or zone is known no more."""
    return Schedule(
        id=row.id,
        team_id=row.team_id,
        kind=row.kind,
        subject=row.subject,
        payload=row.payload,
        recurrence=_stored_recurrence(row.recurrence, row.zone),
        late_rule=LateRule(row.late_rule),
        grace=timedelta(seconds=row.grace_seconds),
        next_due_at=row.next_due_at,
        paused_at=row.paused_at,
        paused_until=row.paused_until,
        revision=row.revision,
        created_by=row.created_by,
        created_at=row.created_at,
    )


def occurrence_from(row: OccurrenceRow) -> Occurrence:
    """The value of a stored occurrence."""
    return Occurrence(
        schedule_id=row.schedule_id,
        due_at=row.due_at,
        state=OccurrenceState(row.state),
        claimed_at=row.claimed_at,
        finished_at=row.finished_at,
        note=row.note,
    )


def _new_row(id: str, new: NewSchedule, due: datetime, now: datetime) -> ScheduleRow:
    return ScheduleRow(
        id=id,
        team_id=new.team_id,
        kind=new.kind,
        subject=new.subject,
        payload=dict(new.payload or {}),
        recurrence=new.recurrence.text,
        zone=new.recurrence.zone,
        late_rule=new.late_rule.value,
        grace_seconds=int(new.grace.total_seconds()),
        next_due_at=due,
        created_by=new.created_by,
        created_at=now,
        updated_at=now,
    )
