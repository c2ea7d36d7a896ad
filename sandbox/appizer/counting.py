"""Counts that move with the clock: what the apps of the seed have counted by a moment, the same for the same seed.

How often Appizer counts is not documented. Here an active app is counted anew every ten minutes (I).
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import cos, floor, sin, tau
from typing import Any

from sandbox.seed import Seeding, from_iso, iso_milliseconds

App = dict[str, Any]

COUNTED_EVERY = timedelta(minutes=10)
_WEEK_HOURS = 168
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
_NIGHT, _DAY, _EVENING = 0.15, 1.0, 2.2
_NEWCOMERS = 0.6
_FEW_USERS = 1_000


def _shape(weight: Callable[[int, int], float]) -> tuple[float, ...]:
    """Which part of a week has passed after so many of its hours, by the weight of each (weekday, hour)."""
    weights = [weight(hour // 24, hour % 24) for hour in range(_WEEK_HOURS)]
    total = sum(weights)
    return tuple(sum_ / total for sum_ in accumulate(weights, initial=0.0))


def _by_hour(hour: int, evening: float) -> float:
    if hour < 7:
        return _NIGHT
    return _DAY if hour < 17 else evening


_EVENINGS = _shape(lambda day, hour: _by_hour(hour, _EVENING) * (1.6 if day >= 4 else 1.0))
_OFFICE = _shape(lambda day, hour: _by_hour(hour, _NIGHT) if day < 5 else 0.0)


@dataclass(frozen=True)
class Pulse:
    """How an app's counts grow from what they were at the beginning."""

    began: datetime
    users: int
    events: int
    users_per_week: float
    events_per_week: float
    shape: tuple[float, ...]
    phase: float

    def count_anew(self, app: App, now: datetime) -> None:
        """Bring the app's counts to what was counted last by now; before the first time nothing changes."""
        first = self.began + COUNTED_EVERY * self.phase
        if now < first:
            return
        counted = first + (now - first) // COUNTED_EVERY * COUNTED_EVERY
        if app["stats_last_updated"] == iso_milliseconds(counted):
            return
        events = floor(self.events_per_week * self._weeks_until(counted))
        app["stats_last_updated"] = iso_milliseconds(counted)
        app["cached_user_count"] = self.users + floor(self.users_per_week * self._weeks_until(counted))
        app["cached_event_count"] = self.events + events
        if events:
            app["cached_last_event"] = iso_milliseconds(self._moment_of(events, counted))

    def _weeks_until(self, moment: datetime) -> float:
        """How many usual weeks' worth has come since the beginning."""
        return self._weeks(moment) - self._weeks(self.began)

    def _weeks(self, moment: datetime) -> float:
        hours = (moment - _MONDAY) / timedelta(hours=1)
        # No two days are alike: time runs a little faster and slower, though never backwards.
        hours += 3.0 * sin(tau * (hours / 61.0 + self.phase)) + 8.0 * cos(tau * (hours / 397.0 + self.phase))
        weeks, hour = divmod(hours, _WEEK_HOURS)
        place = int(hour)
        passed, next_ = self.shape[place], self.shape[place + 1]
        return weeks + passed + (next_ - passed) * (hour - place)

    def _moment_of(self, events: int, counted: datetime) -> datetime:
        """When the last of so many events came, to the second."""
        seconds = range(int((counted - self.began).total_seconds()) + 1)

        def by(second: int) -> int:
            return floor(self.events_per_week * self._weeks_until(self.began + timedelta(seconds=second)))

        return min(counted, self.began + timedelta(seconds=bisect_left(seconds, events, key=by)))


def pulses_of(seeding: Seeding, apps: Mapping[str, App]) -> dict[str, Pulse]:
    """The pulse of every active app, at the pace at which it came to its counts."""
    random = seeding.random("appizer pulses")
    pulses = {}
    for app_id, app in apps.items():
        phase = random.random()
        weeks = max((seeding.now - from_iso(app["created_at"])) / timedelta(weeks=1), 1.0)
        if app["status"] == "active":
            pulses[app_id] = Pulse(
                began=seeding.now,
                users=app["cached_user_count"],
                events=app["cached_event_count"],
                users_per_week=_NEWCOMERS * app["cached_user_count"] / weeks,
                events_per_week=app["cached_event_count"] / weeks,
                shape=_OFFICE if app["cached_user_count"] < _FEW_USERS else _EVENINGS,
                phase=phase,
            )
    return pulses
