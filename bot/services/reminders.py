"""Reminders: words that are posted in a channel at their times."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.clock import Clock
from bot.domain.schedules import Work
from bot.errors import BadInput
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.views.reminders import reminder
from storage.database import Database

KIND = "reminder"
"""Schedules of this kind have the channel as their subject, and `{"words": …}` as their payload."""


class RemindersService:
    """Posts reminders."""

    def __init__(self, database: Database, clock: Clock, *, wake_outbox: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake_outbox = wake_outbox

    async def post(self, work: Work, payload: Mapping[str, Any]) -> str:
        """Writes the message of one due time; again for the same one, it is the same message.

        Raises BadInput when there are no words.
        """
        words = payload.get("words")
        if not isinstance(words, str) or not words.strip():
            raise BadInput("The reminder has no words.")
        shown, now = reminder(words, work.created_by), self._clock.now()
        message = Message(work.key, work.team_id, work.subject, shown.text, shown.blocks)
        await self._database.transact(lambda unit: enqueue(unit, message, now))
        self._wake_outbox()
        return ""
