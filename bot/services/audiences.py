"""Who reads a place in Slack: internal news goes to people of the workspace alone, and only while they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.domain.channels import channel_from
from bot.errors import SlackRateLimited
from bot.outbox.delivery_rules import NOT_A_MEMBER, WITH_OUTSIDERS
from bot.outbox.workspaces import Workspaces
from bot.services.memory import MOST_KEPT, Memory
from bot.services.people import MEMBERS_KEPT_FOR, member_from
from storage.database import Database

Place = tuple[str, str]
"""A workspace, and a channel or a person in it."""

TRUSTED_FOR = timedelta(days=1)
"""How old an answer may be while Slack is asked too much: hundreds of channels have their digest at nine."""


@dataclass(frozen=True)
class _Answer:
    """Why a place is closed, or empty; as Slack said at `at`, after the last of the place's changes till then."""

    at: datetime
    change: int
    why: str


class AudiencesService:
    """Asks Slack, at most once a minute for each place; its events make every process ask at once."""

    def __init__(self, workspaces: Workspaces, database: Database, clock: Clock) -> None:
        self._workspaces = workspaces
        self._database = database
        self._clock = clock
        self._known = Memory[tuple[Place, int], str](MEMBERS_KEPT_FOR, clock)
        """By the last change of the place: an answer that was on its way while it changed is none."""
        self._earlier: dict[Place, _Answer] = {}
        self._busy: dict[tuple[str, bool], datetime] = {}
        """Until when a workspace is not to be asked about channels, or about people."""

    async def why_closed(self, team_id: str, channel_id: str) -> str:
        """Why internal news must not go to a channel or a person; empty where it may. Raises SlackError."""
        place = team_id, channel_id
        change = await self._database.read(lambda work: work.audience_changes.last(*place))
        try:
            return await self._known.get((place, change), partial(self._ask, place, change))
        except SlackRateLimited:
            answer = self._earlier.get(place)
            if answer is None or answer.change != change or self._clock.now() - answer.at > TRUSTED_FOR:
                raise
            return answer.why

    async def has_changed(self, team_id: str, channel_id: str) -> None:
        """Slack says that a channel or a person is not what it was: no process trusts what it heard before."""
        now = self._clock.now()
        await self._database.transact(lambda work: work.audience_changes.note(team_id, channel_id, now))

    async def forget_old(self) -> int:
        """Deletes changes that came after every answer that is still trusted; how many."""
        before = self._clock.now() - TRUSTED_FOR * 2
        return await self._database.transact(lambda work: work.audience_changes.forget(before))

    async def _ask(self, place: Place, change: int) -> str:
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
        self._remember(place, _Answer(now, change, why))
        return why

    def _remember(self, place: Place, answer: _Answer) -> None:
        if len(self._earlier) >= MOST_KEPT:
            self._earlier.clear()
        self._earlier[place] = answer

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
