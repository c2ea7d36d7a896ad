"""Native data tables that stay within Slack's limits whatever the data, and the pages that makes of a list."""

from collections.abc import Sequence
from itertools import accumulate

from slackblocks import DataTableBlock, RawNumber, RawText, RichTextBlock

from bot.views.rendering import clip

MOST_ROWS = 100
MOST_CHARACTERS = 9_000
MOST_IN_CELL = 150
ROWS_SHOWN_AT_ONCE = 10

Cell = str | int


def pages_of(
    rows: Sequence[Sequence[Cell]], most_characters: int = MOST_CHARACTERS
) -> list[Sequence[Sequence[Cell]]]:
    """The rows cut into pages that each fit one table: at most 100 rows and 9,000 characters (Slack 3.2)."""
    pages: list[Sequence[Sequence[Cell]]] = []
    start = 0
    while start < len(rows):
        sizes = accumulate(_size(row) for row in rows[start : start + MOST_ROWS])
        fitting = sum(1 for size in sizes if size <= most_characters)
        end = start + max(1, fitting)
        pages.append(rows[start:end])
        start = end
    return pages


def data_table(caption: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> DataTableBlock:
    """A table that people can sort and page through; the first column names the row."""
    return DataTableBlock(
        rows=[[RawText(name) for name in header], *(_cells(row) for row in rows)],
        caption=clip(caption, 200),
        page_size=ROWS_SHOWN_AT_ONCE,
    )


def as_text(header: Sequence[str], rows: Sequence[Sequence[Cell]], limit: int = 20) -> str:
    """The same in words, for screen readers: one line a row."""
    lines = [
        "; ".join(f"{name} {cell}" for name, cell in zip(header, row, strict=True)) for row in rows[:limit]
    ]
    if len(rows) > limit:
        lines.append(f"and {len(rows) - limit} more")
    return "\n".join(lines)


def _cells(row: Sequence[Cell]) -> list[RawText | RawNumber | RichTextBlock]:
    return [_cell(cell) for cell in row]


def _cell(cell: Cell) -> RawText | RawNumber:
    if isinstance(cell, int):
        return RawNumber(cell, f"{cell:,}")
    return RawText(clip(cell.strip(), MOST_IN_CELL) or "–")


def _size(row: Sequence[Cell]) -> int:
    return sum(min(len(str(cell)), MOST_IN_CELL) + 3 for cell in row)
