"""When snapshots are due, how long they are kept, and which of them stand for a day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

EVERY_ONE_FOR = timedelta(days=14)
ONE_A_DAY_FOR = timedelta(days=730)
DAY = timedelta(days=1)

_START = datetime(1970, 1, 1, tzinfo=UTC)
_SHORTEST = timedelta(minutes=1)


def checked_rhythm(every: timedelta) -> timedelta:
    """The rhythm, if a day (UTC) is a whole number of it. Raises ValueError."""
    if not _SHORTEST <= every <= DAY or DAY % every:
        raise ValueError("the rhythm of snapshots must divide a day, and be at least a minute")
    return every


def due_time(now: datetime, every: timedelta) -> datetime:
    """The due time that has come last: full hours for every hour, midnight (UTC) for every day."""
    return now - (now - _START) % every


def ends_of_days(takes: Iterable[datetime]) -> dict[date, datetime]:
    """The last take of each day (UTC): it stands for the day when the others are thinned out."""
    return {take.astimezone(UTC).date(): take for take in sorted(takes)}
