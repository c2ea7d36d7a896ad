"""Readings for the tests, and strategies that draw them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.domain.readings import Reading

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
TODAY = datetime(2026, 11, 25, tzinfo=UTC)


def reading(
    taken_at: datetime = NOW,
    users: int | None = 10,
    events: int | None = 100,
    *,
    counted_at: datetime | str | None = "",
    last_event_at: datetime | None = None,
) -> Reading:
    """A reading that was counted two minutes before, unless said otherwise."""
    counted = taken_at - HOUR / 30 if isinstance(counted_at, str) else counted_at
    return Reading(taken_at, users, events, last_event_at, counted)


def ends_of_days(
    days: int, events: Callable[[datetime], int], *, users: Callable[[datetime], int] = lambda _: 10
) -> list[Reading]:
    """The last readings of so many days (23:00) and the newest one, with counts by time."""
    times = [TODAY - number * DAY - HOUR for number in range(days - 1, -1, -1)] + [NOW]
    return [reading(at, users(at), events(at)) for at in times]


COUNTS = st.integers(0, 10**13) | st.none()
MOMENTS = st.datetimes(datetime(2026, 8, 1), datetime(2026, 11, 25), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis wants naive bounds


@st.composite
def any_readings(draw: st.DrawFn) -> Sequence[Reading]:
    """Readings in order, some of them old, empty, or of unknown age."""
    times = sorted(draw(st.sets(MOMENTS, max_size=40)))
    ages = st.none() | st.timedeltas(timedelta(days=-3), timedelta(days=1))
    drawn = [(at, draw(COUNTS), draw(COUNTS), draw(st.none() | MOMENTS), draw(ages)) for at in times]
    return [
        Reading(at, users, events, last, None if age is None else at + age)
        for at, users, events, last, age in drawn
    ]
