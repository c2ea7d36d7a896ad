"""Tells admins, privately and once, about a message that cannot be posted where it belongs."""

from bot.clock import Clock
from bot.domain.people import Role, RoleGrants
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.outbox.outcomes import NotDelivered
from bot.outbox.slack_gateway import SlackGateway
from bot.views.delivery_notices import not_delivered
from storage.database import Database
from storage.unit_of_work import UnitOfWork

MOST_TOLD = 3
_PREFIX = "not-delivered:"


class DeliveryNotices:
    """Finds who to tell and writes to them; what cannot be delivered to them in turn is left in the log."""

    def __init__(self, database: Database, slack: SlackGateway, settled: RoleGrants, clock: Clock) -> None:
        self._database = database
        self._slack = slack
        self._settled = settled
        self._clock = clock

    async def tell(self, trouble: NotDelivered) -> None:
        """Writes to some admins. Raises SlackError when Slack cannot say who they are."""
        if trouble.dedupe_key.startswith(_PREFIX):
            return
        notice = not_delivered(trouble.channel, trouble.reason, trouble.waiting)
        now = self._clock.now()

        def write(work: UnitOfWork) -> None:
            for admin in admins:
                key = f"{_PREFIX}{trouble.dedupe_key or trouble.channel}:{now:%Y-%m-%d}:{admin}"
                enqueue(work, Message(key, trouble.team_id, admin, notice.text, notice.blocks), now)

        admins = await self._admins()
        await self._database.transact(write)

    async def _admins(self) -> list[str]:
        settled = [
            subject for subject, role in self._settled.roles if role is Role.ADMIN and subject[0] in "UW"
        ]
        if settled:
            return settled[:MOST_TOLD]
        found = []
        async for user in self._slack.users():
            if (user.get("is_owner") or user.get("is_admin")) and not user.get("deleted"):
                found.append(str(user["id"]))
        return found[:MOST_TOLD]
