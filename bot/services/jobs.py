"""Jobs: what Appcues works on after it has answered."""

from bot.clients.appcues.jobs import Jobs
from bot.clock import Clock
from bot.domain.jobs import Job
from bot.domain.listings import Listing
from bot.errors import Candidate
from bot.services.directory import Directory


class JobsService:
    """What people can do with jobs. Every method raises ApiError when Appcues fails."""

    def __init__(self, jobs: Jobs, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock
        self._directory = Directory("jobs", jobs.list, clock)

    async def listing(self) -> Listing[Job]:
        """The recent jobs, at most some seconds old."""
        return await self._directory.listing()

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while an id is being typed."""
        return await self._directory.offer(words)
