"""Looks at a setup part by part and says in words what is fine and what is not."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.domain.accounts import Account, Vendor, not_connected
from bot.errors import CallboardError
from bot.services.accounts import AccountsService
from bot.settings import Settings
from bot.wiring.ground import lay_ground, open_slack, who_we_are
from bot.wiring.services import build_services
from storage.migrate import is_current


@dataclass(frozen=True)
class Finding:
    """What was found about one part."""

    subject: str
    is_fine: bool
    words: str


async def examine(settings: Settings) -> list[Finding]:
    """Asks the database, Slack, Appcues and Appizer, changing nothing."""
    async with contextlib.AsyncExitStack() as stack:
        findings = [await _find("database", lambda: _database(settings))]
        findings.append(await _find("Slack", lambda: _slack(settings, stack)))
        if not all(finding.is_fine for finding in findings):
            return findings
        ground = await lay_ground(settings, stack)
        accounts, team_id = build_services(ground, stack).accounts, str(ground.identity.team_id)
        connected = await accounts.all(team_id)
        findings += [
            await _find(account.badge, partial(_account, accounts, team_id, account)) for account in connected
        ]
        absent = set(Vendor) - {account.vendor for account in connected}
        findings.extend(_absent(vendor) for vendor in sorted(absent))
        return findings


async def _account(accounts: AccountsService, team_id: str, account: Account) -> str:
    await accounts.test(team_id, account)
    return "answers"


def _absent(vendor: Vendor) -> Finding:
    problem = not_connected(vendor)
    return Finding(vendor.value.capitalize(), is_fine=False, words=f"{problem.sentence} {problem.hint}")


async def _find(subject: str, ask: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(subject, is_fine=True, words=await ask())
    except CallboardError as error:
        return Finding(subject, is_fine=False, words=f"{error.sentence} {error.hint}".strip())


async def _database(settings: Settings) -> str:
    if not is_current(settings.database_url.get_secret_value()):
        raise CallboardError("The database is not up to date.", "Run `python -m bot migrate`.")
    return "is up to date"


async def _slack(settings: Settings, stack: contextlib.AsyncExitStack) -> str:
    identity = await who_we_are(await open_slack(settings, stack))
    return f"knows us as {identity.bot_user_id} in {identity.team or identity.team_id}"
