"""Looks at a setup part by part and says in words what is fine and what is not."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.domain.accounts import Account, Vendor, not_connected
from bot.domain.installations import Installation
from bot.errors import CallboardError
from bot.services.accounts import AccountsService
from bot.settings import Settings
from bot.wiring.connections import settled_accounts
from bot.wiring.ground import Ground, lay_ground, open_slack, who_we_are, with_token
from bot.wiring.services import build_services
from commands.manifest import SCOPES
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
        services = build_services(ground, stack)
        if settings.slack_client_id is not None:
            findings += [
                await _find(f"workspace {each.team_name}", partial(_workspace, ground, each))
                for each in await services.installations.listing()
            ]
        for team_id in await services.installations.teams():
            findings += await _accounts(services.accounts, team_id)
        return findings + await _of_settings(ground, services.accounts)


async def _workspace(ground: Ground, installation: Installation) -> str:
    """Whether the token that a workspace gave still opens it."""
    if not installation.bot_token:
        return "took Callboard out; its messages wait for it to come back"
    await ground.workspaces.open_gateway(installation.bot_token).who_am_i()
    if lacking := installation.lacking(SCOPES):
        raise CallboardError(
            f"It did not grant {', '.join(lacking)}.", "Somebody there has to install Callboard again."
        )
    by = f", installed by {installation.installed_by}" if installation.installed_by else ""
    return f"knows us as {installation.bot_user_id}{by}"


async def _accounts(accounts: AccountsService, team_id: str) -> list[Finding]:
    connected = await accounts.all(team_id)
    return [
        await _find(account.badge, partial(_account, accounts, team_id, account)) for account in connected
    ]


async def _of_settings(ground: Ground, accounts: AccountsService) -> list[Finding]:
    """What the workspace of the settings lacks, or what the settings give to nobody."""
    home = ground.workspaces.home
    if home is not None:
        absent = set(Vendor) - {account.vendor for account in await accounts.all(home.team_id)}
        return [_absent(vendor) for vendor in sorted(absent)]
    words = "The account of the settings is for the workspace of SLACK_BOT_TOKEN, which is missing."
    return [
        Finding(vendor.value.capitalize(), is_fine=False, words=words)
        for vendor in settled_accounts(ground.settings)
    ]


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
    if settings.slack_bot_token is None:
        return "may be anybody's who installs Callboard at /slack/install"
    token = settings.slack_bot_token.get_secret_value()
    us = await who_we_are(with_token(await open_slack(settings, stack), token))
    return f"knows us as {us.bot_user_id} in {us.team_name}"
