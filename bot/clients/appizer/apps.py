"""Apps: create, list page by page, get, update, delete (reference: Appizer 1 to 6)."""

from collections.abc import AsyncGenerator

from bot.clients.pagination import next_offset
from bot.clients.paths import path_of
from bot.clients.reading import items_of, new_object, object_if_any, parsed_items, parsed_object
from bot.clients.transport import Answer, Transport
from bot.domain.app_secrets import AppSecrets, parse_app_secrets
from bot.domain.app_settings import AppSettings, checked_settings
from bot.domain.apps import App, parse_app

PAGE_SIZE = 100
"""The most the API gives at once."""


class Apps:
    """The apps of one organisation. Every method raises the ApiErrors of `Transport.request`.

    Every answer of this API holds secrets: none goes to the log, and an `App` has none.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(self, name: str, settings: AppSettings | None = None) -> App:
        """A new app; 201. Raises BadInput for what breaks a documented limit, ApiOutcomeUnknown.

        Repeating makes a second one: names need not be unique. `list` settles an unknown outcome.
        """
        wanted: AppSettings = {**(settings or {}), "name": name}
        answer = await self._transport.request(
            "POST",
            path_of("v1", "apps"),
            json=checked_settings(wanted),
            repeatable=False,
            settled_by="List the apps and look for that name before asking again.",
            is_secret=True,
        )
        return new_object(answer, parse_app, wrapped_in="app")

    async def list(self) -> AsyncGenerator[App, None]:
        """All apps, fetched by 100 while they are taken; 200. The order is not documented.

        An app that moves to a later page while we read is given once; a broken one is left out.
        """
        seen: set[str] = set()
        offset: int | None = 0
        while offset is not None:
            params = {"limit": PAGE_SIZE, "offset": offset}
            answer = await self._transport.request(
                "GET", path_of("v1", "apps"), params=params, repeatable=True, is_secret=True
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
        """One app; 200. Raises ApiItemMissing."""
        return parsed_object(await self._read(id), parse_app, wrapped_in="app")

    async def reveal_secret(self, id: str) -> AppSecrets:
        """The secrets of one app, by the same call as `get`; 200. Raises ApiItemMissing."""
        return parsed_object(await self._read(id), parse_app_secrets, wrapped_in="app")

    async def update(self, id: str, settings: AppSettings) -> App | None:
        """The app with the given settings changed and all others untouched; 200. None if not shown.

        Repeating is safe. Raises BadInput for no settings or a broken limit, ApiItemMissing.
        """
        answer = await self._transport.request(
            "PATCH",
            path_of("v1", "apps", id),
            json=checked_settings(settings),
            repeatable=True,
            subject=_subject(id),
            is_secret=True,
        )
        return object_if_any(answer, parse_app, wrapped_in="app")

    async def delete(self, id: str) -> None:
        """Removes the app and all its data for good; 200. Repeating is safe: gone is gone.

        Raises ApiItemMissing.
        """
        await self._transport.request(
            "DELETE", path_of("v1", "apps", id), repeatable=True, gone_is_done=True, subject=_subject(id)
        )

    async def _read(self, id: str) -> Answer:
        return await self._transport.request(
            "GET", path_of("v1", "apps", id), repeatable=True, subject=_subject(id), is_secret=True
        )


def _subject(id: str) -> str:
    return f"app with the id {id}"
