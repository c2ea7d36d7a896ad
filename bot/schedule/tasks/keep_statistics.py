"""Takes the snapshots of all apps that are due, for every Appizer organisation, and thins the old ones."""

import asyncio
from datetime import timedelta

import structlog

from bot.domain.accounts import Account, Vendor
from bot.errors import CallboardError
from bot.schedule.spec import Task
from bot.services.accounts import AccountsService
from bot.services.vendors import AppizerServices

_LOG = structlog.get_logger(__name__)


def keep_statistics(accounts: AccountsService, team_id: str) -> Task:
    """The task; a snapshot is due each hour, and whoever looks first takes it."""

    async def keep(account: Account) -> None:
        try:
            connected = await accounts.connect(team_id, account)
        except CallboardError as error:
            _LOG.warning("statistics_not_kept", account=account.label, reason=error.sentence)
            return
        if isinstance(connected, AppizerServices):
            await connected.snapshots.keep()

    async def run() -> None:
        appizer = [each for each in await accounts.all(team_id) if each.vendor is Vendor.APPIZER]
        await asyncio.gather(*map(keep, appizer))

    return Task("keep_statistics", timedelta(seconds=30), run)
