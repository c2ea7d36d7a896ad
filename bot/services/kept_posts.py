"""Posts that still wait: they go with the subscription that wanted them, and when the next of their kind comes."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.domain.schedules import Work
from bot.domain.subscriptions import Subscription
from bot.services.notices import POST, key_of_notice, notice_from
from bot.services.subscription_rows import subscription_from
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

OVERTAKEN = "Expired: the next one of its kind has come."
UNWANTED = "Dropped: its subscription was removed."


def drop_unwanted(work: UnitOfWork, gone: Subscription, now: datetime) -> int:
    """Drops what waits for a subscription that is gone, and for no other of its channel; how many."""
    keys = _of_its_times(work, gone) if gone.schedule_id else _of_its_topic(work, gone)
    return _drop(work, gone.team_id, keys, now, UNWANTED)


def drop_earlier(work: UnitOfWork, due: Work, channel_id: str, now: datetime) -> int:
    """Drops what was to be posted at earlier times of the same schedule, and still waits; how many."""
    beginning = f"{due.kind}:{due.schedule_id}:"
    keys = work.outbox_withdrawals.keys(due.team_id, channel_id, beginning)
    earlier = [key for key in keys if not key.startswith(due.key)]
    return _drop(work, due.team_id, earlier, now, OVERTAKEN)


def _drop(work: UnitOfWork, team_id: str, keys: Sequence[str], now: datetime, note: str) -> int:
    count = work.outbox_withdrawals.withdraw(team_id, keys, now, note)
    if count:
        _LOG.info("messages_dropped", team_id=team_id, count=count, reason=note)
    return count


def _of_its_times(work: UnitOfWork, gone: Subscription) -> list[str]:
    beginning = f"{gone.topic.value}:{gone.schedule_id}:"
    return work.outbox_withdrawals.keys(gone.team_id, gone.channel_id, beginning)


def _of_its_topic(work: UnitOfWork, gone: Subscription) -> list[str]:
    rows = work.subscriptions.list(gone.team_id, channel_id=gone.channel_id)
    others = [subscription_from(row) for row in rows]
    dropped = []
    for key in work.outbox_withdrawals.keys(gone.team_id, gone.channel_id, POST):
        row = work.notices.get(gone.team_id, key_of_notice(key, gone.channel_id))
        if row is None or any(each.is_about(notice_from(row)) for each in others):
            continue
        told = {channel: name for channel, name in row.told.items() if channel != gone.channel_id}
        work.notices.note_told(gone.team_id, row.key, told)
        dropped.append(key)
    return dropped
