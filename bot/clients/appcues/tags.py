"""Tags: list and get; the API has nothing more for them (reference: Appcues 3)."""

from bot.clients.appcues.nouns import AccountNoun
from bot.clients.reading import items_of, parsed_items, parsed_object
from bot.domain.tags import Tag, parse_tag


class Tags(AccountNoun):
    """The tags of one account."""

    async def list(self) -> tuple[Tag, ...]:
        """All tags, in the order of the API; also the cheap way to prove that the credentials work. 200."""
        answer = await self._transport.request("GET", self._path("tags"), repeatable=True)
        return parsed_items(answer, items_of(answer), parse_tag)

    async def get(self, id: str) -> Tag:
        """One tag; 200. Raises ApiItemMissing."""
        answer = await self._transport.request(
            "GET", self._path("tags", id), repeatable=True, subject=f"tag with the id {id}"
        )
        return parsed_object(answer, parse_tag)
