"""Links to messages in Slack."""

import structlog

from bot.errors import SlackError
from bot.outbox.slack_gateway import SlackGateway

_LOG = structlog.get_logger(__name__)


class MessageLinks:
    """Asks Slack for the address of a message."""

    def __init__(self, slack: SlackGateway) -> None:
        self._slack = slack

    async def to(self, channel_id: str, ts: str) -> str:
        """The address of a message; empty where there is none, or none any more."""
        if not channel_id or not ts:
            return ""
        try:
            return await self._slack.permalink(channel_id, ts)
        except SlackError as error:
            _LOG.info("no_permalink", reason=str(error))
            return ""
