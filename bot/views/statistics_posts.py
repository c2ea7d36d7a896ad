"""Statistics as they are posted in a channel: for one organisation or several, or one app, in one message."""

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import Block, ContextBlock, HeaderBlock

from bot.domain.app_statistics import AccountStatistics, AppStatistics, Overview
from bot.domain.readings import Figure
from bot.domain.subscriptions import Subscription
from bot.views.notices import late_words, why_here
from bot.views.rendering import cut, mrkdwn, plain, render, safe
from bot.views.reply import Blocks, Reply
from bot.views.statistics import (
    HEADER,
    MOST_CHARACTERS,
    NO_APPS,
    age_of,
    caption,
    charts_of_app,
    charts_of_totals,
    circumstances,
    counts_of,
    from_last_snapshot,
    gaps_of,
    movers_of,
    old_words,
    one_app,
    row_of,
    sections,
    spoken,
    totals_of,
    warnings_of,
)
from bot.views.tables import Cell, data_table, pages_of

MOST_CHARTS = 2
"""Of a message of Slack's."""
MOST_ACCOUNTS = 5
_MOST_IN_TITLE = 30
_MOST_IN_WORDS = 2_800
NOT_CONNECTED = (
    "No Appizer organisation is connected, so there are no statistics. "
    "An admin can add one: `/callboard accounts add`"
)
GONE = "The Appizer organisation that these statistics are about is not connected any more."


@dataclass(frozen=True)
class Glance:
    """Statistics as a part of something longer: words in mrkdwn, and charts, two at most."""

    words: str = ""
    charts: tuple[Block, ...] = ()


def posted(
    read: Sequence[AccountStatistics], troubles: Sequence[str], subscription: Subscription, late: str
) -> Reply:
    """The post of one time; where nothing can be read, a sentence about why. `late` says why it is, if so."""
    if not read and not troubles:
        troubles = [GONE if subscription.filters.account else NOT_CONNECTED]
    said = [
        f":warning: {each}" for each in [late_words(late), *(safe(each, 500) for each in troubles)] if each
    ]
    figures = post(read, subscription.zone) if read else Reply("", ())
    why = why_here([subscription.topic], subscription.created_by_name)
    first: Blocks = render(*sections(["\n".join(said)]))
    return Reply(
        spoken([*said, figures.text]),
        (*first, *figures.blocks, *render(ContextBlock([mrkdwn(why)]))),
    )


def post(read: Sequence[AccountStatistics], zone: str) -> Reply:
    """One app whole; of all apps of each account the totals, the charts, and a table of those that moved most."""
    if len(read) == 1 and isinstance(read[0].read, AppStatistics):
        return one_app(read[0].read, zone)
    shown = read[:MOST_ACCOUNTS]
    overviews = [(each.account, each.read) for each in shown if isinstance(each.read, Overview)]
    rows = [row for account, each in overviews for row in _rows_of_movers(account, each, zone)]
    is_alone = len(shown) == 1
    texts = [
        _together(_totals(each), _movers(each, by_share=True) if is_alone else "", _warnings(each))
        for each in shown
    ]
    rest = len(read) - len(shown)
    more = f"\nand {rest} more organisations: `/appizer stats --account LABEL`" if rest else ""
    facts = [_marked(account, circumstances(each, zone)) for account, each in overviews if each.lines]
    blocks: list[Block] = [
        HeaderBlock(plain("App statistics", 150)),
        *sections(texts[:1]),
        *_charts(shown, zone),
        *sections([*texts[1:], more]),
    ]
    if rows:
        room = MOST_CHARACTERS if is_alone else MOST_CHARACTERS // 2
        blocks.append(
            data_table(f"{caption(overviews[0][1])}: those that moved most", HEADER, pages_of(rows, room)[0])
        )
    if facts:
        blocks.append(ContextBlock([mrkdwn(cut("\n".join(facts), _MOST_IN_WORDS))]))
    return Reply(spoken([*texts, more, *facts]), render(*blocks))


def glance(read: Sequence[AccountStatistics], zone: str, limit: int) -> Glance:
    """The totals and who moved, in so many characters at most, and the first charts with what explains them."""
    share = limit // max(len(read), 1)
    words = [
        cut(_together(_totals(each), _movers(each, by_share=False), _notes(each, zone)), share)
        for each in read
    ]
    return Glance("\n".join(words), tuple(_charts(read, zone)))


def _together(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _totals(each: AccountStatistics) -> str:
    read = each.read
    if isinstance(read, AppStatistics):
        named = f"*{safe(read.name, 100)}*\n{counts_of(read)}"
        return _marked(each.account, _together(from_last_snapshot(read), named))
    if not read.lines:
        return _marked(each.account, NO_APPS)
    return _marked(each.account, _together(from_last_snapshot(read), totals_of(read)))


def _movers(each: AccountStatistics, *, by_share: bool) -> str:
    return movers_of(each.read, by_share=by_share) if isinstance(each.read, Overview) else ""


def _warnings(each: AccountStatistics) -> str:
    return warnings_of(each.read) if isinstance(each.read, Overview) else ""


def _notes(each: AccountStatistics, zone: str) -> str:
    """How old figures are that are no news, and where some are missing."""
    read = each.read
    age = age_of(read) if isinstance(read, AppStatistics) else old_words(read)
    return _together(age, gaps_of(read, zone))


def _marked(account: str, text: str) -> str:
    return f"*{safe(account, 100)}*\n{text}" if account else text


def _charts(read: Sequence[AccountStatistics], zone: str) -> list[Block]:
    """The first charts: one of each account before the second one of any."""
    drawn = [_charts_of(each, zone) for each in read]
    in_turn = [charts[n] for n in range(len(Figure)) for charts in drawn if n < len(charts)]
    return in_turn[:MOST_CHARTS]


def _charts_of(each: AccountStatistics, zone: str) -> list[Block]:
    if isinstance(each.read, AppStatistics):
        return charts_of_app(each.read, zone, each.read.name[:_MOST_IN_TITLE])
    return charts_of_totals(each.read, zone, each.account[:_MOST_IN_TITLE] or "all apps")


def _rows_of_movers(account: str, read: Overview, zone: str) -> list[tuple[Cell, ...]]:
    moved = [read.movers(figure) for figure in Figure]
    ids = {mover.app_id for each in moved for mover in (*each.by_number, *each.by_share)}
    rows = [row_of(line, zone) for line in read.lines if line.app_id in ids]
    return [(f"{row[0]} ({account})", *row[1:]) if account else row for row in rows]
