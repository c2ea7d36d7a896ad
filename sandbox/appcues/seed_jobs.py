"""Fills an account with jobs of the last weeks: most went well, some had bad rows, a few failed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sandbox.appcues.account import Account
from sandbox.appcues.timeline import Job, duration
from sandbox.seed import Seeding, moments, new_uuid

# The first name is D, the others follow it (I).
_NAMES = (
    "Import Profiles",
    "Import Groups",
    "Import Events",
    "Add User IDs to Segment",
    "Remove User IDs from Segment",
    "Delete User Profile",
)
_ERRORS = ("No row could be read.", "The uploaded file is empty.", "The segment was deleted.")
_SMALL, _LARGE = 9, 2_000
_LONGEST_AGO = 21.0


def seed_jobs(account: Account, seeding: Seeding) -> None:
    """Puts finished jobs into an account, oldest first."""
    random = seeding.random("jobs")
    count = _LARGE if seeding.size == "large" else _SMALL
    for job in _jobs(random, seeding.now, count):
        account.jobs[job.id] = job


def _jobs(random: Random, now: datetime, count: int) -> Iterator[Job]:
    started = sorted(moments(random, now, [random.uniform(0.5, _LONGEST_AGO) for _ in range(count)]))
    for n, moment in enumerate(started):
        has_failed = n % 7 == 5
        rows = random.randint(1, 40_000)
        bad = rows if has_failed else random.choice((0, 0, 0, rows // 100))
        yield Job(
            id=new_uuid(random),
            name=random.choice(_NAMES),
            started_at=moment,
            finishes_at=moment + duration(rows) + timedelta(milliseconds=random.randrange(900)),
            counters={"ingestions_completed": rows - bad, "ingestions_failed": bad, "requests_failed": 0},
            error=random.choice(_ERRORS) if has_failed else None,
        )
