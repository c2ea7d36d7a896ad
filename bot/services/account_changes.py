"""The changing of accounts: added and given new credentials after a try, renamed, removed, chosen by channels."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from secrets import token_hex
from typing import Any

from bot.clock import Clock
from bot.domain.accounts import Account, Credentials, checked_label, is_one_account
from bot.domain.audit import Item, Who, own_change
from bot.domain.loosening import loosening
from bot.domain.policy import PRODUCTION, Rule
from bot.errors import ApiError, BadInput
from bot.services.account_holds import hold
from bot.services.account_rows import row_id_of, row_of, sealed
from bot.services.accounts import AccountsService, gone
from bot.services.audit import AuditService
from bot.services.connections import Connections
from storage.database import Database
from storage.unit_of_work import UnitOfWork


class AccountChanges:
    """Admins' changes of the accounts, one after the other; each is written down with what it did."""

    def __init__(
        self,
        database: Database,
        accounts: AccountsService,
        audit: AuditService,
        connections: Connections,
        clock: Clock,
        *,
        rules: Callable[[UnitOfWork, str], tuple[Rule, ...]],
        end: Callable[[UnitOfWork, str, Account, Who, datetime], None],
    ) -> None:
        """`rules` are those of the policy of a workspace, as they stand in a transaction.

        `end` brings to an end what is going on in an account, in the transaction that removes it.
        """
        self._database = database
        self._accounts = accounts
        self._audit = audit
        self._connections = connections
        self._clock = clock
        self._rules = rules
        self._end = end

    async def add(self, team_id: str, account: Account, credentials: Credentials, who: Who) -> Account:
        """Keeps a new account, once its credentials were tried. Raises BadInput, ApiError."""
        now = self._clock.now()
        new = replace(account, id=token_hex(4), label=checked_label(account.label), added_by=who.id)
        new = replace(new, added_at=now, revision=1)

        def require_new(work: UnitOfWork) -> None:
            self._require_free_label(work, team_id, new)
            self._require_another(work, team_id, new, credentials)

        await self._database.read(require_new)
        await self._try_out(team_id, new, credentials)

        def keep(work: UnitOfWork) -> None:
            hold(work, team_id)
            require_new(work)
            work.accounts.add(row_of(team_id, new, credentials, now))
            self._write_down(work, team_id, new, "callboard accounts add", who)

        await self._database.transact(keep)
        return new

    async def rename(
        self, team_id: str, account: Account, who: Who, *, label: str = "", production: bool | None = None
    ) -> Account:
        """Gives an account another label, says whether it is production, or both; what is not said stays.

        Raises BadInput.
        """
        wanted = checked_label(label) if label else ""

        def write(work: UnitOfWork) -> Account:
            before = self._held(work, team_id, account)
            after = before.renamed(wanted, production)
            self._require_free_label(work, team_id, after)
            if before.is_production != after.is_production:
                self._require_not_looser(work, team_id, after, "production")
            fields = {"label": after.label, "is_production": after.is_production}
            if not work.accounts.change(
                team_id, row_id_of(after), **fields
            ):  # of the settings, and said first
                work.accounts.add(row_of(team_id, after, None, self._clock.now()))
            self._write_down(work, team_id, after, "callboard accounts rename", who, asked)
            return after

        said = {} if production is None else {"production": "yes" if production else "no"}
        asked = {"account": account.label, **({"to": wanted} if wanted else {}), **said}
        return await self._database.transact(write)

    async def rotate(self, team_id: str, account: Account, credentials: Credentials, who: Who) -> None:
        """Puts new credentials in place of the old ones, once they were tried. Raises BadInput, ApiError."""
        _require_ours(account, "Its credentials are changed there.")
        seen = await self._try_out(team_id, account, credentials)

        def put(work: UnitOfWork) -> None:
            hold(work, team_id)
            if not account.external_id:  # its key alone says which account it is
                self._require_another(work, team_id, account, credentials)
                self._require_the_same_apps(work, team_id, account, seen)
            if not work.accounts.rotate(team_id, account.id, sealed(credentials)):
                raise gone(account)
            self._write_down(work, team_id, account, "callboard accounts rotate", who)

        await self._database.transact(put)

    async def remove(self, team_id: str, account: Account, confirm: str, who: Who) -> None:
        """Forgets an account and its credentials. Raises BadInput unless `confirm` is its label."""
        _require_ours(account, "It goes when the settings go.")

        def forget(work: UnitOfWork) -> None:
            now = self._held(work, team_id, account)
            _require_confirmed(now, confirm)
            self._require_no_rule(work, team_id, now, _places_of(now), "account")
            # It might be added again, then as the other.
            as_the_other = replace(now, is_production=not now.is_production)
            self._require_not_looser(work, team_id, as_the_other, "account")
            removed_at = self._clock.now()
            self._end(work, team_id, now, who, removed_at)
            work.accounts.change(team_id, now.id, credentials=None, removed_at=removed_at)
            self._write_down(work, team_id, now, "callboard accounts remove", who)

        await self._database.transact(forget)

    async def use(self, team_id: str, account: Account, channel_id: str, who: Who) -> None:
        """Lets a channel speak of this account unless it says otherwise."""
        now = self._clock.now()

        def choose(work: UnitOfWork) -> None:
            mine = self._held(work, team_id, account)
            work.accounts.choose(team_id, channel_id, mine.vendor.value, mine.id, who.id, now)
            self._write_down(work, team_id, mine, "callboard accounts use", who, {"channel": channel_id})

        await self._database.transact(choose)

    def _held(self, work: UnitOfWork, team_id: str, account: Account) -> Account:
        """The account as it stands, until this transaction ends. Raises NoSuchItem when it was removed."""
        hold(work, team_id)
        for each in self._accounts.of_vendor(work, team_id, account.vendor):
            if each.id == account.id:
                return each
        raise gone(account)

    async def _try_out(self, team_id: str, account: Account, credentials: Credentials) -> frozenset[str]:
        try:
            return await self._connections.try_out(team_id, account, credentials)
        except ApiError as error:
            raise BadInput(
                f"These credentials were not kept, because trying them failed: {error.sentence}",
                "Check them, and the region, and try again.",
                field="key",
            ) from error

    def _require_free_label(self, work: UnitOfWork, team_id: str, wanted: Account) -> None:
        for each in self._accounts.of_vendor(work, team_id, wanted.vendor):
            if each.id != wanted.id and each.label.casefold() == wanted.label.casefold():
                raise BadInput(
                    f"There is an account labelled “{each.label}” already.",
                    "Choose another label.",
                    field="label",
                )

    def _require_the_same_apps(
        self, work: UnitOfWork, team_id: str, account: Account, seen: Collection[str]
    ) -> None:
        """A key of another organisation takes the apps that were known out of the account. Raises BadInput."""
        known = work.snapshots.known_apps(account.id)
        if known and not known.keys() & set(seen):
            now = self._held(work, team_id, account)
            self._require_no_rule(work, team_id, now, _places_of(now), "key")

    def _require_no_rule(
        self, work: UnitOfWork, team_id: str, account: Account, places: Collection[str], field: str
    ) -> None:
        """What loosens the policy is a change of the policy, which needs a second admin. Raises BadInput."""
        if rule := next((each for each in self._rules(work, team_id) if each.account in places), None):
            where = "in production" if rule.account == PRODUCTION else "there"
            raise BadInput(
                f"The rule “{rule.name}” holds {where}, and would not hold for “{account.label}” any more.",
                f'Change or remove that rule first: /callboard policy set "{rule.name}"',
                field=field,
            )

    def _require_not_looser(self, work: UnitOfWork, team_id: str, account: Account, field: str) -> None:
        """Likewise, when it becomes production, or is not production any more. Raises BadInput."""
        becomes = account.is_production
        if rule := loosening(self._rules(work, team_id), account.key, as_production=becomes):
            how = "by" if becomes else "without"
            raise BadInput(
                f"“{account.label}” would be held back less {how} the rule “{rule.name}”, which holds in production.",
                f'Change or remove that rule first: /callboard policy set "{rule.name}"',
                field=field,
            )

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


def _places_of(account: Account) -> set[str]:
    """How rules name an account."""
    return {account.key, PRODUCTION} if account.is_production else {account.key}


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


def _require_confirmed(account: Account, confirm: str) -> None:
    if confirm.strip() != account.label:
        raise BadInput(
            f"“{confirm}” is not the label of the account, which is “{account.label}”.",
            "Nothing was removed. Type the whole label to confirm.",
            field="confirm",
        )
