"""Who reads a place in Slack: internal news goes to people of the workspace alone, and only while they are."""

from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.domain.channels import channel_from
from bot.errors import SlackRateLimited
from bot.outbox.delivery_rules import NOT_A_MEMBER, WITH_OUTSIDERS
from bot.outbox.workspaces import Workspaces
from bot.services.memory import MOST_KEPT, Memory
from bot.services.people import MEMBERS_KEPT_FOR, member_from

Place = tuple[str, str]
"""A workspace, and a channel or a person in it."""

TRUSTED_FOR = timedelta(days=1)
"""How old an answer may be while Slack is asked too much: hundreds of channels have their digest at nine."""


class AudiencesService:
    """Asks Slack, at most once a minute for each place; its events make us ask at once."""

    def __init__(self, workspaces: Workspaces, clock: Clock) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._known = Memory[Place, str](MEMBERS_KEPT_FOR, clock)
        self._earlier: dict[Place, tuple[datetime, str]] = {}
        self._busy: dict[tuple[str, bool], datetime] = {}
        """Until when a workspace is not to be asked about channels, or about people."""

    async def why_closed(self, team_id: str, channel_id: str) -> str:
        """Why internal news must not go to a channel or a person; empty where it may. Raises SlackError."""
        place = team_id, channel_id
        try:
            return await self._known.get(place, partial(self._ask, place))
        except SlackRateLimited:
            at, why = self._earlier.get(place, (None, ""))
            if at is None or self._clock.now() - at > TRUSTED_FOR:
                raise
            return why

    def forget(self, team_id: str, channel_id: str) -> None:
        """Drops what is remembered of a channel or a person, because Slack says that it changed."""
        self._known.forget((team_id, channel_id))
        self._earlier.pop((team_id, channel_id), None)

    async def _ask(self, place: Place) -> str:
        team_id, channel_id = place
        is_person = channel_id.startswith(("U", "W"))
        now, until = self._clock.now(), self._busy.get((team_id, is_person))
        if until and now < until:
            raise SlackRateLimited("the question who reads a place", (until - now).total_seconds())
        try:
            why = await (self._why_person if is_person else self._why_channel)(team_id, channel_id)
        except SlackRateLimited as limited:
            self._busy[team_id, is_person] = now + timedelta(seconds=limited.retry_after)
            raise
        self._remember(place, why)
        return why

    def _remember(self, place: Place, why: str) -> None:
        if len(self._earlier) >= MOST_KEPT:
            self._earlier.clear()
        self._earlier[place] = self._clock.now(), why

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
