"""Digests as they stand in a channel, in one message, and page by page for whoever wants to see all of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from slackblocks import Block, Button, ContextBlock, DividerBlock, HeaderBlock, SectionBlock

from bot.domain.digests import Digest
from bot.domain.subscriptions import Subscription
from bot.views.digest_lines import Group, Part, changed, coming, jobs, needs_someone
from bot.views.notices import late_words, why_here
from bot.views.paging import turn_buttons
from bot.views.rendering import button, cut, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.statistics_posts import Glance, glance
from bot.views.statistics_words import unmarked
from bot.views.times import day_and_time

PATH = "callboard digest show"
MOST_IN_GROUP = 5
MOST_CHARACTERS = 6_500
"""Of lines: statistics and their charts need their share of what one message may hold."""
MOST_OF_STATISTICS = 1_600
MOST_IN_TEXT = 3_900
MOST_ON_PAGE = 12
"""Lines; so many fit into one section, however long they are."""
_MOST_TROUBLES = 3
Maker = Callable[[Digest, str], Part]
Chapter = tuple[Part, list[tuple[Group, list[str]]]]
"""A part with those lines of each group that are shown."""
_BEFORE_STATISTICS: Sequence[Maker] = (needs_someone, changed, coming)
_AFTER_STATISTICS: Sequence[Maker] = (jobs,)
_SILENT = "With nothing to tell, no digest is posted."


def posted(digest: Digest, subscription: Subscription, late: str) -> Reply:
    """The digest in its channel; `late` says why it is, if so."""
    why = why_here([subscription.topic], subscription.created_by_name)
    return _whole(digest, subscription.zone, late_words(late), why)


def preview(digest: Digest, subscription: Subscription | None, zone: str, *, is_usual: bool) -> Reply:
    """The digest as it would stand in a channel, for one person; over the usual period, or over the one they named."""
    how = "`/callboard subscribe` has digests posted"
    if subscription is not None:
        how = why_here([subscription.topic], subscription.created_by_name)
    is_silent = digest.is_empty and not (subscription and subscription.even_if_empty)
    why = (
        ", as long as from one digest here to the next"
        if subscription
        else ", a day, as no digest is set up here"
    )
    first = f"{_from_to(digest, zone)}{why if is_usual else ''}."
    return _whole(digest, zone, f"{first} {_SILENT}" if is_silent else first, f"Only you see this · {how}")


def everything(digest: Digest, page: int, zone: str) -> Reply:
    """A page of all that a digest tells, but statistics."""
    groups = [(part.heading, group) for part in _parts(digest, zone) for group in part.groups]
    pages = max(1, -(-sum(len(group.facts) for _, group in groups) // MOST_ON_PAGE))
    page = min(max(page, 1), pages)
    where = f" · page {page} of {pages}" if pages > 1 else ""
    circumstances = (
        f"{_from_to(digest, zone)} · what needs someone, as it is now · times in {safe(zone, 60)}{where}"
    )
    texts = _page(groups, (page - 1) * MOST_ON_PAGE) or [_nothing(digest, zone)]
    texts += filter(None, [_forgotten(digest, zone)])
    blocks: list[Block] = [
        *(SectionBlock(mrkdwn(text)) for text in texts),
        *turn_buttons(PATH, _asked(digest), page, pages),
        ContextBlock([mrkdwn(circumstances)]),
    ]
    return Reply(cut(unmarked("\n".join([*texts, circumstances])), MOST_IN_TEXT), render(*blocks))


def _page(groups: Sequence[tuple[str, Group]], first: int) -> list[str]:
    """The lines of a page, each group below its title and, where another part begins, the heading of that."""
    texts: list[str] = []
    above, room = "", MOST_ON_PAGE
    for heading, group in groups:
        lines = group.lines(first, first + room) if first < len(group.facts) else []
        first = max(first - len(group.facts), 0)
        room -= len(lines)
        if lines:
            texts.append(_text(group, lines) if heading == above else f"*{heading}*\n{_text(group, lines)}")
            above = heading
        if not room:
            break
    return texts


def _whole(digest: Digest, zone: str, first: str, why: str) -> Reply:
    title = f"Digest, {day_and_time(digest.period.until, zone)}"
    before, after = _parts(digest, zone, _BEFORE_STATISTICS), _parts(digest, zone, _AFTER_STATISTICS)
    shown = _shortened([*before, *after])
    hidden = sum(len(group.facts) - len(lines) for _, groups in shown for group, lines in groups)
    chapters: list[list[Block]] = [list(_sections(each)) for each in shown]
    figures = Glance() if digest.is_empty else glance(digest.statistics, zone, MOST_OF_STATISTICS)
    if figures.words:
        words = SectionBlock(mrkdwn(f"*Statistics*\n{figures.words}"))
        chapters.insert(len(before), [words, *figures.charts])
    rest = [SectionBlock(mrkdwn(f"and {hidden:,} more"), accessory=_show_all(digest))] if hidden else []
    nothing = _nothing(digest, zone) if digest.is_empty else ""
    notes = filter(None, (nothing, _forgotten(digest, zone)))
    said = [*notes, *(f":warning: {safe(each, 400)}" for each in _troubles(digest))]
    blocks: list[Block] = [
        HeaderBlock(plain(title, 150)),
        *([ContextBlock([mrkdwn(first)])] if first else []),
        *(block for chapter in chapters for block in (DividerBlock(), *chapter)),
        *([SectionBlock(mrkdwn("\n".join(said)))] if said else []),
        *rest,
        ContextBlock([mrkdwn(f"{why} · times in {safe(zone, 60)}")]),
    ]
    spoken = [f"{title}.", first, *(text for each in shown for text in _texts(each)), figures.words, *said]
    return Reply(cut(unmarked("\n".join(filter(None, spoken))), MOST_IN_TEXT), render(*blocks))


def _parts(digest: Digest, zone: str, makers: Sequence[Maker] = ()) -> list[Part]:
    """The parts that tell something, in order; all of them unless some are named."""
    made = [make(digest, zone) for make in makers or (*_BEFORE_STATISTICS, *_AFTER_STATISTICS)]
    return [part for part in made if part.groups]


def _shortened(parts: Sequence[Part]) -> list[Chapter]:
    """The parts with the first lines of each group, as many as fit into one message; every group keeps its title."""
    room = MOST_CHARACTERS - sum(len(group.title) for part in parts for group in part.groups)
    chapters = []
    for part in parts:
        chapter = []
        for group in part.groups:
            lines = []
            for line in group.lines(end=MOST_IN_GROUP):
                room -= len(line)
                if room >= 0:
                    lines.append(line)
            chapter.append((group, lines))
        chapters.append((part, chapter))
    return chapters


def _sections(chapter: Chapter) -> Iterator[Block]:
    for (group, _), text in zip(chapter[1], _texts(chapter), strict=True):
        more = button("Show", "run", group.path, 0, spoken=f"Show: {group.title}") if group.path else None
        yield SectionBlock(mrkdwn(text), accessory=more)


def _texts(chapter: Chapter) -> list[str]:
    """Each group as a text; the first one below the heading of the part."""
    part, shown = chapter
    texts = [_text(group, lines, len(group.facts) - len(lines)) for group, lines in shown]
    return [f"*{part.heading}*\n{texts[0]}", *texts[1:]]


def _text(group: Group, lines: Sequence[str], left_out: int = 0) -> str:
    more = [f"• and {left_out:,} more"] if left_out else []
    return "\n".join([f"_{group.title}_", *(f"• {line}" for line in lines), *more])


def _from_to(digest: Digest, zone: str) -> str:
    return f"From {day_and_time(digest.period.since, zone)} to {day_and_time(digest.period.until, zone)}"


def _nothing(digest: Digest, zone: str) -> str:
    since, ahead = day_and_time(digest.known_since, zone), day_and_time(digest.period.ahead, zone)
    return f"Nothing has happened since {since}, nothing needs anybody, and nothing is coming until {ahead}."


def _forgotten(digest: Digest, zone: str) -> str:
    """A sentence about the part of the period of which nothing is known."""
    if digest.forgotten_before is None:
        return ""
    return f"What changed before {day_and_time(digest.forgotten_before, zone)} is not kept any more."


def _troubles(digest: Digest) -> Sequence[str]:
    more = len(digest.troubles) - _MOST_TROUBLES
    return [*digest.troubles[:_MOST_TROUBLES], *([f"And {more} more could not be read."] if more > 0 else [])]


def _show_all(digest: Digest) -> Button:
    return button("Show all", "run", PATH, 0, _asked(digest), spoken="Show all of this digest, only to me")


def _asked(digest: Digest) -> Mapping[str, Any]:
    """What leads to the same digest again."""
    period, filters = digest.period, digest.filters
    chosen = {
        "of_account": filters.account,
        "kind": filters.kind,
        "tag": filters.tag,
        "app": filters.app,
        "least": int(filters.least),
    }
    times = {"since": period.since, "until": period.until, "ahead": period.ahead}
    return {
        **{name: when.isoformat() for name, when in times.items()},
        **{name: value for name, value in chosen.items() if value},
    }
