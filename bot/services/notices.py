"""Notices: a fact is written down once, and posted once in each channel that wants to hear of it."""

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.notices import Notice
from bot.domain.subscriptions import Topic, channels_for
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.services.subscription_rows import subscription_from
from bot.views import notices as views
from storage.database import Database
from storage.models.notices import NoticeRow
from storage.unit_of_work import UnitOfWork

KEPT_FOR = timedelta(days=35)
"""Long enough for a monthly digest to look back."""
MOST_READ = 5000
POST = "notice:"
"""What the keys of messages begin with that tell a notice in a channel."""


class NoticesService:
    """The notices of all workspaces."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def post(self, work: UnitOfWork, notice: Notice, now: datetime, but: Collection[str] = ()) -> bool:
        """Tells a fact in the transaction that it happens in; False when it was told before.

        It is posted where subscriptions want it at this moment, and written down also if none does. `but` are
        channels in which it stands already, by a card of its own. The outbox is to be woken afterwards.
        """
        told = dict.fromkeys(but)
        if not work.notices.add(_row_from(replace(notice, told=told))):
            return False
        self._post_where_wanted(work, notice, now, told)
        return True

    def revise(self, work: UnitOfWork, notice: Notice, now: datetime, but: Collection[str] = ()) -> bool:
        """Changes how a fact is told wherever it stands; False when it was never told.

        If it matters more than before, it counts from `notice.at` on, and is posted where only that is wanted.
        """
        row = work.notices.hold(notice.team_id, notice.key)
        if row is None:
            return False
        told: Mapping[str, str | None] = {**dict.fromkeys(but), **row.told}
        matters_more = notice.severity > row.severity
        work.notices.revise(
            notice.team_id,
            notice.key,
            line=notice.line,
            text=notice.text,
            blocks=list(notice.blocks),
            severity=max(notice.severity, row.severity),  # as it was posted: previews count by it
            at=notice.at if matters_more else row.at,
        )
        for channel, name in told.items():
            if name is not None:
                self._show(work, notice, channel, name, now)
        if matters_more:
            self._post_where_wanted(work, notice, now, told)
        return True

    async def between(
        self, team_id: str, since: datetime, until: datetime, topics: Collection[Topic] = ()
    ) -> tuple[Notice, ...]:
        """What happened from `since` on and before `until`, oldest first; of all topics unless some are named."""
        return await self._database.read(
            lambda work: tuple(
                notice_from(row)
                for row in work.notices.between(team_id, since, until, topics=topics, limit=MOST_READ)
            )
        )

    async def forget_old(self) -> int:
        """Deletes what happened long ago, but not what has to say yet how it ended; how many."""
        before = self._clock.now() - KEPT_FOR
        return await self._database.transact(lambda work: work.notices.forget(before))

    def _post_where_wanted(
        self, work: UnitOfWork, notice: Notice, now: datetime, told: Mapping[str, str | None]
    ) -> None:
        rows = [
            row for topic in notice.topics for row in work.subscriptions.list(notice.team_id, topic=topic)
        ]
        wanted = channels_for(notice, map(subscription_from, rows), now)
        new = {channel: each for channel, each in wanted.items() if channel not in told}
        if not new:
            return
        names = {channel: each.created_by_name for channel, each in new.items()}
        work.notices.note_told(notice.team_id, notice.key, {**told, **names})
        for channel, subscription in new.items():
            self._show(work, notice, channel, names[channel], now, subscription.created_by)

    def _show(
        self,
        work: UnitOfWork,
        notice: Notice,
        channel: str,
        created_by_name: str,
        now: datetime,
        responsible_id: str = "",
    ) -> None:
        shown = views.posted(notice, created_by_name)
        message = Message(
            message_key(notice.key, channel),
            notice.team_id,
            channel,
            shown.text,
            shown.blocks,
            fold_line=notice.line,
            responsible_id=responsible_id,
        )
        enqueue(work, message, now)


def message_key(notice_key: str, channel: str) -> str:
    """The key of the message that tells a notice in a channel."""
    return f"{POST}{notice_key}:{channel}"


def key_of_notice(message_key: str, channel: str) -> str:
    """The key of the notice that a message of this key, or a further part of it, tells in a channel."""
    return message_key.removeprefix(POST).rpartition(f":{channel}")[0]


def notice_from(row: NoticeRow) -> Notice:
    """The value of a stored notice."""
    return Notice(**{**row.model_dump(), "blocks": tuple(row.blocks), "tags": frozenset(row.tags)})


def _row_from(notice: Notice) -> NoticeRow:
    values = {field.name: getattr(notice, field.name) for field in fields(notice)}
    return NoticeRow(
        **{**values, "blocks": list(notice.blocks), "tags": sorted(notice.tags), "told": dict(notice.told)}
    )
