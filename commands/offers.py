"""What type-ahead lists offer: the items of a source whose names are like what is being typed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.accounts import Vendor
from bot.domain.people import Person, Role
from bot.errors import CallboardError, Candidate
from bot.inbox.delivery import team_of
from bot.services.services import Services
from commands.catalog import Catalog
from commands.modals.elements import suggestions
from commands.modals.submissions import modal_place
from commands.presses import Typing, read_typing


@dataclass(frozen=True)
class _Asked:
    """What somebody types, and where; `account_id` is empty where it says nothing of one."""

    team_id: str
    user_id: str
    channel_id: str
    account_id: str
    words: str


_Offer = Callable[[Person, _Asked], Awaitable[Sequence[Candidate]]]


class Offers:
    """Answers type-ahead requests, for people who may look."""

    def __init__(self, catalog: Catalog, services: Services) -> None:
        self._catalog = catalog
        self._services = services
        self._own: dict[str, _Offer] = {"subscriptions": self._subscriptions, "requests": self._requests}
        """What is no vendor's."""
        self._vendors = {
            argument.source: Vendor(command.root)
            for command in catalog.all
            for argument in command.arguments
            if argument.source and command.root in set(Vendor)
        }

    async def answer(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The options for what is typed so far; none when they cannot be read or the person may not look."""
        typing = read_typing(payload)
        vendor, source = self._source(typing)
        place = modal_place(payload.get("view") or {})
        channel_id = str((payload.get("channel") or {}).get("id", "") or place.get("channel", ""))
        asked = _Asked(
            team_of(payload),
            payload["user"]["id"],
            channel_id,
            typing.account or str(place.get("account", "")),
            str(payload.get("value") or ""),
        )
        try:
            if source in self._own:
                return suggestions(await self._of_ours(asked, self._own[source]))
            return suggestions(await self._of_vendor(asked, vendor, source) if vendor else ())
        except CallboardError:
            return suggestions(())

    async def _of_ours(self, asked: _Asked, offer: _Offer) -> Sequence[Candidate]:
        person = await self._services.people.person(asked.team_id, asked.user_id, afresh=False)
        return await offer(person, asked) if person.role >= Role.VIEWER else ()

    async def _of_vendor(self, asked: _Asked, vendor: Vendor, source: str) -> Sequence[Candidate]:
        meant = await self._services.accounts.meant(
            asked.team_id, vendor, asked.channel_id, account_id=asked.account_id
        )
        person = await self._services.people.person(
            asked.team_id, asked.user_id, afresh=False, account_key=meant.account.key
        )
        if person.role < Role.VIEWER:
            return ()
        connected = await self._services.accounts.connect(asked.team_id, meant.account)
        return await connected.offers[source](asked.words)

    async def _subscriptions(self, person: Person, asked: _Asked) -> Sequence[Candidate]:
        """Those of the channel in which somebody asks."""
        channel_id = await self._services.channels.known(person, asked.channel_id, asked.channel_id)
        return await self._services.subscriptions.offer(asked.team_id, channel_id, asked.words)

    async def _requests(self, person: Person, asked: _Asked) -> Sequence[Candidate]:
        """Those that somebody has to decide about, or that are still to come."""
        return await self._services.approvals.offer(asked.team_id, asked.words, person.member.tz)

    def _source(self, typing: Typing) -> tuple[Vendor | None, str]:
        """Whose items are to be offered, and which; nothing for what is not ours."""
        if typing.verb == "open":
            command = self._catalog.by_path(typing.name)
            arguments = command.arguments if command else ()
            source = next((each.source for each in arguments if each.name == typing.argument), "")
        else:
            source = typing.name
        return self._vendors.get(source), source
