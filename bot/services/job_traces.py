"""Looks for the job of a call whose answer was lost."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from bot.clients.appcues.jobs import Jobs
from bot.domain.job_traces import Trace, traced
from bot.services.changes import CLOCKS_APART

OfRequests = Callable[[Collection[str]], Awaitable[set[str]]]
"""Of some jobs, those that are known to belong to a change."""


class JobTraces:
    """The traces that calls leave in the list of jobs of one account."""

    def __init__(self, jobs: Jobs, of_requests: OfRequests) -> None:
        self._jobs = jobs
        self._of_requests = of_requests

    async def find(self, words: Collection[str], since: datetime) -> Trace:
        """The trace of a call that began at `since`, by our clock. Raises ApiError."""
        jobs = await self._jobs.list()
        taken = await self._of_requests([job.id for job in jobs])
        return traced(jobs, words, since - CLOCKS_APART, taken)
