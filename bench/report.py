"""The figures as Markdown, and their place in the page that keeps them."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from bench.acknowledgements import CONCURRENCIES, SERIES, Cells
from bench.cold_start import Start
from bench.figures import Cell
from bench.goals import Verdict, verdicts
from bench.work import WorkSeries

_BEGIN = "<!-- figures: written by `python -m bench --write` -->"
_END = "<!-- end of the figures -->"


def report(cells: Cells, work: Sequence[WorkSeries], starts: Sequence[Start], today: date) -> str:
    """All tables."""
    parts = (
        circumstances(today),
        "### Goals",
        *table(("goal", "measured", "reached"), map(_verdict_row, verdicts(cells))),
        "",
        "### The acknowledgement alone",
        *table(_HEADINGS, _series_rows(cells)),
        "",
        "### The acknowledgement while the work behind it runs (1 at a time)",
        *table(_WORK_HEADINGS, map(_work_row, work)),
        "",
        "### Cold start",
        *table(("what", "seconds"), ((start.title, f"{start.seconds:.2f}") for start in starts)),
    )
    return "\n".join(parts) + "\n"


def write_into(page: Path, figures: str, place: str = _BEGIN) -> None:
    """Puts the figures into their place in a page. Raises ValueError where the page has none."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(place)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"{page} lacks the lines “{place}” and “{_END}”.")
    page.write_text(f"{before}{begin}\n\n{figures}\n{end}{after}", encoding="utf-8")


_HEADINGS = (
    "",
    *(f"{connections} at a time: req/s · p50 · p99 · max ms" for connections in CONCURRENCIES),
    "CPU µs per request",
)
_WORK_HEADINGS = ("request", "pace", "p50 ms", "p99 ms", "max ms", "answers/s, all work done")


def circumstances(today: date) -> str:
    """When and on what it was measured, and how busy the machine was."""
    return (
        f"Measured on {today.isoformat()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{platform.system()}; average load of the machine's last minute {os.getloadavg()[0]:.1f} "
        "(about 1.5 is the bench itself).\n"
    )


def _series_rows(cells: Cells) -> Iterator[Sequence[str]]:
    for series in SERIES:
        row = [cells[series.letter, series.kind, connections] for connections in CONCURRENCIES]
        name = f"**({series.letter}) {series.kind}** {series.title}" if series.kind else series.title
        yield (name, *map(_figures, row), f"{row[1].processor_microseconds:,.0f}")


def _figures(cell: Cell) -> str:
    return f"{cell.rate:,.0f} · {cell.p50:.2f} · {cell.p99:.1f} · {cell.slowest:.0f}"


def _work_row(series: WorkSeries) -> Sequence[str]:
    cell = series.cell
    return (
        series.title,
        series.pace,
        f"{cell.p50:.2f}",
        f"{cell.p99:.1f}",
        f"{cell.slowest:.0f}",
        f"{series.answered:,.0f}",
    )


def _verdict_row(verdict: Verdict) -> Sequence[str]:
    return verdict.goal, verdict.measured, "yes" if verdict.is_reached else "**no**"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    yield _line(headings)
    yield _line(["---"] * len(headings))
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
