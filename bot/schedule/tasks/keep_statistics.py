"""Takes the snapshots of all apps that are due, for every Appizer organisation there is, and thins the old ones."""

import asyncio
from datetime import timedelta

import structlog

from bot.domain.accounts import Account, Vendor
from bot.errors import CallboardError
from bot.schedule.spec import Task
from bot.services.accounts import AccountsService
from bot.services.installations import InstallationsService
from bot.services.vendors import AppizerServices

_LOG = structlog.get_logger(__name__)


def keep_statistics(accounts: AccountsService, installations: InstallationsService) -> Task:
    """The task; a snapshot is due each hour, and whoever looks first takes it."""

    async def keep(team_id: str, account: Account) -> None:
        try:
            connected = await accounts.connect(team_id, account)
        except CallboardError as error:
            _LOG.warning("statistics_not_kept", account=account.label, reason=error.sentence)
            return
        if isinstance(connected, AppizerServices):
            await connected.snapshots.keep()

    async def run() -> None:
        appizer = [
            (team_id, account)
            for team_id in await installations.teams()
            for account in await accounts.all(team_id)
            if account.vendor is Vendor.APPIZER
        ]
        await asyncio.gather(*(keep(*each) for each in appizer))

    return Task("keep_statistics", timedelta(seconds=30), run)
