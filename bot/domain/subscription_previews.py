"""What a subscription would have posted lately, and what a muted one has left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.notices import Notice
from bot.domain.recurrences import Recurrence
from bot.domain.subscriptions import NewSubscription, Severity, Standing, Topic

LOOKED_BACK = timedelta(days=7)
MOST_LINES = 10
A_LOT = 50
"""Messages in a week; above that people stop reading."""
SHOWN_AHEAD = 3


@dataclass(frozen=True)
class Preview:
    """What last week would have brought, and when it comes next."""

    new: NewSubscription
    count: int
    """Messages."""
    news: tuple[Notice, ...]
    """What they would have told of, oldest first."""
    upcoming: tuple[datetime, ...] = ()
    waiting: int = 0
    """Pieces of news since the last due time: they would come with the next one."""
    misses_elsewhere: bool = False
    """Whether jobs are meant, too, that were started elsewhere, and nobody looked for those all week."""

    @property
    def advice(self) -> str:
        """What would bring less, where it would have been a lot: the options to add; empty where there are none."""
        if self.count <= A_LOT or self.new.recurrence or self.new.filters.least > Severity.NEWS:
            return ""
        return "--only failed" if self.new.topic is Topic.JOBS else "--only warnings"

    @property
    def is_a_lot(self) -> bool:
        """Whether so many messages would not be read."""
        return self.count > A_LOT


@dataclass(frozen=True)
class LeftOut:
    """What was not posted because it was muted."""

    news: tuple[Notice, ...] = ()
    due_times: int = 0
    """Of digests and statistics that did not come."""


def preview(new: NewSubscription, notices: Iterable[Notice], now: datetime) -> Preview:
    """What would have been posted of the last week's notices, oldest first.

    A digest is counted for each of its times that had news since the one before; with `even_if_empty`, always.
    """
    since = now - LOOKED_BACK
    if new.recurrence is None:
        news = tuple(each for each in notices if new.looks_at(each) and not each.has_card_in(new.channel_id))
        return Preview(new, len(news), news)
    times, ahead = due_between(new.recurrence, since, now), _upcoming(new.recurrence, now)
    if new.topic is Topic.STATS:
        return Preview(new, len(times), (), ahead)
    last = max(times, default=since)
    news = tuple(notice for notice in notices if new.looks_at(notice))
    told = tuple(notice for notice in news if notice.at < last)
    count = len(times) if new.even_if_empty else _with_news(times, told, since)
    return Preview(new, count, told, ahead, len(news) - len(told))


def left_out(muted: Iterable[Standing], notices: Sequence[Notice], now: datetime) -> LeftOut:
    """What these have left out since they were muted; a notice that several wanted is counted once.

    What stands in the channel all the same, by another subscription or a card of its own, was not left out.
    """
    news: dict[str, Notice] = {}
    due_times = 0
    for each in muted:
        since, subscription = each.subscription.muted_at or now, each.subscription
        if each.schedule:
            due_times += len(due_between(each.schedule.recurrence, since, now))
            continue
        wanted = (n for n in notices if subscription.topic in n.topics and since <= n.at < now)
        held_back = (n for n in wanted if subscription.channel_id not in n.told)
        news |= {notice.key: notice for notice in held_back if subscription.filters.let_through(notice)}
    return LeftOut(tuple(sorted(news.values(), key=lambda notice: notice.at)), due_times)


def due_between(recurrence: Recurrence, since: datetime, until: datetime) -> tuple[datetime, ...]:
    """The due times after `since` and up to `until`."""
    times: list[datetime] = []
    due = recurrence.next_after(since)
    while due is not None and due <= until:
        times.append(due)
        due = recurrence.next_after(due)
    return tuple(times)


def _with_news(times: Sequence[datetime], news: Sequence[Notice], since: datetime) -> int:
    """How many of the times have news since the one before."""
    windows = zip((since, *times), times, strict=False)
    return sum(any(begin <= notice.at < end for notice in news) for begin, end in windows)


def _upcoming(recurrence: Recurrence, now: datetime) -> tuple[datetime, ...]:
    found: list[datetime] = []
    due = recurrence.next_after(now)
    while due is not None and len(found) < SHOWN_AHEAD:
        found.append(due)
        due = recurrence.next_after(due)
    return tuple(found)
