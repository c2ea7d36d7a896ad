"""What the sender needs of Slack."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.outbox.slack_shapes import Blocks, Posted


class Gateway(Protocol):
    """Slack, as far as messages go, as the bot of one workspace sees it."""

    async def post(
        self, channel: str, text: str, blocks: Blocks, *, outbox_id: str, thread_ts: str = ""
    ) -> Posted:
        """Post a message that carries this id. Raises SlackError."""
        ...

    async def update(self, channel_id: str, ts: str, text: str, blocks: Blocks) -> None:
        """Make a message look like this. Raises SlackError."""
        ...

    async def delete(self, channel_id: str, ts: str) -> None:
        """Delete a message. Raises SlackError."""
        ...

    async def find_copies(
        self, channel: str, outbox_id: str, *, oldest: datetime, thread_ts: str = ""
    ) -> Sequence[Posted]:
        """Every message that carries this id, the earliest first. Raises SlackError."""
        ...


class Gateways(Protocol):
    """The ways to Slack, one for each workspace."""

    @property
    def call_seconds(self) -> float:
        """The longest that one call takes, in seconds."""
        ...

    async def slack(self, team_id: str) -> Gateway:
        """The way to that workspace. Raises SlackRefused when there is none."""
        ...
