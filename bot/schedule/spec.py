"""A task is a value: its name, how often it is woken, and what it does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Task:
    """Something to do every so often. `run` must be safe to run in several processes at once."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]
