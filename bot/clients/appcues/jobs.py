"""Offline jobs: list and get (reference: Appcues 8)."""

from bot.clients.appcues.nouns import AccountNoun
from bot.clients.reading import items_of, parsed_items, parsed_object
from bot.domain.jobs import Job, parse_job


class Jobs(AccountNoun):
    """The recent jobs of one account."""

    async def list(self) -> tuple[Job, ...]:
        """Recent jobs without their events, in the order of the API; 200. How long it keeps them is unknown."""
        answer = await self._transport.request("GET", self._path("jobs"), repeatable=True)
        return parsed_items(answer, items_of(answer), parse_job)

    async def get(self, id: str) -> Job:
        """One job with its events; 200. Raises ApiItemMissing."""
        answer = await self._transport.request(
            "GET", self._path("jobs", id), repeatable=True, subject=f"job with the id {id}"
        )
        return parsed_object(answer, parse_job)
