"""The way to Slack of each workspace: its token from the settings or from the database, and its gateway."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from bot.clock import Sleep
from bot.domain.installations import Installation
from bot.errors import SlackRefused
from bot.outbox.slack_gateway import CALL_SECONDS, SlackGateway
from storage.database import Database
from storage.models.installations import InstallationRow

_LOG = structlog.get_logger(__name__)

NOT_INSTALLED = "not_installed"
"""Our own word for a workspace that never had Callboard, or took it out."""
OpenGateway = Callable[[str], SlackGateway]
"""Slack, as the bot with that token sees it."""
LOOK_EVERY = 2.0
"""Seconds until a process sees what another one wrote down."""


@dataclass(frozen=True)
class Workspace:
    """One workspace, and Slack as its bot sees it."""

    installation: Installation
    slack: SlackGateway


class Workspaces:
    """All workspaces that have Callboard: that of the settings, if any, and those that installed it by OAuth.

    They are remembered, so that no acknowledgement waits for the database; `keep_up` looks for changes. A
    workspace that is not remembered is looked for in the database each time, so a new one is known at once.
    """

    def __init__(
        self,
        database: Database,
        open_gateway: OpenGateway,
        *,
        home: Installation | None,
        has_others: bool,
        learn: Callable[[Iterable[str]], None],
    ) -> None:
        """`has_others`: whether workspaces may install; `learn` is told of tokens that must not be shown."""
        self._database = database
        self.open_gateway = open_gateway
        self._has_others = has_others
        self._learn = learn
        self.home = home
        self.call_seconds = CALL_SECONDS
        """The longest that one call takes, in seconds."""
        self._home = Workspace(home, open_gateway(home.bot_token)) if home else None
        self._others: dict[str, Workspace] = {}

    def is_home(self, team_id: str) -> bool:
        """Whether it is the workspace of the settings: what else they say is meant for it alone."""
        return self.home is not None and self.home.team_id == team_id

    async def find(self, team_id: str) -> Workspace | None:
        """The workspace of that id; None when it does not have Callboard."""
        if self._home is not None and self.is_home(team_id):
            return self._home
        if (known := self._others.get(team_id)) is not None:
            return known
        return await self._look_up(team_id) if team_id and self._has_others else None

    async def slack(self, team_id: str) -> SlackGateway:
        """Slack, as the bot of that workspace sees it. Raises SlackRefused when it does not have Callboard."""
        found = await self.find(team_id)
        if found is None:
            raise SlackRefused(NOT_INSTALLED, "any call")
        return found.slack

    async def teams(self) -> tuple[str, ...]:
        """The ids of all workspaces that have Callboard, that of the settings first."""
        home = (self.home.team_id,) if self.home else ()
        if not self._has_others:
            return home
        stored = await self._database.read(lambda work: work.installations.revisions())
        return (*home, *(team_id for team_id in stored if team_id not in home))

    def forget(self, team_id: str) -> None:
        """Drops what is remembered of a workspace, because it is known to have changed."""
        self._others.pop(team_id, None)

    async def refresh(self) -> None:
        """Forgets who took Callboard out, and reads anew who installed it again."""
        stored = await self._database.read(lambda work: work.installations.revisions())
        for team_id, known in list(self._others.items()):
            revision = stored.get(team_id)
            if revision is None:
                del self._others[team_id]
            elif revision != known.installation.revision:
                await self._look_up(team_id)

    async def keep_up(self, pause: Sleep) -> None:
        """Looks for changes every two seconds, for ever."""
        while True:
            await pause(LOOK_EVERY)
            try:
                await self.refresh()
            except Exception:  # noqa: BLE001 - the database may be away for a while; what is known stays good
                _LOG.exception("installations_not_readable")

    async def _look_up(self, team_id: str) -> Workspace | None:
        row = await self._database.read(lambda work: work.installations.get(team_id))
        if row is None or row.bot_token is None:
            self._others.pop(team_id, None)
            return None
        self._learn([row.bot_token])
        found = Workspace(installation_from(row), self.open_gateway(row.bot_token))
        self._others[team_id] = found
        return found


def installation_from(row: InstallationRow) -> Installation:
    """The installation that a row keeps; its token is empty once it was taken out."""
    return Installation(
        team_id=row.team_id,
        team_name=row.team_name,
        bot_token=row.bot_token or "",
        bot_user_id=row.bot_user_id,
        bot_id=row.bot_id,
        enterprise_id=row.enterprise_id,
        scopes=tuple(row.scopes.split()),
        installed_by=row.installed_by,
        installed_at=row.installed_at,
        revision=row.revision,
    )
