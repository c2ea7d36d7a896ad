"""Writing a message in the transaction of the fact that it tells."""

from datetime import datetime

from bot.outbox.message import Message
from storage.repositories.outbox_values import NewMessage
from storage.unit_of_work import UnitOfWork

LONGEST_TEXT = 3_900
"""Slack splits longer texts (some over 4,000 characters) into several messages; the blocks hold the rest."""


def enqueue(work: UnitOfWork, message: Message, now: datetime) -> bool:
    """Write the message, or revise the one of that key; False when it already is meant to look like this.

    It is posted, or edited where it stands, once the transaction is kept.
    """
    return work.outbox.enqueue_or_revise(
        NewMessage(
            team_id=message.team_id,
            dedupe_key=message.key,
            channel=message.channel,
            text=_clipped(message.text),
            blocks=[dict(block) for block in message.blocks],
            thread_key=message.thread_key or None,
        ),
        now,
    )


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
