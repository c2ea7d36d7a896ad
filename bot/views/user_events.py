"""The newest events of a user: a chart by day, and a table with attributes folded."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from slackblocks import ActionsBlock, Block, ContextBlock, SectionBlock

from bot.domain.events import UserEvent
from bot.domain.listings import Listing
from bot.domain.profiles import text_of
from bot.views.charts import MOST_POINTS, line_chart
from bot.views.csv_files import Value, csv_file
from bot.views.paging import turn_buttons
from bot.views.rendering import button, clip, code, mrkdwn, render, safe
from bot.views.reply import Reply
from bot.views.tables import as_text, data_table, pages_of
from bot.views.times import moment, plain_moment

PATH = "appcues users events"
HEADER = ("Time", "Event", "Attributes")
_MOST_IN_TEXT = 3_500
_MOST_ATTRIBUTES = 120
_MOST_NAMES = 10


@dataclass(frozen=True)
class EventsShown:
    """Which events of which user are shown, and how."""

    user_id: str
    limit: int
    zone: str
    name: str = ""
    page: int = 1

    @property
    def arguments(self) -> dict[str, Any]:
        """What was asked for, without the page."""
        return {"user": self.user_id, "limit": self.limit, "name": self.name}


@dataclass(frozen=True)
class Days:
    """How many events there were on each of some days in a row, and how many before them."""

    counts: tuple[tuple[date, int], ...]
    earlier: int

    @property
    def points(self) -> list[tuple[str, int]]:
        """The days as they are labelled."""
        return [(f"{day:%b} {day.day}", count) for day, count in self.counts]


def chosen(read: Listing[UserEvent], shown: EventsShown) -> list[UserEvent]:
    """The events that are asked for, newest first."""
    wanted = shown.name.casefold()
    return [event for event in read.items if wanted in event.name.casefold()]


def listing(read: Listing[UserEvent], shown: EventsShown) -> Reply:
    """A page of the events, or what to do when there are none."""
    events = chosen(read, shown)
    if not events:
        return _nothing(read, shown)
    rows = [_row(event, shown.zone) for event in events]
    pages = pages_of(rows)
    page = min(max(shown.page, 1), len(pages))
    total = _total(read, shown, len(events))
    where = f" Page {page} of {len(pages)}." if len(pages) > 1 else ""
    days = days_of(events, shown.zone)
    by_day = _in_words(days, may_lack_some=len(read.items) >= shown.limit)
    chart = line_chart("Events by day", "events", days.points)
    file = button("Whole list as a file", "run", PATH, 0, {**shown.arguments, "csv": True})
    profile = button("Profile", "run", "appcues users show", 1, {"user": shown.user_id})
    blocks: list[Block] = [
        SectionBlock(mrkdwn(f"*{total}* of the user {code(shown.user_id, 600)}.{where}")),
        *([chart] if chart else []),
        *([ContextBlock([mrkdwn(by_day)])] if by_day else []),
        data_table(total, HEADER, pages[page - 1]),
        *turn_buttons(PATH, shown.arguments, page, len(pages)),
        ActionsBlock([file, profile]),
        ContextBlock([mrkdwn(f"As of {moment(read.as_of)} · times in {safe(shown.zone)}")]),
    ]
    words = safe(as_text(HEADER, pages[page - 1]), _MOST_IN_TEXT)
    return Reply(f"{total} of the user {safe(shown.user_id, 600)}.{where} {by_day}\n{words}", render(*blocks))


def as_file(read: Listing[UserEvent], shown: EventsShown) -> Reply:
    """All of the events that are asked for as a file, with a column for each attribute."""
    events = chosen(read, shown)
    names = sorted({name for event in events for name in event.attributes})
    header = ("time", "event", *(f"attributes.{name}" for name in names))
    rows = [(event.at, event.name, *(_cell(event.attributes, name) for name in names)) for event in events]
    return csv_file("user-events", header, rows, read.as_of)


def _row(event: UserEvent, zone: str) -> tuple[str, str, str]:
    attributes = json.dumps(dict(event.attributes), ensure_ascii=False) if event.attributes else ""
    if len(attributes) > _MOST_ATTRIBUTES:
        attributes = f"{clip(attributes, _MOST_ATTRIBUTES)} ({len(attributes):,} characters)"
    return (plain_moment(event.at, zone) if event.at else "–", event.name, attributes)


def _cell(attributes: Any, name: str) -> Value:
    value = attributes.get(name)
    return value if isinstance(value, str | int | float | bool | None) else text_of(value)


def _total(read: Listing[UserEvent], shown: EventsShown, count: int) -> str:
    everything = len(read.items)
    newest = f"newest {everything:,} events" if everything >= shown.limit else f"{everything:,} events"
    if shown.name:
        return safe(f"{count:,} of the {newest}, with “{shown.name}” in the name,")
    return f"The {newest}" if everything != 1 else "1 event"


def days_of(events: Sequence[UserEvent], zone: str) -> Days:
    """How many events there are on each day: at most twenty days, up to that of the newest event."""
    counts = Counter(date.fromisoformat(plain_moment(event.at, zone)[:10]) for event in events if event.at)
    if not counts:
        return Days((), earlier=0)
    first, last = min(counts), max(counts)
    if (last - first).days >= MOST_POINTS:
        first = last - timedelta(days=MOST_POINTS - 1)
    shown = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    earlier = sum(count for day, count in counts.items() if day < first)
    return Days(tuple((day, counts[day]) for day in shown), earlier)


def _in_words(days: Days, *, may_lack_some: bool) -> str:
    if not days.counts:
        return ""
    counts = ", ".join(f"{label}: {count}" for label, count in days.points)
    if days.earlier:
        return f"By day: {counts}. Before that: {days.earlier:,}."
    doubt = (
        " The first of these days may have had more: older events were not asked for."
        if may_lack_some
        else ""
    )
    return f"By day: {counts}.{doubt}"


def _nothing(read: Listing[UserEvent], shown: EventsShown) -> Reply:
    whose = f"the user {code(shown.user_id, 600)}"
    if not read.items:
        text = f"No events of {whose} are known. One that was just recorded shows after some minutes."
        return Reply(text, render(SectionBlock(mrkdwn(text))))
    names = Counter(event.name for event in read.items).most_common(_MOST_NAMES)
    told = ", ".join(f"{clip(name, 60)} ({count})" for name, count in names)
    text = (
        f"None of the newest {len(read.items):,} events of {whose} has “{safe(shown.name, 100)}” in the name."
    )
    hint = f"There are: {safe(told)}."
    everything = button("Show all", "page", PATH, 0, {"user": shown.user_id, "limit": shown.limit})
    blocks = render(SectionBlock(mrkdwn(f"{text}\n{hint}")), ActionsBlock([everything]))
    return Reply(f"{text} {hint}", blocks)
