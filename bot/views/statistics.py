"""Statistics of apps: numbers, changes and periods in words first, then charts, then a table."""

from collections.abc import Sequence
from datetime import datetime

from slackblocks import Block, ContextBlock, ExternalSelectMenu, HeaderBlock, SectionBlock

from bot.domain.app_statistics import AppLine, AppStatistics, Overview
from bot.domain.readings import Figure, Reading
from bot.domain.series import Grid, Point
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
NO_APPS = "There are no apps in this organisation yet, so there is nothing to count."


def overview(read: Overview, page: int, zone: str) -> Reply:
    """All apps: totals and how they changed, charts of them, who moved most, and a page of the table."""
    if not read.lines:
        return Reply(NO_APPS, render(SectionBlock(mrkdwn(NO_APPS))))
    rows = [row_of(line, zone) for line in read.lines]
    pages = pages_of(rows, MOST_CHARACTERS)
    page = min(max(page, 1), len(pages))
    where = f"\nPage {page} of {len(pages)} of the table." if len(pages) > 1 else ""
    pick = ExternalSelectMenu(
        action_id=f"open|{PATH}|app", placeholder=plain("One app over time…", 150), min_query_length=0
    )
    blocks: list[Block] = [SectionBlock(mrkdwn(totals_of(read) + where), accessory=pick)]
    blocks += charts_of_totals(read, zone) if page == 1 else []
    blocks += sections([movers_of(read), warnings_of(read)]) if page == 1 else []
    blocks += [
        data_table(caption(read), HEADER, pages[page - 1]),
        *turn_buttons(PATH, {"days": read.days}, page, len(pages)),
        ContextBlock([mrkdwn(circumstances(read, zone))]),
    ]
    words = [totals_of(read) + where, movers_of(read), warnings_of(read), circumstances(read, zone)]
    return Reply(spoken(words, as_text(HEADER, pages[page - 1])), render(*blocks))


def one_app(read: AppStatistics, zone: str) -> Reply:
    """One app: its counts and how they changed, a chart for each, and the same as a table."""
    lines = [counts_of(read)]
    if read.reading is not None:
        lines.append(f"Last event {moment(read.reading.last_event_at)}")
    lines += [f":warning: {warning_line(each)}" for each in read.warnings[:MOST_WARNINGS]]
    notes = list(
        filter(None, [gaps_of(read, zone), age_of(read), _kept(read.counting_since), _standing(read)])
    )
    header = (_step_header(read.grid), "Users", "Events")
    rows = _steps(read, zone)
    blocks: list[Block] = [HeaderBlock(plain(read.name, 150)), SectionBlock(mrkdwn("\n".join(lines)))]
    blocks += charts_of_app(read, zone)
    if rows:
        blocks.append(data_table(f"{read.name}: the last {read.days} days", header, rows))
    blocks.append(ContextBlock([mrkdwn("\n".join(notes))]))
    words = [f"{safe(read.name, 150)}:", *lines, *notes]
    return Reply(spoken(words, as_text(header, rows)), render(*blocks))


def spoken(words: Sequence[str], table: str = "") -> str:
    """Everything in words, for those who hear it: what matters first, the table cut where it gets too long."""
    return cut("\n".join(filter(None, [*map(unmarked, words), safe(table)])), MOST_IN_TEXT)


def totals_of(read: Overview) -> str:
    """The sums over all apps and how they changed, in mrkdwn."""
    apps = f"{len(read.lines):,} app" + ("" if len(read.lines) == 1 else "s")
    lines = []
    for figure in Figure:
        total = read.total(figure)
        words = count_with_change(total.count, figure, total.change, read.days, f" in {apps}")
        if total.change is not None and total.compared < len(read.lines):
            words += f" · {total.compared:,} of them compared"
        lines.append(words + (f" · {total.unknown:,} without a count" if total.unknown else ""))
    return "\n".join(lines)


def movers_of(read: Overview, *, by_share: bool = True) -> str:
    """Which apps changed most, for their size too if so, in mrkdwn; empty where none did."""
    users, events = read.movers(Figure.USERS), read.movers(Figure.EVENTS)
    parts = (
        ("Users, most", users.by_number),
        ("Users, most for their size", users.by_share if by_share else ()),
        ("Events, most", events.by_number),
    )
    paragraphs = [
        "\n".join([f"*{title}*", *map(mover_line, chosen[:MOST_MOVERS])]) for title, chosen in parts if chosen
    ]
    return "\n".join(paragraphs)


def warnings_of(read: Overview) -> str:
    """The first warnings that are open, in mrkdwn; empty where none are."""
    if not read.warnings:
        return ""
    shown = [f":warning: {warning_line(each)}" for each in read.warnings[:MOST_WARNINGS]]
    more = len(read.warnings) - len(shown)
    return "\n".join([*shown, f"and {more:,} more"] if more else shown)


def circumstances(read: Overview, zone: str) -> str:
    """When it was read, and what to know about the figures, in mrkdwn."""
    totals = read.over_time
    lines = [f"Read {moment(read.as_of)} · the counts are Appizer’s own, as of “Counted”"]
    if read.trouble:
        lines = [from_last_snapshot(read)]
    lines.append(old_words(read, ": marked “old”,"))
    if totals.app_count and totals.app_count < len(read.lines):
        lines.append(f"The charts add up the {totals.app_count:,} apps that were counted all the time")
    lines += [
        gaps_of(read, zone),
        _kept(read.counting_since),
    ]
    return "\n".join(filter(None, lines))


def from_last_snapshot(read: Overview | AppStatistics) -> str:
    """Why these are no present counts, from when they are, and whether that is long ago; empty where they are."""
    if not read.trouble:
        return ""
    old = ", more than a day ago: these are old counts" if read.is_old else ""
    return f":warning: {safe(read.trouble, 200)} These are the counts of the last snapshot, {moment(read.as_of)}{old}."


def gaps_of(read: Overview | AppStatistics, zone: str) -> str:
    """Where the charts leave out what was not counted, as a sentence; empty where they do not."""
    drawn = read.over_time if isinstance(read, Overview) else read
    return gap_words({figure: drawn.gaps(figure) for figure in Figure}, drawn.grid, zone)


def old_words(read: Overview, marked: str = ",") -> str:
    """How many apps have old counts, in mrkdwn; empty where none has."""
    return (
        f"{read.old:,} not counted for more than a day{marked} and compared with nothing" if read.old else ""
    )


def charts_of_totals(read: Overview, zone: str, whose: str = "all apps") -> list[Block]:
    """A chart for each total, as far as there is something to draw; `whose` stands in their titles."""
    return _charts(read.over_time.points, read.over_time.grid, zone, whose)


def _charts(points: Sequence[Point], grid: Grid, zone: str, whose: str) -> list[Block]:
    of_whom = f", {whose}" if whose else ""
    charts = [
        line_chart(
            f"{str(figure).capitalize()}{of_whom}",
            figure,
            labelled(points, figure, grid, zone),
            _step_header(grid),
        )
        for figure in Figure
    ]
    return [chart for chart in charts if chart is not None]


def _step_header(grid: Grid) -> str:
    return "Day (UTC)" if grid.is_daily else "Time"


def sections(texts: Sequence[str]) -> list[Block]:
    """A section for each of these texts that is not empty."""
    return [SectionBlock(mrkdwn(text)) for text in texts if text]


def row_of(line: AppLine, zone: str) -> tuple[Cell, ...]:
    """One app as a row below `HEADER`."""
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


def caption(read: Overview) -> str:
    """What the table of apps shows."""
    return f"Apps with their counts, and the changes in {read.days} day" + ("" if read.days == 1 else "s")


def counts_of(read: AppStatistics) -> str:
    """The counts of one app and how they changed, in mrkdwn."""
    counts = {figure: None if read.reading is None else read.reading.of(figure) for figure in Figure}
    return "\n".join(
        count_with_change(count, figure, read.changes.get(figure), read.days)
        for figure, count in counts.items()
    )


def charts_of_app(read: AppStatistics, zone: str, whose: str = "") -> list[Block]:
    """A chart for each count of one app, as far as there is something to draw; `whose` stands in their titles."""
    return _charts(read.points, read.grid, zone, whose)


def age_of(read: AppStatistics) -> str:
    """When the counts of one app are from, in mrkdwn."""
    return age_words(read.reading) if read.reading is not None else "There is no count of this app yet"


def _kept(since: datetime | None) -> str:
    if since is None:
        return "No snapshot was taken yet: from the first one on, changes are shown"
    return f"Snapshots since {moment(since)}"


def _standing(read: AppStatistics) -> str:
    if read.trouble:
        return from_last_snapshot(read)
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
