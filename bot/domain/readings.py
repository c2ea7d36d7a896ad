"""Readings of an app's cached counts: what they say, how old that is, and which of them can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.apps import App
from bot.domain.timestamps import parse_timestamp

OLD_AFTER = timedelta(days=1)
"""Counts older than this when they were read do not tell how things were at that time."""

MOST_BELIEVED = 10**13
"""More is no count. It also keeps the sum over a hundred thousand apps within 64 bits."""


_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class Figure(StrEnum):
    """What is counted."""

    USERS = "users"
    EVENTS = "events"


@dataclass(frozen=True)
class Reading:
    """The counts of one app as they were read at one time. None is a count that was not there, never zero."""

    taken_at: datetime
    users: int | None
    events: int | None
    last_event_at: datetime | None
    counted_at: datetime | None
    """When Appizer had counted. It counts now and then, so this is before `taken_at`."""

    def of(self, figure: Figure) -> int | None:
        """One of the counts."""
        return self.users if figure is Figure.USERS else self.events

    @property
    def is_fresh(self) -> bool:
        """Whether it was counted within a day of being read; unknown counts as old."""
        return self.counted_at is not None and abs(self.taken_at - self.counted_at) <= OLD_AFTER

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return self.users is None and self.events is None


def reading_of(app: App, taken_at: datetime) -> Reading:
    """What the API said of an app's counts at that time; what is missing or no count is None."""
    fields = app.fields
    return Reading(
        taken_at=taken_at,
        users=_count(fields, "cached_user_count"),
        events=_count(fields, "cached_event_count"),
        last_event_at=_moment(fields, "cached_last_event", taken_at),
        counted_at=_moment(fields, "stats_last_updated", taken_at),
    )


def are_comparable(earlier: Reading, later: Reading, figure: Figure) -> bool:
    """Whether the difference says something: both are fresh, and it was counted anew in between."""
    return (
        earlier.of(figure) is not None
        and later.of(figure) is not None
        and earlier.is_fresh
        and later.is_fresh
        and earlier.counted_at is not None
        and later.counted_at is not None
        and earlier.counted_at < later.counted_at
    )


def _moment(fields: Mapping[str, Any], name: str, taken_at: datetime) -> datetime | None:
    """A time in the past; their clock may be some hours ahead, but not years."""
    when = parse_timestamp(fields.get(name))
    return when if when is not None and _EARLIEST <= when <= taken_at + OLD_AFTER else None


def _count(fields: Mapping[str, Any], name: str) -> int | None:
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_BELIEVED:
        return None
    return int(value)
