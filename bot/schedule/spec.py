"""Tasks and handlers, as values: what is done every so often, and what is done when a schedule is due."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.schedules import Work

Handler = Callable[[Work], Awaitable[str]]
"""Does what is due, and returns a note about it for people, or nothing.

It may be run again for the same due time, also after it had its effect: its effects carry `work.key`. What it
raises is tried again later; a PersonError, which only people can mend, is not.
"""


@dataclass(frozen=True)
class Task:
    """Something to do every so often. `run` must be safe to run in several processes at once."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]
