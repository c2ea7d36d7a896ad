"""Reads of all accounts at once what posts tell of them; one that fails or is slow is told of, and no more."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.domain.accounts import Account, Vendor, badges
from bot.domain.app_statistics import AccountStatistics
from bot.domain.digests import Slots
from bot.domain.sdk_keys import MOST_KEYS
from bot.domain.subscriptions import Filters, Severity
from bot.errors import CallboardError, NoSuchItem
from bot.services.accounts import AccountsService
from bot.services.vendors import AppcuesServices, AppizerServices

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds; an account that has not answered by then is told of as slow."""
FEW_LEFT = MOST_KEYS - 1


@dataclass(frozen=True)
class Readings(Generic[T]):
    """What was read, and in sentences what could not be."""

    read: tuple[T, ...] = ()
    troubles: tuple[str, ...] = ()


class AccountReadings:
    """Reads through the lists that are remembered for some seconds; never raises what a vendor's trouble is."""

    def __init__(self, accounts: AccountsService, *, patience: float = PATIENCE) -> None:
        self._accounts = accounts
        self._patience = patience

    async def all(self, team_id: str) -> tuple[Account, ...]:
        """Every account there is."""
        return await self._accounts.all(team_id)

    async def statistics(
        self, team_id: str, accounts: Sequence[Account], filters: Filters, days: int
    ) -> Readings[AccountStatistics]:
        """The statistics of the apps that are meant, for each organisation among all accounts."""
        meant, names = [each for each in accounts if _has_apps_meant(each, filters)], badges(accounts)

        async def read(account: Account) -> AccountStatistics | None:
            connected = await self._accounts.connect(team_id, account)
            if not isinstance(connected, AppizerServices):
                return None
            named = names.get(account.key, "")
            if not filters.app:
                return AccountStatistics(named, await connected.statistics.overview(days))
            try:
                return AccountStatistics(named, await connected.statistics.of_app(filters.app, days))
            except NoSuchItem:
                return None

        read_all = await self._each(meant, "The statistics", read)
        if filters.app and meant and not read_all.read and not read_all.troubles:
            return Readings(troubles=("The app that these statistics are about is not there any more.",))
        return read_all

    async def short_of_slots(
        self, team_id: str, accounts: Sequence[Account], filters: Filters
    ) -> Readings[Slots]:
        """Those of all accounts in which no slot for SDK keys is left, or one."""
        meant = [
            each
            for each in accounts
            if each.vendor is Vendor.APPCUES
            and filters.mean(account=each.key, kind="keys", severity=Severity.ALARM)
        ]
        names = badges(accounts)

        async def read(account: Account) -> Slots | None:
            connected = await self._accounts.connect(team_id, account)
            if not isinstance(connected, AppcuesServices):
                return None
            used = len((await connected.keys.listing()).items)
            severity = Severity.ALARM if used >= MOST_KEYS else Severity.WARNING
            named = names.get(account.key, "")
            return Slots(named, used) if used >= FEW_LEFT and severity >= filters.least else None

        return await self._each(meant, "The SDK keys", read)

    async def _each(
        self, accounts: Sequence[Account], what: str, read: Callable[[Account], Awaitable[T | None]]
    ) -> Readings[T]:
        async def one(account: Account) -> T | str | None:
            try:
                async with asyncio.timeout(self._patience):
                    return await read(account)
            except TimeoutError:
                reason = "It took too long to answer."
            except CallboardError as error:
                reason = error.sentence
            return f"{what} of {account.badge} could not be read. {reason}"

        answers = await asyncio.gather(*map(one, accounts))
        return Readings(
            tuple(each for each in answers if each is not None and not isinstance(each, str)),
            tuple(each for each in answers if isinstance(each, str)),
        )


def _has_apps_meant(account: Account, filters: Filters) -> bool:
    """Whether statistics of an account are meant; their warnings are told however little else matters."""
    return account.vendor is Vendor.APPIZER and filters.mean(
        account=account.key, app=filters.app, severity=Severity.ALARM
    )
