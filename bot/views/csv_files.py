"""A list as a file that a spreadsheet opens, with nothing in it that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from slackblocks import SectionBlock

from bot.views.rendering import mrkdwn, render
from bot.views.reply import OutgoingFile, Reply

Value = str | int | float | bool | datetime | None
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(noun: str, header: Sequence[str], rows: Iterable[Sequence[Value]], as_of: datetime) -> Reply:
    """An answer that hands over the whole list; cells that begin like a formula are neutralised (ASVS 1.2.10)."""
    lines = [header, *rows]
    count = len(lines) - 1
    name = f"{noun}-{as_of:%Y-%m-%d-%H%M}.csv"
    text = f"{count:,} rows of {noun}, as of {as_of:%Y-%m-%d %H:%M} UTC."
    content = csv_lines(lines).encode("utf-8-sig")
    return Reply(text, render(SectionBlock(mrkdwn(text))), file=OutgoingFile(name, content))


def csv_lines(rows: Iterable[Sequence[Value]]) -> str:
    """The rows as lines; cells that begin like a formula are neutralised."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: Value) -> str:
    """The value as text. Numbers stay numbers; text that a spreadsheet would take for a formula gets a quote."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    return f"'{value}" if value.startswith(_RUNS) else value
