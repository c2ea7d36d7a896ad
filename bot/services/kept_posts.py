"""Posts that still wait: they go with the subscription that wanted them, and when the next of their kind comes."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.domain.schedules import Work
from bot.domain.subscriptions import Subscription
from bot.services.notices import POST, key_of_notice, message_key, notice_from
from bot.services.subscription_rows import subscription_from
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

OVERTAKEN = "Expired: the next one of its kind has come."
UNWANTED = "Dropped: its subscription was removed."


def drop_unwanted(work: UnitOfWork, gone: Subscription, now: datetime) -> None:
    """Drops what waits for a subscription that is gone, and for no other of its channel."""
    if gone.schedule_id:
        beginning = f"{gone.topic.value}:{gone.schedule_id}:"
        keys = work.outbox_withdrawals.keys(gone.team_id, gone.channel_id, beginning)
        count = _drop(work, gone.team_id, keys, now, UNWANTED)
    else:
        count = _drop_of_topic(work, gone, now)
    _log(gone.team_id, count, UNWANTED)


def drop_earlier(work: UnitOfWork, due: Work, channel_id: str, now: datetime) -> None:
    """Drops what was to be posted at earlier times of the same schedule, and still waits."""
    beginning = f"{due.kind}:{due.schedule_id}:"
    keys = work.outbox_withdrawals.keys(due.team_id, channel_id, beginning)
    earlier = [key for key in keys if not key.startswith(due.key)]
    _log(due.team_id, _drop(work, due.team_id, earlier, now, OVERTAKEN), OVERTAKEN)


def _drop_of_topic(work: UnitOfWork, gone: Subscription, now: datetime) -> int:
    """What may stand in the channel already stays, and its notice goes on knowing that it was told there."""
    team_id, channel = gone.team_id, gone.channel_id
    others = [subscription_from(row) for row in work.subscriptions.list(team_id, channel_id=channel)]
    count = 0
    for key in work.outbox_withdrawals.keys(team_id, channel, POST):
        row = work.notices.hold(team_id, key_of_notice(key, channel))
        if row is None or any(each.is_about(notice_from(row)) for each in others):
            continue
        if channel in row.told and key != message_key(row.key, channel):
            continue  # a further part of what stays
        if work.outbox_withdrawals.withdraw(team_id, key, now, UNWANTED):
            told = {each: name for each, name in row.told.items() if each != channel}
            work.notices.note_told(team_id, row.key, told)
            count += 1
    return count


def _drop(work: UnitOfWork, team_id: str, keys: Sequence[str], now: datetime, note: str) -> int:
    return sum(work.outbox_withdrawals.withdraw(team_id, key, now, note) for key in keys)


def _log(team_id: str, count: int, note: str) -> None:
    if count:
        _LOG.info("messages_dropped", team_id=team_id, count=count, reason=note)
