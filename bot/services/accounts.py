"""Accounts of the vendors: which there are, which one is meant, and what can be done with it (design 6.4)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.accounts import (
    ENVIRONMENT,
    Account,
    Credentials,
    Meant,
    Vendor,
    badges,
    labelled,
    labelled_ever,
    labels_ever,
    meant,
    spoken_of,
)
from bot.domain.pulses import Pulse
from bot.errors import NoSuchItem
from bot.services.account_rows import account_from, credentials_from
from bot.services.connections import Connected, Connections
from bot.views.accounts import kept_to, marked
from bot.views.reply import Reply
from storage.database import Database
from storage.models.accounts import AccountRow
from storage.unit_of_work import UnitOfWork

SettledAccounts = Callable[[str], Mapping[Vendor, tuple[Account, Credentials]]]
"""The accounts that the settings give to a workspace: to theirs alone, never to another."""


class AccountsService:
    """Several accounts side by side; the one of the settings is the first."""

    def __init__(
        self,
        database: Database,
        connections: Connections,
        settled: SettledAccounts,
    ) -> None:
        self._database = database
        self._connections = connections
        self._settled = settled

    async def all(self, team_id: str) -> tuple[Account, ...]:
        """Every account, those of the settings first, then the others, oldest first."""
        return await self._database.read(lambda work: self.within(work, team_id))

    async def meant(
        self, team_id: str, vendor: Vendor, channel_id: str, *, label: str = "", account_id: str = ""
    ) -> Meant:
        """The account of that label or id, else the channel's, else the first. Raises PersonError."""

        def read(work: UnitOfWork) -> Meant:
            accounts, channels = self.within(work, team_id), work.accounts.channels(team_id)
            return meant(accounts, vendor, channel_id, channels, label=label, account_id=account_id)

        return await self._database.read(read)

    async def here(self, team_id: str, channel_id: str) -> dict[str, str]:
        """The ids of the accounts that a channel speaks of, by vendor; one that was removed stays its."""

        def read(work: UnitOfWork) -> dict[str, str]:
            return spoken_of(self.within(work, team_id), channel_id, work.accounts.channels(team_id))

        return await self._database.read(read)

    async def labelled(self, team_id: str, label: str) -> Account:
        """The account of that label, number or key, whichever its vendor. Raises NoSuchItem, SeveralMatch."""
        return labelled(await self.all(team_id), label)

    async def labelled_ever(self, team_id: str, label: str) -> Account:
        """The same, for what outlives an account: also one that was removed. Raises NoSuchItem, SeveralMatch."""
        return labelled_ever(*await self._ever(team_id), label)

    async def labels_ever(self, team_id: str) -> dict[str, str]:
        """The labels of all accounts by their keys, of those too that were removed."""
        return labels_ever(*await self._ever(team_id))

    async def badges(self, team_id: str) -> dict[str, str]:
        """How lists name accounts by their keys: those that are not the only one of their vendor."""
        return badges(await self.all(team_id))

    async def badges_of_several(self, team_id: str) -> dict[str, str]:
        """The same, where those that were removed count too."""
        there, removed = await self._ever(team_id)
        return badges((*there, *removed))

    async def badges_ever(self, team_id: str) -> dict[str, str]:
        """The badges of all accounts by their keys, of those too that were removed."""
        there, removed = await self._ever(team_id)
        return {account.key: account.badge for account in (*there, *removed)}

    async def labels(self, team_id: str) -> dict[str, str]:
        """The labels of all accounts, by their keys."""
        return {account.key: account.label for account in await self.all(team_id)}

    def pulse(self, team_id: str, account: Account) -> Pulse:
        """How the calls to an account went lately, as this process saw it."""
        return self._connections.pulse(team_id, account)

    async def connect(self, team_id: str, account: Account) -> Connected:
        """What can be done with an account."""
        stored = await self._credentials(team_id, account)
        return await self._connections.to(team_id, account, lambda: stored)

    async def test(self, team_id: str, account: Account) -> None:
        """Reads something small with the account's own credentials. Raises ApiError."""
        await self._connections.try_out(team_id, account, await self._credentials(team_id, account))

    async def _ever(self, team_id: str) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
        """The accounts that there are, and those that were removed."""

        def read(work: UnitOfWork) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
            removed = tuple(account_from(row) for row in work.accounts.removed(team_id))
            return self.within(work, team_id), removed

        return await self._database.read(read)

    async def _credentials(self, team_id: str, account: Account) -> Credentials:
        found = self._settled_credentials(team_id, account) or await self._database.read(
            lambda work: self.credentials_within(work, team_id, account)
        )
        if found is None:
            raise gone(account)
        return found

    def credentials_within(self, work: UnitOfWork, team_id: str, account: Account) -> Credentials | None:
        """What opens an account, as it stands in this transaction; None where it is gone."""
        return self._settled_credentials(team_id, account) or credentials_from(
            work.accounts.credentials(team_id, account.id)
        )

    def _settled_credentials(self, team_id: str, account: Account) -> Credentials | None:
        if account.is_from_environment and account.vendor in (settled := self._settled(team_id)):
            return settled[account.vendor][1]
        return None

    def of_vendor(self, work: UnitOfWork, team_id: str, vendor: Vendor) -> tuple[Account, ...]:
        """The accounts of a vendor, as they stand in this transaction; those of the settings first."""
        return tuple(each for each in self.within(work, team_id) if each.vendor is vendor)

    def on_card(self, work: UnitOfWork, team_id: str, vendor: Vendor, account_id: str, card: Reply) -> Reply:
        """A card that is about an account, with its badge where there are several of that vendor."""
        mine = self.of_vendor(work, team_id, vendor)
        about = next((each for each in mine if each.id == account_id), None)
        if about is None:
            return card
        return (marked if len(mine) > 1 else kept_to)(card, about)

    def within(self, work: UnitOfWork, team_id: str) -> tuple[Account, ...]:
        """Every account, as `all`, as it stands in this transaction."""
        rows = work.accounts.list(team_id)
        said = {Vendor(row.vendor): row for row in rows if row.id.startswith(ENVIRONMENT)}
        settled = [
            _as_said(account, said[vendor]) if vendor in said else account
            for vendor, (account, _) in self._settled(team_id).items()
        ]
        return (*settled, *(account_from(row) for row in rows if not row.id.startswith(ENVIRONMENT)))


def _as_said(account: Account, row: AccountRow) -> Account:
    """An account of the settings, with what people said of it."""
    said = account_from(row)
    return replace(account, label=said.label, is_production=said.is_production)


def gone(account: Account) -> NoSuchItem:
    """What to say of an account that was removed meanwhile."""
    return NoSuchItem(f"The account “{account.label}” is not connected any more.")
