"""Statistics of apps: numbers, changes and periods in words first, then charts, then a table."""

from collections.abc import Sequence
from datetime import datetime

from slackblocks import Block, ContextBlock, ExternalSelectMenu, HeaderBlock, SectionBlock

from bot.domain.app_statistics import AppLine, AppStatistics, Overview
from bot.domain.readings import Figure, Reading
from bot.views.app_warnings import warning_line
from bot.views.charts import line_chart
from bot.views.paging import turn_buttons
from bot.views.rendering import cut, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.statistics_words import (
    age_words,
    count_with_change,
    gap_words,
    labelled,
    mover_line,
    step_label,
    unmarked,
)
from bot.views.tables import Cell, as_text, data_table, pages_of
from bot.views.times import moment, plain_moment

PATH = "appizer stats"
HEADER = ("Name", "Users", "Change in users", "Events", "Change in events", "Last event", "Counted")
MOST_CHARACTERS = 6_000
"""Of a table: charts and words need their share of what a message may hold."""
MOST_IN_TEXT = 3_900
MOST_WARNINGS = 3
MOST_MOVERS = 3
NO_READING = "no fresh count"
UNKNOWN = "–"


def overview(read: Overview, page: int, zone: str) -> Reply:
    """All apps: totals and how they changed, charts of them, who moved most, and a page of the table."""
    if not read.lines:
        text = "There are no apps in this organisation yet, so there is nothing to count."
        return Reply(text, render(SectionBlock(mrkdwn(text))))
    rows = [_row(line, zone) for line in read.lines]
    pages = pages_of(rows, MOST_CHARACTERS)
    page = min(max(page, 1), len(pages))
    where = f"\nPage {page} of {len(pages)} of the table." if len(pages) > 1 else ""
    pick = ExternalSelectMenu(
        action_id=f"open|{PATH}|app", placeholder=plain("One app over time…", 150), min_query_length=0
    )
    blocks: list[Block] = [SectionBlock(mrkdwn(_totals(read) + where), accessory=pick)]
    blocks += _charts_of_totals(read, zone) if page == 1 else []
    blocks += _sections([_movers(read), _warnings(read)]) if page == 1 else []
    blocks += [
        data_table(_caption(read), HEADER, pages[page - 1]),
        *turn_buttons(PATH, {"days": read.days}, page, len(pages)),
        ContextBlock([mrkdwn(_circumstances(read, zone))]),
    ]
    words = [_totals(read) + where, _movers(read), _warnings(read), _circumstances(read, zone)]
    return Reply(_spoken(words, as_text(HEADER, pages[page - 1])), render(*blocks))


def post(read: Overview, zone: str) -> Reply:
    """The same for a channel, without the apps that did not move."""
    if not read.lines:
        return overview(read, 1, zone)
    moved = [read.movers(figure) for figure in Figure]
    ids = {mover.app_id for each in moved for mover in (*each.by_number, *each.by_share)}
    rows = [_row(line, zone) for line in read.lines if line.app_id in ids]
    blocks: list[Block] = [
        HeaderBlock(plain("App statistics", 150)),
        SectionBlock(mrkdwn(_totals(read))),
        *_charts_of_totals(read, zone),
        *_sections([_movers(read), _warnings(read)]),
    ]
    if rows:
        blocks.append(
            data_table(f"{_caption(read)}: those that moved most", HEADER, pages_of(rows, MOST_CHARACTERS)[0])
        )
    blocks.append(ContextBlock([mrkdwn(_circumstances(read, zone))]))
    words = [_totals(read), _movers(read), _warnings(read), _circumstances(read, zone)]
    return Reply(_spoken(words), render(*blocks))


def one_app(read: AppStatistics, zone: str) -> Reply:
    """One app: its counts and how they changed, a chart for each, and the same as a table."""
    lines = [_counts(read, figure) for figure in Figure]
    if read.reading is not None:
        lines.append(f"Last event {moment(read.reading.last_event_at)}")
    lines += [f":warning: {warning_line(each)}" for each in read.warnings[:MOST_WARNINGS]]
    gaps = gap_words({figure: read.gaps(figure) for figure in Figure}, read.grid, zone)
    notes = list(filter(None, [gaps, _age(read), _kept(read.counting_since), _standing(read)]))
    header = ("Day (UTC)" if read.grid.is_daily else "Time", "Users", "Events")
    rows = _steps(read, zone)
    charts = (
        line_chart(
            str(figure).capitalize(), figure, labelled(read.points, figure, read.grid, zone), header[0]
        )
        for figure in Figure
    )
    blocks: list[Block] = [HeaderBlock(plain(read.name, 150)), SectionBlock(mrkdwn("\n".join(lines)))]
    blocks += [chart for chart in charts if chart is not None]
    if rows:
        blocks.append(data_table(f"{read.name}: the last {read.days} days", header, rows))
    blocks.append(ContextBlock([mrkdwn("\n".join(notes))]))
    words = [f"{safe(read.name, 150)}:", *lines, *notes]
    return Reply(_spoken(words, as_text(header, rows)), render(*blocks))


def _spoken(words: Sequence[str], table: str = "") -> str:
    """Everything in words, for those who hear it: what matters first, the table cut where it gets too long."""
    return cut("\n".join(filter(None, [*map(unmarked, words), safe(table)])), MOST_IN_TEXT)


def _totals(read: Overview) -> str:
    apps = f"{len(read.lines):,} app" + ("" if len(read.lines) == 1 else "s")
    lines = []
    for figure in Figure:
        total = read.total(figure)
        words = f"{count_with_change(total.count, figure, total.change, read.days)} · {apps}"
        if total.change is not None and total.compared < len(read.lines):
            words += f", {total.compared:,} of them compared"
        lines.append(words + (f", {total.unknown:,} without a count" if total.unknown else ""))
    return "\n".join(lines)


def _movers(read: Overview) -> str:
    users, events = read.movers(Figure.USERS), read.movers(Figure.EVENTS)
    parts = (
        ("Users, most", users.by_number),
        ("Users, most for their size", users.by_share),
        ("Events, most", events.by_number),
    )
    paragraphs = [
        "\n".join([f"*{title}*", *map(mover_line, chosen[:MOST_MOVERS])]) for title, chosen in parts if chosen
    ]
    return "\n".join(paragraphs)


def _warnings(read: Overview) -> str:
    if not read.warnings:
        return ""
    shown = [f":warning: {warning_line(each)}" for each in read.warnings[:MOST_WARNINGS]]
    more = len(read.warnings) - len(shown)
    return "\n".join([*shown, f"and {more:,} more"] if more else shown)


def _circumstances(read: Overview, zone: str) -> str:
    totals = read.over_time
    lines = [f"Read {moment(read.as_of)} · the counts are Appizer’s own, as of “Counted”"]
    if read.trouble:
        lines = [
            f":warning: {safe(read.trouble, 300)} These are the counts of the last snapshot, {moment(read.as_of)}."
        ]
    if read.old:
        lines.append(f"{read.old:,} not counted for more than a day: marked “old”, and compared with nothing")
    if totals.app_count and totals.app_count < len(read.lines):
        lines.append(f"The charts add up the {totals.app_count:,} apps that were counted all the time")
    lines += [
        gap_words({figure: totals.gaps(figure) for figure in Figure}, totals.grid, zone),
        _kept(read.counting_since),
    ]
    return "\n".join(filter(None, lines))


def _charts_of_totals(read: Overview, zone: str) -> list[Block]:
    totals = read.over_time
    x_label = "Day (UTC)" if totals.grid.is_daily else "Time"
    charts = [
        line_chart(
            f"{str(figure).capitalize()}, all apps",
            figure,
            labelled(totals.points, figure, totals.grid, zone),
            x_label,
        )
        for figure in Figure
    ]
    return [chart for chart in charts if chart is not None]


def _sections(texts: Sequence[str]) -> list[Block]:
    return [SectionBlock(mrkdwn(text)) for text in texts if text]


def _row(line: AppLine, zone: str) -> tuple[Cell, ...]:
    reading = line.reading
    cells: list[Cell] = [line.name]
    for figure in Figure:
        count, change = reading.of(figure), line.changes.get(figure)
        cells += [UNKNOWN if count is None else count, UNKNOWN if change is None else change.difference]
    return (*cells, plain_moment(reading.last_event_at, zone), _counted(reading, zone))


def _counted(reading: Reading, zone: str) -> str:
    if reading.counted_at is None:
        return "unknown"
    return plain_moment(reading.counted_at, zone) + ("" if reading.is_fresh else ", old")


def _caption(read: Overview) -> str:
    return f"Apps with their counts, and the changes in {read.days} day" + ("" if read.days == 1 else "s")


def _counts(read: AppStatistics, figure: Figure) -> str:
    count = None if read.reading is None else read.reading.of(figure)
    return count_with_change(count, figure, read.changes.get(figure), read.days)


def _age(read: AppStatistics) -> str:
    return age_words(read.reading) if read.reading is not None else "There is no count of this app yet"


def _kept(since: datetime | None) -> str:
    if since is None:
        return "No snapshot was taken yet: from the first one on, changes are shown"
    return f"Snapshots since {moment(since)}"


def _standing(read: AppStatistics) -> str:
    if read.trouble:
        return f":warning: {safe(read.trouble, 300)} These are the counts of the last snapshot, {moment(read.as_of)}"
    return "" if read.is_listed else ":warning: Appizer has this app no more: these are its last counts"


def _steps(read: AppStatistics, zone: str) -> list[tuple[Cell, ...]]:
    """The steps since the first count, newest first."""
    counted = [place for place, point in enumerate(read.points) if point.reading is not None]
    shown = read.points[counted[0] :] if counted else ()
    return [
        (
            step_label(point, read.grid, zone),
            *(NO_READING if (count := point.value(figure)) is None else count for figure in Figure),
        )
        for point in reversed(shown)
    ]
