"""The changing of accounts: added and given new credentials after a try, renamed, removed, chosen by channels."""

from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

from bot.clock import Clock
from bot.domain.accounts import Account, Credentials, checked_label, is_one_account
from bot.domain.audit import Item, Who, own_change
from bot.errors import ApiError, BadInput
from bot.services.account_rows import row_id_of, row_of, sealed
from bot.services.accounts import AccountsService, gone
from bot.services.audit import AuditService
from bot.services.connections import Connections
from storage.database import Database
from storage.unit_of_work import UnitOfWork


class AccountChanges:
    """Admins' changes of the accounts; each is written down with what it did."""

    def __init__(
        self,
        database: Database,
        accounts: AccountsService,
        audit: AuditService,
        connections: Connections,
        clock: Clock,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._audit = audit
        self._connections = connections
        self._clock = clock

    async def add(self, team_id: str, account: Account, credentials: Credentials, who: Who) -> Account:
        """Keeps a new account, once its credentials were tried. Raises BadInput, ApiError."""
        now = self._clock.now()
        new = replace(account, id=token_hex(4), label=checked_label(account.label), added_by=who.id)
        new = replace(new, added_at=now, revision=1)
        await self._require_free_label(team_id, new)
        await self._database.read(lambda work: self._require_another(work, team_id, new, credentials))
        await self._try_out(team_id, new, credentials)

        def keep(work: UnitOfWork) -> None:
            work.audit.hold_chain(team_id)  # one after the other: two could add the same account
            self._require_another(work, team_id, new, credentials)
            if not work.accounts.add(row_of(team_id, new, credentials, now)):
                raise _label_taken(new.label)
            self._write_down(work, team_id, new, "callboard accounts add", who)

        await self._database.transact(keep)
        return new

    async def rename(
        self, team_id: str, account: Account, label: str, *, is_production: bool, who: Who
    ) -> Account:
        """Gives an account another label, and says whether it is production. Raises BadInput."""
        renamed = replace(account, label=checked_label(label), is_production=is_production)
        if renamed.label.casefold() != account.label.casefold():
            await self._require_free_label(team_id, renamed)
        fields = {"label": renamed.label, "is_production": is_production}
        await self._change(team_id, renamed, fields, "callboard accounts rename", who)
        return renamed

    async def rotate(self, team_id: str, account: Account, credentials: Credentials, who: Who) -> None:
        """Puts new credentials in place of the old ones, once they were tried. Raises BadInput, ApiError."""
        _require_ours(account, "Its credentials are changed there.")
        await self._try_out(team_id, account, credentials)

        def put(work: UnitOfWork) -> None:
            work.audit.hold_chain(team_id)  # as above
            if not account.external_id:  # its key alone says which account it is
                self._require_another(work, team_id, account, credentials)
            if not work.accounts.rotate(team_id, account.id, sealed(credentials)):
                raise gone(account)
            self._write_down(work, team_id, account, "callboard accounts rotate", who)

        await self._database.transact(put)

    async def remove(self, team_id: str, account: Account, confirm: str, who: Who) -> None:
        """Forgets an account and its credentials. Raises BadInput unless `confirm` is its label."""
        _require_ours(account, "It goes when the settings go.")
        if confirm.strip() != account.label:
            raise BadInput(
                f"“{confirm}” is not the label of the account, which is “{account.label}”.",
                "Nothing was removed. Type the whole label to confirm.",
                field="confirm",
            )
        fields = {"credentials": None, "removed_at": self._clock.now()}
        await self._change(team_id, account, fields, "callboard accounts remove", who)

    async def use(self, team_id: str, account: Account, channel_id: str, who: Who) -> None:
        """Lets a channel speak of this account unless it says otherwise."""
        now = self._clock.now()

        def choose(work: UnitOfWork) -> None:
            work.accounts.choose(team_id, channel_id, account.vendor.value, account.id, who.id, now)
            self._write_down(work, team_id, account, "callboard accounts use", who, {"channel": channel_id})

        await self._database.transact(choose)

    async def _change(
        self, team_id: str, account: Account, fields: Mapping[str, Any], action: str, who: Who
    ) -> None:
        def change(work: UnitOfWork) -> None:
            row_id = row_id_of(account)
            if not work.accounts.change(team_id, row_id, **fields):
                if not account.is_from_environment:
                    raise gone(account)
                work.accounts.add(row_of(team_id, account, None, self._clock.now()))
                work.accounts.change(team_id, row_id, **fields)
            self._write_down(work, team_id, account, action, who)

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
        for account in await self._accounts.all(team_id):
            if account.vendor is wanted.vendor and account.label.casefold() == wanted.label.casefold():
                raise _label_taken(wanted.label)

    def _require_another(
        self, work: UnitOfWork, team_id: str, wanted: Account, credentials: Credentials
    ) -> None:
        """Under two labels the rules for one account would not hold for the other. Raises BadInput."""
        for account in self._accounts.of_vendor(work, team_id, wanted.vendor):
            if account.id == wanted.id:
                continue
            known = self._accounts.credentials_within(work, team_id, account)
            if is_one_account(wanted, credentials.key, account, known.key if known else ""):
                raise _connected_already(account)

    def _write_down(
        self,
        work: UnitOfWork,
        team_id: str,
        account: Account,
        action: str,
        who: Who,
        arguments: Mapping[str, Any] | None = None,
    ) -> None:
        item = Item("account", account.id, account.badge)
        entry = own_change(team_id, who, action, item, arguments=arguments, account=account.key)
        self._audit.append(work, entry, self._clock.now())


def _require_ours(account: Account, hint: str) -> None:
    if account.is_from_environment:
        raise BadInput(
            f"“{account.label}” comes from the settings that Callboard is started with.",
            hint,
            field="account",
        )


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
