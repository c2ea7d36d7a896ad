"""Lists as every noun shows them: total, filters, a native table, pages that keep the filters, an empty state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slackblocks import ActionsBlock, Block, ContextBlock, ExternalSelectMenu, SectionBlock

from bot.views.paging import list_buttons
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.tables import Cell, as_text, data_table, pages_of
from bot.views.times import moment


@dataclass(frozen=True)
class ListShown:
    """One list, filtered and sorted already."""

    singular: str
    plural: str
    path: str
    """The noun's path: `appcues segments`; its list and show are below it."""
    pick: str
    """The argument of `show` that names an item; without one there is no way to open an item."""
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: int
    """How many there are without filters."""
    as_of: datetime
    zone: str
    page: int
    arguments: Mapping[str, Any]
    """What `list` was asked with, without the page; other pages and the file are asked with the same."""
    filters: str = ""
    """The filters in words: `live, tagged onboarding`."""
    nothing_yet: str = ""
    """What to say where there is nothing at all, and what to do about it."""
    note: str = ""
    """What else to know about the figures, in mark-up that is safe."""


def name_filter(search: str) -> str:
    """The filter of a search in the names, in words; empty where nothing is searched for."""
    return f"with “{search}” in the name" if search else ""


def list_reply(shown: ListShown) -> Reply:
    """A page of the list, or what to do when it is empty."""
    if not shown.rows:
        return _empty(shown)
    pages = pages_of(shown.rows)
    page = min(max(shown.page, 1), len(pages))
    total = _total(shown)
    where = f" Page {page} of {len(pages)}." if len(pages) > 1 else ""
    note = f" · {shown.note}" if shown.note else ""
    blocks: list[Block] = [
        _headline(shown, f"*{safe(total)}*{where}"),
        data_table(total, shown.header, pages[page - 1]),
        *list_buttons(f"{shown.path} list", shown.arguments, page, len(pages)),
        ContextBlock([mrkdwn(f"As of {moment(shown.as_of)} · times in {safe(shown.zone)}{note}")]),
    ]
    return Reply(f"{safe(total)}.{where}\n{safe(as_text(shown.header, pages[page - 1]))}", render(*blocks))


def _headline(shown: ListShown, text: str) -> SectionBlock:
    if not shown.pick:
        return SectionBlock(mrkdwn(text))
    article = "an" if shown.singular.startswith(tuple("aeio")) else "a"
    pick = ExternalSelectMenu(
        action_id=f"open|{shown.path} show|{shown.pick}",
        placeholder=plain(f"Open {article} {shown.singular}…", 150),
        min_query_length=0,
    )
    return SectionBlock(mrkdwn(text), accessory=pick)


def _total(shown: ListShown) -> str:
    count = len(shown.rows)
    if not shown.filters:
        return f"{count:,} {shown.singular if count == 1 else shown.plural}"
    return f"{count:,} of {shown.total:,} {shown.plural}: {shown.filters}"


def _empty(shown: ListShown) -> Reply:
    if not shown.total:
        text = safe(shown.nothing_yet or f"There are no {shown.plural} yet.")
        return Reply(text, render(SectionBlock(mrkdwn(text))))
    verb = "has" if shown.filters.startswith("with ") else "is"
    filters = shown.filters.removeprefix("with ") if verb == "has" else shown.filters
    text = safe(f"None of the {shown.total:,} {shown.plural} {verb} {filters}.")
    everything = button("Show all", "page", f"{shown.path} list", 0)
    return Reply(text, render(SectionBlock(mrkdwn(text)), ActionsBlock([everything])))
