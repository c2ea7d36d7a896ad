"""Apps: list page by page, and get (reference: Appizer 1, 3, 4)."""

from collections.abc import AsyncGenerator

from bot.clients.pagination import next_offset
from bot.clients.paths import path_of
from bot.clients.reading import items_of, parsed_items, parsed_object
from bot.clients.transport import Transport
from bot.domain.apps import App, parse_app

PAGE_SIZE = 100
"""The most the API gives at once."""


class Apps:
    """The apps of one organisation. Every method raises the ApiErrors of `Transport.request`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def list(self) -> AsyncGenerator[App, None]:
        """All apps, fetched page by page while they are taken; the order is not documented.

        An app that moves to a later page while we read is given once; a broken one is left out.
        """
        seen: set[str] = set()
        offset: int | None = 0
        while offset is not None:
            params = {"limit": PAGE_SIZE, "offset": offset}
            answer = await self._transport.request(
                "GET", path_of("v1", "apps"), params=params, repeatable=True
            )
            items = items_of(answer, named="apps")
            fresh = [app for app in parsed_items(answer, items, parse_app) if app.id not in seen]
            seen.update(app.id for app in fresh)
            for app in fresh:
                yield app
            if not fresh:  # nothing new: the last page, or an API that ignores the offset
                return
            body = answer.body if isinstance(answer.body, dict) else {}
            offset = next_offset(offset, PAGE_SIZE, len(items), body.get("pagination"))

    async def get(self, id: str) -> App:
        """One app. Raises ApiItemMissing."""
        answer = await self._transport.request(
            "GET", path_of("v1", "apps", id), repeatable=True, subject=f"app with the id {id}"
        )
        return parsed_object(answer, parse_app, wrapped_in="app")
