"""What type-ahead lists offer: the items of a source whose names are like what is being typed."""

from collections.abc import Mapping
from typing import Any

from bot.domain.accounts import Vendor
from bot.domain.people import Role
from bot.errors import CallboardError, Candidate
from bot.inbox.delivery import team_of
from bot.services.services import Services
from commands.catalog import Catalog
from commands.modals.elements import suggestions
from commands.modals.submissions import modal_place
from commands.presses import Typing, read_typing

SUBSCRIPTIONS = "subscriptions"
"""The one source that is no vendor's."""


class Offers:
    """Answers type-ahead requests, for people who may look."""

    def __init__(self, catalog: Catalog, services: Services) -> None:
        self._catalog = catalog
        self._services = services
        self._vendors = {
            argument.source: Vendor(command.root)
            for command in catalog.all
            for argument in command.arguments
            if argument.source and command.root in set(Vendor)
        }

    async def answer(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The options for what is typed so far; none when they cannot be read or the person may not look."""
        user = payload["user"]
        team_id = team_of(payload)
        typing = read_typing(payload)
        vendor, source = self._source(typing)
        place = modal_place(payload.get("view") or {})
        account_id = typing.account or str(place.get("account", ""))
        channel_id = str((payload.get("channel") or {}).get("id", "") or place.get("channel", ""))
        try:
            if source == SUBSCRIPTIONS:
                return suggestions(await self._subscriptions(payload, team_id, channel_id))
            if vendor is None:
                return suggestions(())
            meant = await self._services.accounts.meant(team_id, vendor, channel_id, account_id=account_id)
            person = await self._services.people.person(
                team_id, user["id"], afresh=False, account_key=meant.account.key
            )
            if person.role < Role.VIEWER:
                return suggestions(())
            connected = await self._services.accounts.connect(team_id, meant.account)
            return suggestions(await connected.offers[source](str(payload.get("value") or "")))
        except CallboardError:
            return suggestions(())

    async def _subscriptions(
        self, payload: Mapping[str, Any], team_id: str, channel_id: str
    ) -> list[Candidate]:
        """Those of the channel in which somebody asks."""
        person = await self._services.people.person(team_id, payload["user"]["id"], afresh=False)
        if person.role < Role.VIEWER:
            return []
        channel_id = await self._services.channels.known(person, channel_id, channel_id)
        return await self._services.subscriptions.offer(team_id, channel_id, str(payload.get("value") or ""))

    def _source(self, typing: Typing) -> tuple[Vendor | None, str]:
        """Whose items are to be offered, and which; nothing for what is not ours."""
        if typing.verb == "open":
            command = self._catalog.by_path(typing.name)
            arguments = command.arguments if command else ()
            source = next((each.source for each in arguments if each.name == typing.argument), "")
        else:
            source = typing.name
        return self._vendors.get(source), source
