"""Subscriptions: what channels want to hear about, kept, previewed, muted and removed."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.accounts import Vendor, account_key
from bot.domain.audit import Item, Who, own_change
from bot.domain.job_watches import keys_wanted
from bot.domain.matching import offer
from bot.domain.notices import Notice
from bot.domain.schedules import Schedule
from bot.domain.subscription_previews import LOOKED_BACK, LeftOut, Preview, left_out, preview
from bot.domain.subscriptions import (
    MOST_IN_CHANNEL,
    NewSubscription,
    Standing,
    Topic,
    candidates,
    find_standing,
)
from bot.errors import BadInput, Candidate, PersonError
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.services.audit import AuditService
from bot.services.kept_posts import drop_unwanted
from bot.services.schedules import SchedulesService, schedule_from
from bot.services.subscription_rows import row_of, schedule_of, subscription_from
from bot.views.subscriptions import left_to_strangers
from storage.database import Database
from storage.models.schedules import ScheduleRow
from storage.models.subscriptions import SubscriptionRow
from storage.unit_of_work import UnitOfWork

Labels = Callable[[str], Awaitable[Mapping[str, str]]]
"""The labels of a workspace's accounts, by their keys."""

LookBack = Callable[[str, datetime, datetime, Collection[Topic]], Awaitable[tuple[Notice, ...]]]
"""What happened in a workspace from one moment to another, of some topics or of all."""


class SubscriptionsService:
    """The subscriptions of all workspaces. What comes at times has a schedule, which lives and dies with it."""

    def __init__(
        self,
        database: Database,
        schedules: SchedulesService,
        audit: AuditService,
        labels: Labels,
        look_back: LookBack,
        clock: Clock,
        *,
        id_from: Callable[[str], str],
        wake_outbox: Callable[[], None],
    ) -> None:
        self._database = database
        self._schedules = schedules
        self._audit = audit
        self._labels = labels
        self._look_back = look_back
        self._clock = clock
        self._id_from = id_from
        self._wake_outbox = wake_outbox

    async def preview(self, new: NewSubscription) -> Preview:
        """What it would have posted in the last week."""
        now, since = self._clock.now(), self._clock.now() - LOOKED_BACK
        topics = () if new.topic is Topic.DIGEST else (new.topic,)
        shown = preview(new, await self._look_back(new.team_id, since, now, topics), now)
        if not new.filters.elsewhere:
            return shown
        wanted = keys_wanted(new.filters, await self._labels(new.team_id))
        watched = await self._database.read(lambda work: work.job_watches.watched_since(new.team_id, since))
        return replace(
            shown, misses_elsewhere=bool(wanted - {account_key(Vendor.APPCUES, id) for id in watched})
        )

    async def require_room(self, new: NewSubscription) -> None:
        """Raises BadInput where the channel has one that says the same, or too many."""
        labels = await self._labels(new.team_id)

        def look(work: UnitOfWork) -> None:
            rows = work.subscriptions.list(new.team_id, channel_id=new.channel_id)
            _require_room(work, rows, new, labels)

        await self._database.read(look)

    async def add(self, new: NewSubscription, key: str, who: Who) -> Standing:
        """Keeps one, with its schedule; with the key of one that was kept before, that one.

        Raises as `require_room`, and BadInput where its times are over.
        """
        now, labels = self._clock.now(), await self._labels(new.team_id)
        schedule_id = self._schedules.id_for(key) if new.recurrence else ""
        row = row_of(new, self._id_from(f"subscription:{key}"), schedule_id, now)

        def keep(work: UnitOfWork) -> Standing:
            for _ in range(2):  # again, if another was faster while this one waited for it
                rows = work.subscriptions.list(new.team_id, channel_id=new.channel_id)
                if mine := next((each for each in rows if each.id == row.id), None):
                    return _standing(work, mine)
                _require_room(work, rows, new, labels)
                if work.subscriptions.add(row):
                    if schedule := schedule_of(new, row.id):
                        self._schedules.create_in(work, schedule, key)
                    standing = _standing(work, row)
                    self._write_down(work, "subscribe", [standing], who)
                    return standing
            raise PersonError("Somebody else changed it at the same moment.", "Look at the list.")

        return await self._database.transact(keep)

    async def listing(self, team_id: str, channel_id: str = "") -> tuple[Standing, ...]:
        """Those of a channel, or of the workspace, in the order in which they were made."""
        return await self._database.read(
            lambda work: _all_standing(work, work.subscriptions.list(team_id, channel_id=channel_id))
        )

    async def find(self, team_id: str, channel_id: str, words: str) -> Standing:
        """The one of a channel that is meant: by its number in the list, its id, or what it is called.

        Raises NoSuchItem, SeveralMatch.
        """
        labels = await self._labels(team_id)
        return find_standing(words, await self.listing(team_id, channel_id), labels)

    async def get(self, team_id: str, id: str) -> Standing | None:
        """The one of this id, in whichever channel."""

        def read(work: UnitOfWork) -> Standing | None:
            row = work.subscriptions.get(team_id, id)
            return _standing(work, row) if row else None

        return await self._database.read(read)

    async def offer(self, team_id: str, channel_id: str, words: str) -> list[Candidate]:
        """What to offer while one of a channel is being named."""
        labels = await self._labels(team_id)
        return offer(words, candidates(await self.listing(team_id, channel_id), labels))

    async def remove(self, standing: Standing, who: Who) -> bool:
        """Removes one and its schedule; False when it was gone."""
        return await self._database.transact(lambda work: bool(self._remove(work, [standing], who)))

    async def forget_channel(self, team_id: str, channel_id: str, who: Who, why: str) -> int:
        """Removes all of a channel, or of somebody's direct messages, that is of no use any more; how many."""
        standing = await self.listing(team_id, channel_id)
        if not standing:
            return 0
        return await self._database.transact(lambda work: len(self._remove(work, standing, who, why)))

    async def leave_to_strangers(self, team_id: str, channel_id: str, who: Who, key: str) -> None:
        """Removes all of a channel that people from outside have come into, and tells those who set them up."""
        labels, now = await self._labels(team_id), self._clock.now()
        standing = await self.listing(team_id, channel_id)

        def leave(work: UnitOfWork) -> None:
            removed = self._remove(
                work, standing, who, "The channel was shared with people outside this workspace."
            )
            for person in dict.fromkeys(each.subscription.created_by for each in removed):
                theirs = [each for each in removed if each.subscription.created_by == person]
                told = left_to_strangers(theirs, labels)
                enqueue(work, Message(f"{key}:{person}", team_id, person, told.text, told.blocks), now)

        await self._database.transact(leave)
        self._wake_outbox()

    async def mute(self, chosen: Sequence[Standing], until: datetime, who: Who) -> None:
        """Lets nothing be posted for these until then; what comes at times is left out until then, too."""
        now = self._clock.now()

        def change(work: UnitOfWork) -> None:
            for each in chosen:
                one = each.subscription
                since = one.muted_at if one.is_muted(now) else now
                work.subscriptions.mute(one.team_id, [one.id], until, since)
                if row := work.schedules.get(one.team_id, one.schedule_id):
                    self._schedules.pause_in(work, schedule_from(row), until)
            self._write_down(work, "mute", chosen, who, f"until {until.isoformat()}")

        await self._database.transact(change)

    async def unmute(self, chosen: Sequence[Standing], who: Who) -> LeftOut:
        """Lets these be posted again from now on; what they have left out meanwhile."""
        if not chosen:
            return LeftOut()
        now = self._clock.now()

        def change(work: UnitOfWork) -> None:
            for each in chosen:
                one = each.subscription
                work.subscriptions.mute(one.team_id, [one.id], None)
                if row := work.schedules.get(one.team_id, one.schedule_id):
                    self._schedules.resume_in(work, schedule_from(row))
            self._write_down(work, "unmute", chosen, who)

        await self._database.transact(change)
        ones = [each.subscription for each in chosen]
        since, topics = min(one.muted_at or now for one in ones), {one.topic for one in ones}
        return left_out(chosen, await self._look_back(ones[0].team_id, since, now, topics), now)

    async def note_none_muted(self, named: Sequence[Standing], who: Who) -> None:
        """Writes down that somebody let these be posted again, which they were anyway."""
        await self._database.transact(
            lambda work: self._write_down(work, "unmute", named, who, "nothing was muted")
        )

    def _remove(
        self, work: UnitOfWork, chosen: Sequence[Standing], who: Who, detail: str = ""
    ) -> list[Standing]:
        removed = [
            each
            for each in chosen
            if work.subscriptions.remove(each.subscription.team_id, each.subscription.id)
        ]
        now = self._clock.now()
        for each in removed:
            work.schedules.delete(each.subscription.team_id, each.subscription.schedule_id)
            drop_unwanted(work, each.subscription, now)
        self._write_down(work, "unsubscribe", removed, who, detail)
        return removed

    def _write_down(
        self, work: UnitOfWork, action: str, chosen: Iterable[Standing], who: Who, detail: str = ""
    ) -> None:
        for one in (each.subscription for each in chosen):
            entry = own_change(
                one.team_id,
                replace(who, channel_id=who.channel_id or one.channel_id),
                f"callboard {action}",
                Item("subscription", one.id, one.topic.value),
                arguments={"channel": one.channel_id, **asdict(one.filters)},
                detail=detail,
            )
            self._audit.append(work, entry, self._clock.now())


def _standing(work: UnitOfWork, row: SubscriptionRow) -> Standing:
    (standing,) = _all_standing(work, [row])
    return standing


def _all_standing(work: UnitOfWork, rows: Sequence[SubscriptionRow]) -> tuple[Standing, ...]:
    schedules = work.schedules.of_ids({row.schedule_id for row in rows if row.schedule_id})
    return tuple(Standing(subscription_from(row), _readable(schedules.get(row.schedule_id))) for row in rows)


def _readable(row: ScheduleRow | None) -> Schedule | None:
    """The schedule; none where its zone is gone from the tables, say: it can still be listed and removed."""
    try:
        return schedule_from(row) if row else None
    except BadInput:
        return None


def _require_room(
    work: UnitOfWork, rows: Sequence[SubscriptionRow], new: NewSubscription, labels: Mapping[str, str]
) -> None:
    same = next((row for row in rows if (row.topic, row.fingerprint) == (new.topic, new.fingerprint)), None)
    if same is not None:
        raise BadInput(
            f"This is set up there already: {_standing(work, same).words(labels)}, by {same.created_by_name}."
            " Nothing was changed.",
            "To change it, remove it first: /callboard unsubscribe",
        )
    if len(rows) >= MOST_IN_CHANNEL:
        raise BadInput(
            f"There are {MOST_IN_CHANNEL} subscriptions there already, and there cannot be more.",
            "Remove one first: /callboard subscriptions lists them.",
        )
