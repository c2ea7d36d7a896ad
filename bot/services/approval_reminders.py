"""Reminds those who may approve of what waits: in the thread of the card, ever less often, not in quiet hours."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from bot.clock import Clock
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.channels import is_direct
from bot.domain.people import Person
from bot.domain.policy import reminders_due
from bot.errors import SlackError
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.services.decisions import DecisionsService
from bot.services.policy import PolicyService
from bot.services.request_rows import request_from
from bot.views.approval_reminders import MOST_NAMED, reminder
from storage.database import Database
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

MOST_AT_ONCE = 200


class ApprovalRemindersService:
    """Each reminder is told once, whichever process comes upon it: its key holds the request and its number."""

    def __init__(
        self,
        database: Database,
        policy: PolicyService,
        decisions: DecisionsService,
        clock: Clock,
        wake_outbox: Callable[[], None],
    ) -> None:
        self._database = database
        self._policy = policy
        self._decisions = decisions
        self._clock = clock
        self._wake_outbox = wake_outbox

    async def remind(self) -> int:
        """Tells the reminders that are due; how many."""
        told = 0
        waiting = await self._waiting("")
        while waiting:
            told += sum([await self._remind_or_warn(request) for request in waiting])
            waiting = await self._waiting(waiting[-1].id)
        if told:
            self._wake_outbox()
        return told

    async def _waiting(self, after: str) -> list[ChangeRequest]:
        return await self._database.read(
            lambda work: [
                request_from(row) for row in work.change_requests.all_waiting(after=after, limit=MOST_AT_ONCE)
            ]
        )

    async def _remind_or_warn(self, request: ChangeRequest) -> bool:
        try:
            return await self._remind_of(request)
        except SlackError as error:  # of this workspace; those of others are reminded all the same
            _LOG.warning("approvers_not_reminded", request_id=request.id, reason=error.sentence)
            return False

    async def _remind_of(self, request: ChangeRequest) -> bool:
        now, rule = self._clock.now(), (await self._policy.about(request)).rule
        number = reminders_due(rule, request.created_at, now)
        if number <= request.reminders or now >= request.expires_at:
            return False
        if rule.quiet and rule.quiet.holds(now, request.zone):
            return False
        messages = _messages(request, number, await self._decisions.may_approve(request))

        def tell(work: UnitOfWork) -> bool:
            if not work.change_requests.count_reminder(request.id, State.WAITING.value, number):
                return False
            return sum(enqueue(work, message, now) for message in messages) > 0

        return await self._database.transact(tell)


def _messages(request: ChangeRequest, number: int, able: Sequence[Person]) -> list[Message]:
    """In the thread of the card; of one that only the requester sees, to some of those who may approve it."""
    shown, key = reminder(request, able), f"{request.card_key}:reminder:{number}"
    if not able or not is_direct(request.channel_id):
        message = Message(key, request.team_id, request.channel_id, shown.text, shown.blocks)
        return [replace(message, thread_key=request.thread_key, is_awaited=True)]
    return [
        Message(f"{key}:{each.id}", request.team_id, each.id, shown.text, shown.blocks, is_awaited=True)
        for each in able[:MOST_NAMED]
    ]
