"""What type-ahead lists offer: the items of a source whose names are like what is being typed."""

from collections.abc import Mapping
from typing import Any

from bot.domain.people import Role
from bot.errors import CallboardError
from bot.services.services import Services
from commands.catalog import Catalog
from commands.modals.elements import suggestions
from commands.presses import read_source


class Offers:
    """Answers type-ahead requests, for people who may look."""

    def __init__(self, catalog: Catalog, services: Services) -> None:
        self._catalog = catalog
        self._services = services

    async def answer(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The options for what is typed so far; none when they cannot be read or the person may not look."""
        user = payload["user"]
        team_id = (payload.get("team") or {}).get("id") or user.get("team_id") or ""
        try:
            person = await self._services.people.person(team_id, user["id"], afresh=False)
            if person.role < Role.VIEWER:
                return suggestions(())
            words = str(payload.get("value") or "")
            return suggestions(await self._services.offer(self._source(payload), words))
        except CallboardError:
            return suggestions(())

    def _source(self, payload: Mapping[str, Any]) -> str:
        verb, name = read_source(payload)
        if verb != "open":
            return name
        command = self._catalog.by_path(name)
        argument = str(payload.get("action_id", "")).rsplit("|", 1)[-1]
        return next((a.source for a in command.arguments if a.name == argument), "") if command else ""
