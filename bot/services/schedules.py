"""Schedules as people make them: created, paused and resumed in the transactions of others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.clock import Clock
from bot.domain.recurrences import Recurrence, read_recurrence
from bot.domain.schedules import LateRule, Schedule, first_due
from bot.errors import BadInput, NoSuchItem, PersonError
from storage.models.schedules import ScheduleRow
from storage.unit_of_work import UnitOfWork

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
    late_rule: LateRule = LateRule.LATEST


class SchedulesService:
    """Keeps schedules, in transactions of others; every process sees a change at its next look, within a second."""

    def __init__(self, clock: Clock, *, id_from: Callable[[str], str]) -> None:
        self._clock = clock
        self._id_from = id_from

    def create_in(self, work: UnitOfWork, new: NewSchedule, key: str) -> Schedule:
        """Keeps a new schedule; with the key of one that was made before, that one, as it is now.

        Raises BadInput when it would never be due.
        """
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

    def pause_in(self, work: UnitOfWork, schedule: Schedule, until: datetime) -> Schedule:
        """Lets nothing come until then; what is due in between is left out.

        Raises PersonError when somebody changed it since it was read, NoSuchItem when it is gone.
        """
        due = first_due(schedule.recurrence, until)
        fields = {"paused_at": self._clock.now(), "paused_until": until, "next_due_at": due}
        return self._change_in(work, schedule, fields)

    def resume_in(self, work: UnitOfWork, schedule: Schedule) -> Schedule:
        """Goes on with the next due time from now. Raises like `pause_in`."""
        due = first_due(schedule.recurrence, self._clock.now())
        return self._change_in(work, schedule, {"paused_at": None, "paused_until": None, "next_due_at": due})

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
        recurrence=_stored_recurrence(row.recurrence, row.zone),
        late_rule=LateRule(row.late_rule),
        grace=timedelta(seconds=row.grace_seconds),
        next_due_at=row.next_due_at,
        revision=row.revision,
        created_by=row.created_by,
        created_at=row.created_at,
    )


def _new_row(id: str, new: NewSchedule, due: datetime, now: datetime) -> ScheduleRow:
    return ScheduleRow(
        id=id,
        team_id=new.team_id,
        kind=new.kind,
        subject=new.subject,
        recurrence=new.recurrence.text,
        zone=new.recurrence.zone,
        late_rule=new.late_rule.value,
        grace_seconds=int(new.grace.total_seconds()),
        next_due_at=due,
        created_by=new.created_by,
        created_at=now,
        updated_at=now,
    )
