"""What type-ahead lists offer: the items of a source whose names are like what is being typed."""

from collections.abc import Mapping
from typing import Any

from bot.domain.accounts import Vendor
from bot.domain.people import Role
from bot.errors import CallboardError
from bot.inbox.delivery import team_of
from bot.services.services import Services
from commands.catalog import Catalog
from commands.modals.elements import suggestions
from commands.modals.submissions import modal_place
from commands.presses import Typing, read_typing


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
        account = typing.account or str(modal_place(payload.get("view") or {}).get("account", ""))
        channel_id = str((payload.get("channel") or {}).get("id", ""))
        try:
            if vendor is None:
                return suggestions(())
            meant = await self._services.accounts.meant(team_id, vendor, account, channel_id)
            person = await self._services.people.person(
                team_id, user["id"], afresh=False, account_id=meant.account.id
            )
            if person.role < Role.VIEWER:
                return suggestions(())
            connected = await self._services.accounts.connect(team_id, meant.account)
            return suggestions(await connected.offers[source](str(payload.get("value") or "")))
        except CallboardError:
            return suggestions(())

    def _source(self, typing: Typing) -> tuple[Vendor | None, str]:
        """Whose items are to be offered, and which; nothing for what is not ours."""
        if typing.verb == "open":
            command = self._catalog.by_path(typing.name)
            arguments = command.arguments if command else ()
            source = next((each.source for each in arguments if each.name == typing.argument), "")
        else:
            source = typing.name
        return self._vendors.get(source), source
