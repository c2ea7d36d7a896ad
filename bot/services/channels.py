"""Channels as people may use them: where they can have news posted, and which ones they may know of."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.domain.channels import Channel, channel_from, is_direct
from bot.domain.people import Person
from bot.errors import BadInput, SlackRefused
from bot.outbox.workspaces import Workspaces
from bot.services.audiences import AudiencesService
from bot.services.memory import Memory

KEPT_FOR = timedelta(minutes=1)
_NOT_SHOWN = {"channel_not_found", "missing_scope"}
"""How Slack refuses to speak of a channel that the bot cannot see."""
_UNSEEN = "not seen"
"""Why internal news is not put where nobody knows who reads it."""


class ChannelsService:
    """Asks Slack. Every method may raise SlackError: what Slack cannot tell is not allowed."""

    def __init__(self, workspaces: Workspaces, audiences: AudiencesService, clock: Clock) -> None:
        self._workspaces = workspaces
        self._sights = Memory[tuple[str, str, str], bool](KEPT_FOR, clock)
        self._audiences = audiences

    async def to_post_in(self, person: Person, channel_id: str, here: str) -> str:
        """The id to which somebody has news posted, who asks from `here`; for direct messages their own.

        Raises BadInput where it cannot be posted; of a private channel only its members hear that there is one.
        """
        if not channel_id or is_direct(channel_id):
            return await self.known(person, channel_id, here)
        channel = await self._channel(person.team_id, channel_id)
        is_hidden = (
            channel is not None and channel.is_private and not await self._is_in(person, channel, here)
        )
        if channel is None or is_hidden:
            raise _unknown()
        if channel.is_archived:
            raise BadInput(f"{channel.words} is archived.", "Unarchive it, or name another one.", "channel")
        if channel.has_strangers:
            raise BadInput(
                f"{channel.words} is shared with people outside this workspace, who would read all of it.",
                "Name a channel that only this workspace is in.",
                "channel",
            )
        if not channel.has_bot:
            raise BadInput(
                f"I am not in {channel.words}, so I cannot post there.",
                "Invite me there: /invite @callboard",
                "channel",
            )
        return channel_id

    async def for_card(self, person: Person, settled: Iterable[str], here: str) -> str:
        """The first of the settled channels, or else the one that somebody asks from, unless outsiders read there.

        Else their direct messages. A settled one that the bot does not see is taken all the same: what cannot be
        posted there is reported to whoever can mend it.
        """
        for channel_id in filter(None, settled):
            if not await self._why_closed(person.team_id, channel_id, if_unseen=""):
                return channel_id
        if not is_direct(here) and not await self._why_closed(person.team_id, here, if_unseen=_UNSEEN):
            return here
        return person.id

    async def _why_closed(self, team_id: str, channel_id: str, *, if_unseen: str) -> str:
        try:
            return await self._audiences.why_closed(team_id, channel_id)
        except SlackRefused as refusal:
            if refusal.code in _NOT_SHOWN:
                return if_unseen
            raise

    async def has_strangers(self, team_id: str, channel_id: str) -> bool:
        """Whether people from outside the workspace are in a channel, as far as Slack tells; if it does not, yes."""
        return bool(await self._why_closed(team_id, channel_id, if_unseen=_UNSEEN))

    async def known(self, person: Person, channel_id: str, here: str) -> str:
        """The same, whether or not it can be posted in, as long as they may know of it. Raises BadInput."""
        if not channel_id:
            raise BadInput("Say in which channel.", "For example: #launches", "channel")
        if is_direct(channel_id):
            slack = await self._workspaces.slack(person.team_id)
            if channel_id not in {person.id, await slack.conversation(person.id)}:
                raise BadInput(
                    "I am not part of these direct messages.",
                    "Name a channel, or ask in your direct messages with me.",
                    "channel",
                )
            return person.id
        if not await self._may_know(person, channel_id, here):
            raise _unknown()
        return channel_id

    async def known_to(self, person: Person, channel_ids: Iterable[str], here: str) -> frozenset[str]:
        """Of these channels, those that somebody may know of; at most a minute old."""
        known = []
        for channel_id in dict.fromkeys(channel_ids):
            look = partial(self._may_know, person, channel_id)
            if channel_id == here or await self._sights.get((person.team_id, person.id, channel_id), look):
                known.append(channel_id)
        return frozenset(known)

    async def _may_know(self, person: Person, channel_id: str, here: str = "") -> bool:
        """Whoever asks from a channel is in it, also when the bot is not."""
        if is_direct(channel_id):
            return channel_id == person.id
        if channel_id == here:
            return True
        channel = await self._channel(person.team_id, channel_id)
        return channel is not None and (not channel.is_private or await self._is_in(person, channel, here))

    async def _is_in(self, person: Person, channel: Channel, here: str) -> bool:
        if channel.id == here:
            return True
        slack = await self._workspaces.slack(person.team_id)
        return person.id in [member async for member in slack.channel_members(channel.id)]

    async def _channel(self, team_id: str, channel_id: str) -> Channel | None:
        try:
            slack = await self._workspaces.slack(team_id)
            return channel_from(await slack.channel(channel_id))
        except SlackRefused as refusal:
            if refusal.code in _NOT_SHOWN:
                return None
            raise


def _unknown() -> BadInput:
    return BadInput(
        "I do not know that channel.",
        "If it is private: its members can invite me there (/invite @callboard), and have me post in it.",
        "channel",
    )
