"""One Appcues account: everything the stand-in knows, in memory, in the form in which the API tells it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from random import Random
from typing import Any

from sandbox.appcues.history import Event
from sandbox.appcues.timeline import Job

Record = dict[str, Any]
IdSet = dict[str, None]  # a set that keeps its order


@dataclass
class Account:
    """The account and its content, in the order in which it came into being.

    `now` tells the server's time; `random` makes the ids of what is created later; `studio_users` are the
    people who work in Studio, in the documented forms of `created_by`.
    """

    id: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    now: Callable[[], datetime]
    random: Random
    uuid: str = ""
    studio_users: tuple[str, ...] = ()
    experiences: dict[str, dict[str, Record]] = field(default_factory=dict)
    tags: dict[str, Record] = field(default_factory=dict)
    segments: dict[str, Record] = field(default_factory=dict)
    segment_members: dict[str, IdSet] = field(default_factory=dict)
    users: dict[str, Record] = field(default_factory=dict)
    groups: dict[str, Record] = field(default_factory=dict)
    group_members: dict[str, IdSet] = field(default_factory=dict)
    user_events: dict[str, list[Event]] = field(default_factory=dict)
    group_events: list[Event] = field(default_factory=list)
    jobs: dict[str, Job] = field(default_factory=dict)
    exports: dict[str, Record] = field(default_factory=dict)
    ingestion_rules: Record | None = None
    sdk_keys: dict[str, Record] = field(default_factory=dict, repr=False)
    is_enforced: bool = False
    _unsettled: list[Job] = field(default_factory=list)

    def begin(self, job: Job) -> None:
        """Takes up a new job."""
        self.jobs[job.id] = job
        self._unsettled.append(job)

    def settle(self) -> None:
        """Lets the jobs whose end has come take effect, in the order of their ends."""
        now = self.now()
        finished = [job for job in self._unsettled if job.is_finished(now)]
        self._unsettled = [job for job in self._unsettled if not job.is_finished(now)]
        for job in sorted(finished, key=lambda job: job.finishes_at):
            if job.apply is not None:
                job.apply()
                job.apply = None  # what it held can be forgotten

    def record(self, event: Event) -> None:
        """Adds an event to the history."""
        if event.user_id is None:
            self.group_events.append(event)
        else:
            self.user_events.setdefault(event.user_id, []).append(event)

    def all_events(self) -> Iterator[Event]:
        """Every event, in no particular order."""
        return chain(chain.from_iterable(self.user_events.values()), self.group_events)
