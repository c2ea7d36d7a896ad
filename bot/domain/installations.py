"""Workspaces that have Callboard, and what each lets it do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Installation:
    """Callboard in one workspace; the one of SLACK_BOT_TOKEN was installed by nobody."""

    team_id: str
    team_name: str
    bot_token: str = field(repr=False)
    bot_user_id: str
    bot_id: str = ""
    enterprise_id: str = ""
    scopes: tuple[str, ...] = ()
    installed_by: str = ""
    installed_at: datetime | None = None
    revision: int = 0
    url: str = ""
    """Where the workspace opens in a browser; Slack tells it when it is installed, and it is not kept."""

    def lacking(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """The scopes that are asked for and were not granted."""
        return tuple(scope for scope in wanted if scope not in self.scopes)
