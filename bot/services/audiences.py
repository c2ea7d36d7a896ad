"""Who reads a place in Slack: internal news goes to people of the workspace alone, and only while they are."""

from functools import partial

from bot.clock import Clock
from bot.domain.channels import channel_from
from bot.outbox.delivery_rules import NOT_A_MEMBER, WITH_OUTSIDERS
from bot.outbox.workspaces import Workspaces
from bot.services.memory import Memory
from bot.services.people import MEMBERS_KEPT_FOR, member_from


class AudiencesService:
    """Asks Slack, at most once a minute for each place; its events make us ask at once."""

    def __init__(self, workspaces: Workspaces, clock: Clock) -> None:
        self._workspaces = workspaces
        self._known = Memory[tuple[str, str], str](MEMBERS_KEPT_FOR, clock)

    async def why_closed(self, team_id: str, channel_id: str) -> str:
        """Why internal news must not go to a channel or a person; empty where it may. Raises SlackError."""
        ask = self._why_person if channel_id.startswith(("U", "W")) else self._why_channel
        return await self._known.get((team_id, channel_id), partial(ask, team_id, channel_id))

    def forget(self, team_id: str, channel_id: str) -> None:
        """Drops what is remembered of a channel or a person, because Slack says that it changed."""
        self._known.forget((team_id, channel_id))

    async def _why_person(self, team_id: str, user_id: str) -> str:
        slack = await self._workspaces.slack(team_id)
        member = member_from(await slack.user(user_id), team_id)
        return "" if member.is_full_member else NOT_A_MEMBER

    async def _why_channel(self, team_id: str, channel_id: str) -> str:
        slack = await self._workspaces.slack(team_id)
        answer = await slack.channel(channel_id)
        if answer.get("is_im") and (user_id := str(answer.get("user") or "")):
            return await self._why_person(team_id, user_id)
        return WITH_OUTSIDERS if channel_from(answer).has_strangers else ""
