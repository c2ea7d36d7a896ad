"""Links to messages in Slack."""

import structlog

from bot.errors import SlackError
from bot.outbox.workspaces import Workspaces

_LOG = structlog.get_logger(__name__)


class MessageLinks:
    """Asks Slack for the address of a message."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def to(self, team_id: str, channel_id: str, ts: str) -> str:
        """The address of a message; empty where there is none, or none any more."""
        if not channel_id or not ts:
            return ""
        try:
            slack = await self._workspaces.slack(team_id)
            return await slack.permalink(channel_id, ts)
        except SlackError as error:
            _LOG.info("no_permalink", reason=str(error))
            return ""
