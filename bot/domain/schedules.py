"""Schedules, the due times that come of them, and what becomes of those at which nobody was there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.clock_times import length_in_words
from bot.domain.recurrences import Recurrence

ON_TIME = timedelta(minutes=1)
"""Who begins so soon after the due time is not late."""

TAKE_OVER = timedelta(minutes=15)
"""What was begun in time may be taken up so long after its due time, also where the grace is shorter."""

_AN_INSTANT = timedelta(microseconds=1)


class LateRule(StrEnum):
    """What becomes of due times that were missed; each has a grace after which it is too late."""

    SKIP = "skip"
    """They are left out: what is not begun within a minute is not begun."""
    LATEST = "latest"
    """The last of them is caught up, once, if that is within the grace; the others are left out."""
    ALL = "all"
    """Each of them that is within the grace is caught up, one after the other, in order."""


@dataclass(frozen=True)
class Schedule:
    """What is to be done at which times. `kind` names the handler, `subject` what it is about."""

    id: str
    team_id: str
    kind: str
    subject: str
    recurrence: Recurrence
    late_rule: LateRule
    grace: timedelta
    next_due_at: datetime | None
    """None when nothing comes any more."""
    revision: int
    created_by: str
    created_at: datetime

    def upcoming(self, count: int) -> tuple[datetime, ...]:
        """The next due times, so many if there are."""
        found: list[datetime] = []
        due = self.next_due_at
        while due is not None and len(found) < count:
            found.append(due)
            due = self.recurrence.next_after(due)
        return tuple(found)

    @property
    def patience(self) -> timedelta:
        """How long after its due time something may still be begun anew."""
        return max(self.grace, TAKE_OVER)


@dataclass(frozen=True)
class Work:
    """A due time that is being worked on: what a handler gets to know.

    A handler may be run again for the same due time, after a crash at any point. Whatever it does carries
    `key`, so that doing it again finds it done.
    """

    schedule_id: str
    due_at: datetime
    team_id: str
    kind: str
    subject: str
    zone: str
    created_by: str
    attempt: int
    until: datetime
    """When it is too late to begin anew after a failure."""
    note: str = ""
    """Why it comes late, if it does."""

    @property
    def key(self) -> str:
        """The same for the same due time of the same schedule, and for nothing else."""
        return self.key_at(self.due_at)

    def key_at(self, due_at: datetime) -> str:
        """The key of the same schedule at another due time."""
        return f"{self.kind}:{self.schedule_id}:{due_at.isoformat()}"


@dataclass(frozen=True)
class Due:
    """The due time that it is the turn of, and the one to wait for afterwards."""

    at: datetime
    following: datetime | None
    is_too_late: bool = False
    note: str = ""


def first_due(recurrence: Recurrence, moment: datetime) -> datetime | None:
    """The first due time from that moment on, the moment itself included."""
    return recurrence.next_after(moment - _AN_INSTANT)


def what_is_due(schedule: Schedule, due_at: datetime, now: datetime) -> Due:
    """What to do about a schedule whose time has come: `due_at`, not after `now`, is the earliest one open.

    On time it is simply done. What was missed follows the late rule; due times that are left out are not
    listed one by one, but told of in the note of the one that follows them.
    """
    grace = ON_TIME if schedule.late_rule is LateRule.SKIP else schedule.grace
    recurrence = schedule.recurrence
    turn = due_at
    if schedule.late_rule is not LateRule.ALL:
        turn = recurrence.last_until(now, due_at)
    elif due_at < now - grace:
        turn = recurrence.last_until(now - grace - _AN_INSTANT, due_at)
    late = now - turn
    is_too_late = late > grace
    return Due(turn, recurrence.next_after(turn), is_too_late, _note(due_at, turn, late, grace, is_too_late))


def _note(due_at: datetime, turn: datetime, late: timedelta, grace: timedelta, is_too_late: bool) -> str:
    parts = []
    if is_too_late:
        parts.append(f"skipped, because it would have begun more than {length_in_words(grace)} late")
    elif late > ON_TIME:
        parts.append(f"{length_in_words(late)} late")
    if turn > due_at:
        parts.append("earlier ones were left out")
    return "; ".join(parts)
