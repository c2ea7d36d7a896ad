"""Writing a message in the transaction of the fact that it tells."""

from datetime import datetime

from bot.outbox.message import Message
from bot.outbox.parts import parts_of
from storage.models.outbox import OutboxRank
from storage.repositories.outbox_values import NewMessage
from storage.unit_of_work import UnitOfWork


def enqueue(work: UnitOfWork, message: Message, now: datetime) -> bool:
    """Write the message, or revise the one of that key; False when it already is meant to look like this.

    It is posted, or edited where it stands, once the transaction is kept.
    """
    parts = parts_of(message.text, message.blocks)
    may_be_folded = len(parts) == 1 and not message.thread_key
    return work.outbox_writing.enqueue_or_revise(
        NewMessage(
            team_id=message.team_id,
            dedupe_key=message.key,
            channel=message.channel,
            parts=parts,
            thread_key=message.thread_key or None,
            rank=_rank_of(message),
            fold_line=message.fold_line if may_be_folded else "",
            responsible_id=message.responsible_id,
        ),
        now,
    )


def _rank_of(message: Message) -> OutboxRank:
    if message.is_awaited:
        return OutboxRank.AWAITED
    return OutboxRank.TIMELY if message.is_timely else OutboxRank.NEWS
