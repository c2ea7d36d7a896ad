"""Jobs: what Appcues works on after it has answered."""

from bot.clients.appcues.jobs import Jobs
from bot.clock import Clock
from bot.domain.jobs import Job, newest_first
from bot.domain.listings import Listing
from bot.domain.matching import find_one, offer
from bot.errors import ApiItemMissing, Candidate, NoSuchItem
from bot.services.directory import Directory

_MOST_IN_ID = 100


class JobsService:
    """What people can do with jobs. Every method raises ApiError when Appcues fails."""

    def __init__(self, jobs: Jobs, clock: Clock) -> None:
        self.client = jobs
        self._directory = Directory("jobs", jobs.list, clock)

    async def listing(self) -> Listing[Job]:
        """The recent jobs, at most some seconds old."""
        return await self._directory.listing()

    async def find(self, words: str) -> Job:
        """The job that is meant, with its events, read afresh. Raises SeveralMatch or NoSuchItem.

        An id may be one that the list has dropped already.
        """
        try:
            return await self.client.get(find_one(words, _candidates(await self.listing()), "jobs"))
        except NoSuchItem as missing:
            try:
                return await self.client.get(words.strip()[:_MOST_IN_ID])
            except ApiItemMissing:
                raise missing from None

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while an id is being typed: the newest first, told apart by their times."""
        return offer(words, _candidates(await self.listing()))


def _candidates(listing: Listing[Job]) -> list[Candidate]:
    return [Candidate(job.id, _label(job)) for job in newest_first(listing.items)]


def _label(job: Job) -> str:
    """Many jobs have the same name."""
    started = f", {job.started_at:%Y-%m-%d %H:%M:%S} UTC" if job.started_at else ""
    return f"{job.name}{started} ({job.status.lower().replace('_', ' ')})"
