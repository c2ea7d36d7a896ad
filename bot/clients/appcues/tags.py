"""Tags: list and get; the API has nothing more for them (reference: Appcues 3)."""

from bot.clients.paths import path_of
from bot.clients.reading import items_of, parsed_items, parsed_object
from bot.clients.transport import Transport
from bot.domain.tags import Tag, parse_tag


class Tags:
    """The tags of one account. Every method raises the ApiErrors of `Transport.request`."""

    def __init__(self, transport: Transport, account_id: str) -> None:
        self._transport = transport
        self._account_id = account_id

    async def list(self) -> tuple[Tag, ...]:
        """All tags, in the order of the API; also the cheap way to prove that the credentials work."""
        answer = await self._transport.request("GET", self._path(), repeatable=True)
        return parsed_items(answer, items_of(answer), parse_tag)

    async def get(self, id: str) -> Tag:
        """One tag. Raises ApiItemMissing."""
        answer = await self._transport.request(
            "GET", self._path(id), repeatable=True, subject=f"tag with the id {id}"
        )
        return parsed_object(answer, parse_tag)

    def _path(self, *rest: str) -> str:
        return path_of("v2", "accounts", self._account_id, "tags", *rest)
