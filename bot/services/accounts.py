"""Accounts of the vendors: which there are, which one is meant, and what can be done with it (design 6.4)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

from bot.clock import Clock
from bot.domain.accounts import (
    ENVIRONMENT,
    Account,
    Credentials,
    Meant,
    Vendor,
    checked_label,
    is_one_account,
    meant,
)
from bot.domain.audit import Item, Who, own_change
from bot.domain.matching import find_one
from bot.domain.pulses import Pulse
from bot.errors import ApiError, BadInput, Candidate, NoSuchItem
from bot.services.account_rows import account_from, credentials_from, row_id_of, row_of, sealed
from bot.services.audit import AuditService
from bot.services.connections import Connected, Connections
from bot.views.accounts import kept_to, marked
from bot.views.reply import Reply
from storage.database import Database
from storage.unit_of_work import UnitOfWork

SettledAccounts = Callable[[str], Mapping[Vendor, tuple[Account, Credentials]]]
"""The accounts that the settings give to a workspace: to theirs alone, never to another."""


class AccountsService:
    """Several accounts side by side; the one of the settings is the first."""

    def __init__(
        self,
        database: Database,
        audit: AuditService,
        connections: Connections,
        settled: SettledAccounts,
        clock: Clock,
    ) -> None:
        self._database = database
        self._audit = audit
        self._connections = connections
        self._settled = settled
        self._clock = clock

    async def all(self, team_id: str) -> tuple[Account, ...]:
        """Every account, those of the settings first, then the others, oldest first."""
        return await self._database.read(lambda work: self.within(work, team_id))

    async def meant(self, team_id: str, vendor: Vendor, label: str, channel_id: str) -> Meant:
        """The account that is named, else the channel's, else the first. Raises PersonError.

        `label` may be an id as well, as buttons and stored requests carry it.
        """

        def read(work: UnitOfWork) -> Meant:
            accounts = self.within(work, team_id)
            return meant(accounts, vendor, label, channel_id, work.accounts.channels(team_id))

        return await self._database.read(read)

    async def here(self, team_id: str, channel_id: str) -> dict[str, str]:
        """The ids of the accounts that a channel speaks of, by vendor."""

        def read(work: UnitOfWork) -> dict[str, str]:
            accounts, channels = self.within(work, team_id), work.accounts.channels(team_id)
            vendors = {account.vendor for account in accounts}
            return {
                vendor.value: meant(accounts, vendor, "", channel_id, channels).account.id
                for vendor in vendors
            }

        return await self._database.read(read)

    async def labelled(self, team_id: str, label: str) -> Account:
        """The account of that label, number or id, whichever its vendor. Raises NoSuchItem, SeveralMatch."""
        accounts = await self.all(team_id)
        for account in accounts:
            if account.external_id and account.external_id == label.strip():
                return account
        found = find_one(label, [Candidate(each.key, each.label) for each in accounts], "accounts")
        return next(each for each in accounts if each.key == found)

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

    async def add(
        self, team_id: str, account: Account, credentials: Credentials, by: str, source: str
    ) -> Account:
        """Keeps a new account, once its credentials were tried. Raises BadInput, ApiError."""
        now = self._clock.now()
        new = replace(account, id=token_hex(4), label=checked_label(account.label), added_by=by)
        new = replace(new, added_at=now, revision=1)
        await self._require_free_label(team_id, new)
        await self._database.read(lambda work: self._require_another(work, team_id, new, credentials))
        await self._try_out(team_id, new, credentials)

        def keep(work: UnitOfWork) -> None:
            work.audit.hold_chain(team_id)  # one after the other: two could add the same account
            self._require_another(work, team_id, new, credentials)
            if not work.accounts.add(row_of(team_id, new, credentials, now)):
                raise _label_taken(new.label)
            self._write_down(work, team_id, new, "callboard accounts add", by, source)

        await self._database.transact(keep)
        return new

    async def test(self, team_id: str, account: Account) -> None:
        """Reads something small with the account's own credentials. Raises ApiError."""
        await self._connections.try_out(team_id, account, await self._credentials(team_id, account))

    async def rename(
        self, team_id: str, account: Account, label: str, *, is_production: bool, by: str, source: str
    ) -> Account:
        """Gives an account another label, and says whether it is production. Raises BadInput."""
        renamed = replace(account, label=checked_label(label), is_production=is_production)
        if renamed.label.casefold() != account.label.casefold():
            await self._require_free_label(team_id, renamed)
        fields = {"label": renamed.label, "is_production": is_production}
        await self._change(team_id, renamed, fields, "callboard accounts rename", by, source)
        return renamed

    async def rotate(
        self, team_id: str, account: Account, credentials: Credentials, by: str, source: str
    ) -> None:
        """Puts new credentials in place of the old ones, once they were tried. Raises BadInput, ApiError."""
        _require_ours(account, "Its credentials are changed there.")
        await self._try_out(team_id, account, credentials)

        def put(work: UnitOfWork) -> None:
            if not account.external_id:  # its key alone says which account it is
                self._require_another(work, team_id, account, credentials)
            if not work.accounts.rotate(team_id, account.id, sealed(credentials)):
                raise _gone(account)
            self._write_down(work, team_id, account, "callboard accounts rotate", by, source)

        await self._database.transact(put)

    async def remove(self, team_id: str, account: Account, confirm: str, by: str, source: str) -> None:
        """Forgets an account and its credentials. Raises BadInput unless `confirm` is its label."""
        _require_ours(account, "It goes when the settings go.")
        if confirm.strip() != account.label:
            raise BadInput(
                f"“{confirm}” is not the label of the account, which is “{account.label}”.",
                "Nothing was removed. Type the whole label to confirm.",
                field="confirm",
            )
        fields = {"credentials": None, "removed_at": self._clock.now()}
        await self._change(team_id, account, fields, "callboard accounts remove", by, source)

    async def use(self, team_id: str, account: Account, channel_id: str, by: str, source: str) -> None:
        """Lets a channel speak of this account unless it says otherwise."""
        now = self._clock.now()

        def choose(work: UnitOfWork) -> None:
            work.accounts.choose(team_id, channel_id, account.vendor.value, account.id, by, now)
            self._write_down(work, team_id, account, "callboard accounts use", by, source, channel_id)

        await self._database.transact(choose)

    async def _change(
        self, team_id: str, account: Account, fields: Mapping[str, Any], action: str, by: str, source: str
    ) -> None:
        def change(work: UnitOfWork) -> None:
            row_id = row_id_of(account)
            if not work.accounts.change(team_id, row_id, **fields):
                if not account.is_from_environment:
                    raise _gone(account)
                work.accounts.add(row_of(team_id, account, None, self._clock.now()))
                work.accounts.change(team_id, row_id, **fields)
            self._write_down(work, team_id, account, action, by, source)

        await self._database.transact(change)

    async def _try_out(self, team_id: str, account: Account, credentials: Credentials) -> None:
        try:
            await self._connections.try_out(team_id, account, credentials)
        except ApiError as error:
            raise BadInput(
                f"These credentials were not kept, because trying them failed: {error.sentence}",
                "Check them, and the region, and try again.",
                field="key",
            ) from error

    async def _require_free_label(self, team_id: str, wanted: Account) -> None:
        for account in await self.all(team_id):
            if account.vendor is wanted.vendor and account.label.casefold() == wanted.label.casefold():
                raise _label_taken(wanted.label)

    def _require_another(
        self, work: UnitOfWork, team_id: str, wanted: Account, credentials: Credentials
    ) -> None:
        """Under two labels the rules for one account would not hold for the other. Raises BadInput."""
        for account in self.of_vendor(work, team_id, wanted.vendor):
            if account.id == wanted.id:
                continue
            known = self._credentials_within(work, team_id, account)
            if is_one_account(wanted, credentials.key, account, known.key if known else ""):
                raise _connected_already(account)

    async def _credentials(self, team_id: str, account: Account) -> Credentials:
        found = await self._database.read(lambda work: self._credentials_within(work, team_id, account))
        if found is None:
            raise _gone(account)
        return found

    def _credentials_within(self, work: UnitOfWork, team_id: str, account: Account) -> Credentials | None:
        if account.is_from_environment and account.vendor in (settled := self._settled(team_id)):
            return settled[account.vendor][1]
        return next(
            (credentials_from(row) for row in work.accounts.list(team_id) if row.id == account.id), None
        )

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
            replace(account, label=said[vendor].label, is_production=said[vendor].is_production)
            if vendor in said
            else account
            for vendor, (account, _) in self._settled(team_id).items()
        ]
        return (*settled, *(account_from(row) for row in rows if not row.id.startswith(ENVIRONMENT)))

    def _write_down(
        self,
        work: UnitOfWork,
        team_id: str,
        account: Account,
        action: str,
        by: str,
        source: str,
        channel_id: str = "",
    ) -> None:
        item = Item("account", account.id, account.badge)
        entry = own_change(team_id, Who(by, source, channel_id), action, item, account=account.key)
        self._audit.append(work, entry, self._clock.now())


def _require_ours(account: Account, hint: str) -> None:
    if account.is_from_environment:
        raise BadInput(
            f"“{account.label}” comes from the settings that Callboard is started with.",
            hint,
            field="account",
        )


def _gone(account: Account) -> NoSuchItem:
    return NoSuchItem(f"The account “{account.label}” is not connected any more.")


def _connected_already(account: Account) -> BadInput:
    return BadInput(
        f"This is the account “{account.label}”, which is connected already.",
        f"Use that one, or change it: /callboard accounts rename “{account.label}”, or rotate.",
        field="number" if account.external_id else "key",
    )


def _label_taken(label: str) -> BadInput:
    return BadInput(
        f"There is an account labelled “{label}” already.", "Choose another label.", field="label"
    )
