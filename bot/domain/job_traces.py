"""How the job of a call is found whose answer was lost: by its name, and by when it began (Appcues 8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.jobs import Job

_KNOWN = ("import", "export", "segment", "delete", "profile", "group", "event")
"""Words of which the names of jobs are made; a name without any of them may mean anything."""


@dataclass(frozen=True)
class Trace:
    """What is found: whether the call was heard, None where that cannot be told, and the job it led to."""

    was_heard: bool | None
    job_id: str = ""


def traced(jobs: Collection[Job], words: Collection[str], since: datetime, taken: Collection[str]) -> Trace:
    """The trace of a call among the jobs that began since then, less those that are `taken` by other calls.

    The vendor documents one name only, so a job of an unheard-of name may be the one; then nobody knows.
    """
    begun = [job for job in jobs if job.id not in taken and job.started_at and job.started_at >= since]
    ours = [job for job in begun if all(word in job.name.casefold() for word in words)]
    if len(ours) == 1:
        return Trace(was_heard=True, job_id=ours[0].id)
    is_open = bool(ours) or any(not any(word in job.name.casefold() for word in _KNOWN) for job in begun)
    return Trace(was_heard=None if is_open else False)
