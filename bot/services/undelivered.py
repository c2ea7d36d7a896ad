"""Messages that cannot be posted where they belong: admins are told once, and they are tried again when mended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.domain.people import Role, SettledRoles
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.outbox.outcomes import NotDelivered
from bot.outbox.slack_gateway import SlackGateway
from bot.outbox.workspaces import Workspaces
from bot.views.undelivered import not_delivered
from storage.database import Database
from storage.unit_of_work import UnitOfWork

MOST_TOLD = 3
_PREFIX = "not-delivered:"


class UndeliveredService:
    """Finds who to tell and writes to them; what cannot be delivered to them in turn is left in the log."""

    def __init__(
        self, database: Database, workspaces: Workspaces, settled: SettledRoles, clock: Clock
    ) -> None:
        self._database = database
        self._workspaces = workspaces
        self._settled = settled
        self._clock = clock

    async def tell(self, trouble: NotDelivered) -> None:
        """Writes to whoever is responsible, and to some admins; to nobody where Callboard was taken out.

        Raises SlackError when Slack cannot say who they are.
        """
        if trouble.dedupe_key.startswith(_PREFIX):
            return
        workspace = await self._workspaces.find(trouble.team_id)
        if workspace is None:
            return
        admins = await self._admins(trouble.team_id, workspace.slack)
        concerned = await self._concerned(trouble)
        people = dict.fromkeys(filter(None, [*concerned, *admins]))
        if trouble.channel in people:
            return
        notice = not_delivered(trouble.channel, trouble.reason, trouble.waiting, trouble.dropped)
        now = self._clock.now()
        key = _key_of(trouble, now)

        def write(work: UnitOfWork) -> None:
            for person in people:
                message = Message(
                    f"{key}:{person}",
                    trouble.team_id,
                    person,
                    notice.text,
                    notice.blocks,
                    fold_line=notice.text,
                )
                enqueue(work, message, now)

        await self._database.transact(write)

    async def try_again(self, team_id: str, channel_id: str) -> int:
        """Sends what was kept for a channel, because it can be posted in again; how many messages."""
        now = self._clock.now()
        return await self._database.transact(lambda work: work.dead_channels.mended(team_id, channel_id, now))

    async def _concerned(self, trouble: NotDelivered) -> list[str]:
        """Who is responsible; of a whole channel also everybody who has set something up there."""
        if trouble.since is None:
            return [trouble.responsible_id]
        rows = await self._database.read(
            lambda work: work.subscriptions.list(trouble.team_id, channel_id=trouble.channel)
        )
        return [trouble.responsible_id, *(row.created_by for row in rows)]

    async def _admins(self, team_id: str, slack: SlackGateway) -> list[str]:
        settled = [
            subject
            for subject, role in self._settled(team_id).roles
            if role is Role.ADMIN and subject[0] in "UW"
        ]
        if settled:
            return settled[:MOST_TOLD]
        found = [str(user["id"]) async for user in slack.users() if _is_admin(user)]
        return found[:MOST_TOLD]


def _key_of(trouble: NotDelivered, now: datetime) -> str:
    """The same for the same trouble, so that it is told once; of single messages, once a day."""
    if trouble.since is None:
        return f"{_PREFIX}{trouble.dedupe_key}:{now:%Y-%m-%d}"
    what = "dropped" if trouble.dropped else "dead"
    return f"{_PREFIX}{what}:{trouble.channel}:{trouble.since:%Y-%m-%dT%H:%M:%S.%f}"


def _is_admin(user: Mapping[str, Any]) -> bool:
    return bool(user.get("is_owner") or user.get("is_admin")) and not user.get("deleted")
