"""How workspaces let Callboard in by OAuth, and what happens when they take it out again."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from secrets import token_urlsafe

import structlog

from bot.clock import Clock
from bot.domain.audit import Item, Who, own_change
from bot.domain.installations import Installation
from bot.errors import BadInput, PersonError, SlackError, SlackRefused
from bot.outbox.slack_oauth import SlackOAuth
from bot.outbox.workspaces import Workspaces, installation_from
from bot.services.audit import AuditService
from storage.database import Database
from storage.models.installations import InstallationRow, InstallStateRow
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

GOOD_FOR = timedelta(minutes=10)
"""How long somebody may look at Slack's consent page; its code lives as long."""
_STALE_CODES = frozenset({"invalid_code", "code_already_used", "code_expired"})
_WORTHLESS = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
"""What Slack says to a token that opens nothing any more."""
_IN_WORDS = {
    "installed_in_organisation": (
        "Callboard is installed in one workspace at a time, not in a whole organisation.",
        "Choose a workspace on Slack's page.",
    ),
    "no_lasting_bot_token": (
        "Slack gave no lasting token for a bot.",
        "Whoever runs Callboard has to make the app anew from its manifest: token rotation cannot be switched off.",
    ),
}


class InstallationsService:
    """Any number of processes may send browsers to Slack and take them back: all that matters is stored."""

    def __init__(
        self,
        database: Database,
        workspaces: Workspaces,
        audit: AuditService,
        clock: Clock,
        *,
        oauth: SlackOAuth | None,
        learn: Callable[[Iterable[str]], None],
        wake_outbox: Callable[[], None],
    ) -> None:
        """`oauth` is None where only the workspace of the settings is served."""
        self._database = database
        self._workspaces = workspaces
        self._audit = audit
        self._clock = clock
        self._oauth = oauth
        self._learn = learn
        self._wake_outbox = wake_outbox

    async def teams(self) -> tuple[str, ...]:
        """The ids of all workspaces that have Callboard."""
        return await self._workspaces.teams()

    async def has(self, team_id: str) -> bool:
        """Whether a workspace has Callboard."""
        return await self._workspaces.find(team_id) is not None

    async def bot_user_of(self, team_id: str) -> str:
        """The user id of our bot in a workspace; empty where it is not installed."""
        found = await self._workspaces.find(team_id)
        return found.installation.bot_user_id if found else ""

    async def listing(self) -> tuple[Installation, ...]:
        """All that installed Callboard by OAuth, also those that took it out (they have no token), oldest first."""
        rows = await self._database.read(lambda work: work.installations.list())
        return tuple(installation_from(row) for row in rows)

    async def begin(self, browser: str) -> str:
        """Where this browser is to go: Slack's page, with a state that is good once, for ten minutes."""
        if self._oauth is None:
            raise ValueError("nobody may install without SLACK_CLIENT_ID")
        state, now = token_urlsafe(32), self._clock.now()
        row = InstallStateRow(state=_digest(state), browser=_digest(browser), expires_at=now + GOOD_FOR)
        await self._database.transact(lambda work: work.installations.begin(row))
        return self._oauth.consent_url(state)

    async def finish(self, browser: str, state: str, code: str, error: str) -> Installation:
        """Keeps what was granted to the browser that came back. Raises PersonError: nothing was installed."""
        if self._oauth is None:
            raise ValueError("nobody may install without SLACK_CLIENT_ID")
        now = self._clock.now()
        if not await self._database.transact(
            lambda work: work.installations.take_state(_digest(state), _digest(browser), now)
        ):
            raise BadInput(
                "This page is good once, within ten minutes, in the browser in which the visit began.",
                "If it told you that Callboard is installed, that is still so.",
            )
        if error or not code:
            raise _not_granted(error)
        try:
            granted = await self._oauth.exchange(code, now)
        except SlackError as problem:
            _LOG.warning("installation_failed", reason=problem.sentence)
            raise _in_words(problem) from problem
        self._learn([granted.bot_token])
        await self._database.transact(lambda work: self._keep(work, granted))
        self._workspaces.forget(granted.team_id)
        self._wake_outbox()
        _LOG.info("workspace_installed", team_id=granted.team_id, lacking=granted.lacking(self._oauth.scopes))
        return granted

    async def was_removed(self, team_id: str) -> None:
        """Forgets the token of a workspace that took Callboard out; the rest waits for it to come back.

        Slack may say so late, or twice, when it was installed anew in the meantime: so the token is tried.
        Raises SlackError when Slack cannot tell.
        """
        row = await self._database.read(lambda work: work.installations.get(team_id))
        if row is None or row.bot_token is None:
            _LOG.warning("app_removed", team_id=team_id, known=self._workspaces.is_home(team_id))
            return
        try:
            await self._workspaces.open_gateway(row.bot_token).who_am_i()
        except SlackRefused as refusal:
            if refusal.code not in _WORTHLESS:
                raise
            _LOG.warning("app_removed", team_id=team_id, reason=refusal.code)
            await self._database.transact(lambda work: self._revoke(work, row))
        else:
            _LOG.info("app_still_there", team_id=team_id)
        self._workspaces.forget(team_id)

    async def forget_old(self) -> int:
        """Deletes what nobody came back with; how many."""
        now = self._clock.now()
        return await self._database.transact(lambda work: work.installations.forget_states(now))

    def _keep(self, work: UnitOfWork, granted: Installation) -> None:
        now = self._clock.now()
        row = InstallationRow(
            team_id=granted.team_id,
            team_name=granted.team_name,
            enterprise_id=granted.enterprise_id,
            bot_token=granted.bot_token,
            bot_user_id=granted.bot_user_id,
            bot_id=granted.bot_id,
            scopes=" ".join(granted.scopes),
            installed_by=granted.installed_by,
            installed_at=now,
        )
        work.installations.keep(row)
        work.dead_channels.try_all_soon(now, granted.team_id)
        self._write_down(work, granted.team_id, granted.team_name, "callboard install", granted.installed_by)

    def _revoke(self, work: UnitOfWork, row: InstallationRow) -> None:
        if work.installations.revoke(row.team_id, row.revision, self._clock.now()):
            self._write_down(work, row.team_id, row.team_name, "callboard uninstall", "")

    def _write_down(self, work: UnitOfWork, team_id: str, name: str, action: str, by: str) -> None:
        entry = own_change(team_id, Who(by, "slack"), action, Item("workspace", team_id, name))
        self._audit.append(work, entry, self._clock.now())


def _digest(value: str) -> str:
    """What is stored in place of a value that only a browser is to know."""
    return hashlib.sha256(value.encode()).hexdigest()


def _not_granted(error: str) -> PersonError:
    if error == "access_denied":
        return PersonError(
            "Nothing was installed, because it was not allowed on Slack's page.",
            "You may close this page.",
        )
    return PersonError("Slack sent you back without letting Callboard in.")


def _in_words(problem: SlackError) -> PersonError:
    if not isinstance(problem, SlackRefused):
        return PersonError("Slack gave no clear answer, so nothing was installed.", "Try again in a minute.")
    if problem.code in _STALE_CODES:
        return PersonError("Slack does not take its code any more: it is too old, or was used.")
    if problem.code in _IN_WORDS:
        return PersonError(*_IN_WORDS[problem.code])
    return PersonError(
        f"Slack refused to let Callboard in ({problem.code}).",
        "Whoever runs Callboard has to check SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and the app's settings.",
    )
