"""Which channels everybody may see."""

from datetime import timedelta

from bot.clock import Clock
from bot.outbox.slack_gateway import SlackGateway
from bot.services.memory import Memory

KEPT_FOR = timedelta(minutes=10)


class ChannelsService:
    """The channels of a workspace, some minutes old."""

    def __init__(self, slack: SlackGateway, clock: Clock) -> None:
        self._slack = slack
        self._public = Memory[str, frozenset[str]](KEPT_FOR, clock)

    async def public(self, team_id: str) -> frozenset[str]:
        """The ids of those that are not private. Raises SlackError."""
        return await self._public.get(team_id, self._read_public)

    async def _read_public(self) -> frozenset[str]:
        channels = [channel async for channel in self._slack.channels()]
        return frozenset(str(each["id"]) for each in channels if not each.get("is_private"))
