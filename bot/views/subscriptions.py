"""Subscriptions: what one would have posted, the list of those that stand, and what came of a change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slackblocks import ActionsBlock, Block, Button, ContextBlock, SectionBlock

from bot.domain.notices import Notice
from bot.domain.subscription_previews import MOST_LINES, LeftOut, Preview
from bot.domain.subscriptions import ABOUT, ABOUT_STATISTICS, NewSubscription, Standing, Topic, words_of
from bot.views.bursts import MOST_IN_LINE
from bot.views.paging import turn_buttons
from bot.views.rendering import button, confirmation, cut, mrkdwn, render, safe
from bot.views.reply import Reply
from bot.views.times import local, moment

ON_A_PAGE = 10
"""Each takes two blocks, and a message holds fifty."""
_WAY_IN = "Set one up: `/callboard subscribe`"
_UNKNOWN_ELSEWHERE = "How much that was is not known: I have not looked for it all week."

Labels = Mapping[str, str]


def preview(shown: Preview, labels: Labels) -> Reply:
    """What would have been posted last week, and when it comes next."""
    new = shown.new
    title = f"*{safe(_name(new, labels))}* in {place_words(new.channel_id)}: {safe(_about(new))}."
    parts = [title, _last_week(shown), _news(shown.news), _ahead(shown), _advice(shown)]
    return _said(list(filter(None, parts)))


def saved(standing: Standing, labels: Labels) -> Reply:
    """It stands from now on."""
    one = standing.subscription
    when = "when it happens" if standing.schedule is None else _next(standing)
    text = f"Saved: *{safe(standing.words(labels))}* in {place_words(one.channel_id)}, {when}."
    return _said(
        [text, "`/callboard subscriptions` lists what is posted here; `/callboard mute 1d` lets it rest."]
    )


def listing(
    shown: Sequence[Standing],
    *,
    hidden: int,
    channel_id: str,
    labels: Labels,
    page: int,
    now: datetime,
    may_change: bool,
) -> Reply:
    """Those of a channel, or of all that the person may know of, with what can be done about each."""
    where = f"in {place_words(channel_id)}" if channel_id else "in this workspace"
    secret = f"{hidden:,} more in channels and direct messages that you are not in." if hidden else ""
    if not shown:
        return _said(list(filter(None, [f"There are no subscriptions {where}. {_WAY_IN}", secret])))
    pages = -(-len(shown) // ON_A_PAGE)
    page = min(max(page, 1), pages)
    rows = list(enumerate(shown, 1))[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    lines = [_row(number, each, labels, now, is_of_all=not channel_id) for number, each in rows]
    total = f"{_count(len(shown), 'subscription')} {where}."
    total += f" Page {page} of {pages}." if pages > 1 else ""
    blocks: list[Block] = [SectionBlock(mrkdwn(f"*{total}*"))]
    for (number, each), line in zip(rows, lines, strict=True):
        blocks.append(SectionBlock(mrkdwn(line)))
        if may_change:
            blocks.append(ActionsBlock([*_buttons(number, each, labels, now)]))
    blocks += turn_buttons("callboard subscriptions", _asked(channel_id), page, pages)
    blocks += [ContextBlock([mrkdwn(secret)])] if secret else []
    return Reply("\n".join(filter(None, [total, *lines, secret])), render(*blocks))


def unsubscribed(standing: Standing, labels: Labels) -> Reply:
    """It is gone."""
    where = place_words(standing.subscription.channel_id)
    return _said([f"Removed: *{safe(standing.words(labels))}* is not posted in {where} any more."])


def left_to_strangers(removed: Sequence[Standing], labels: Labels) -> Reply:
    """These, all of one channel, are gone: people from outside would have read them."""
    where = place_words(removed[0].subscription.channel_id)
    why = f"{where} is now shared with people outside this workspace, who would read all of it."
    what = f"So I no longer post there: {_names(removed, labels)}."
    return _said([why, what, "Name a channel that only this workspace is in: `/callboard subscribe`"])


def muted(chosen: Sequence[Standing], until: datetime, labels: Labels) -> Reply:
    """Nothing is posted until then."""
    return _said(
        [
            f"Muted until {moment(until)}: {_names(chosen, labels)}. Then it goes on by itself.",
            "What happens meanwhile is written down. `/callboard unmute` ends it earlier, and says what was left out.",
        ]
    )


def unmuted(chosen: Sequence[Standing], left: LeftOut, labels: Labels) -> Reply:
    """It goes on, and this was left out."""
    if not chosen:
        return _said(["Nothing was muted, so nothing was changed."])
    parts = [f"Unmuted: {_names(chosen, labels)}."]
    if not left.news and not left.due_times:
        return _said([*parts, "Nothing was left out meanwhile."])
    if left.news:
        were = "was" if len(left.news) == 1 else "were"
        parts += [f"Left out meanwhile {were} {_count(len(left.news), 'message')}:", _news(left.news)]
    if left.due_times:
        parts.append(f"What comes at its times was left out {_count(left.due_times, 'time')}.")
    return _said([*parts, "See all of it in a digest: `/callboard digest preview`"])


def place_words(channel_id: str) -> str:
    """A channel, or direct messages, in mark-up."""
    return f"<#{channel_id}>" if _is_channel(channel_id) else "your direct messages with me"


def _asked(channel_id: str) -> dict[str, Any]:
    """What the list was asked with; direct messages are where it is asked for."""
    if not channel_id:
        return {"all": True}
    return {"channel": channel_id} if _is_channel(channel_id) else {}


def _is_channel(channel_id: str) -> bool:
    return channel_id.startswith(("C", "G"))


def _name(new: NewSubscription, labels: Labels) -> str:
    named = words_of(new.topic, new.filters, labels)
    return f"{named}, {new.recurrence.words}" if new.recurrence else named


def _about(new: NewSubscription) -> str:
    return ABOUT_STATISTICS if new.topic is Topic.STATS and new.recurrence else ABOUT[new.topic]


def _last_week(shown: Preview) -> str:
    new, where = shown.new, place_words(shown.new.channel_id)
    count = _count(shown.count, "message") if shown.count else "nothing"
    said = f"Last week this would have posted {count} in {where}."
    if shown.misses_elsewhere:
        return f"{said[:-1]}, without what was started elsewhere. {_UNKNOWN_ELSEWHERE}"
    if new.topic is not Topic.DIGEST:
        return said
    quiet = (
        "It comes also when there is nothing to tell."
        if new.even_if_empty
        else "It stays silent when there is nothing to tell."
    )
    return f"{said} {quiet}"


def _news(news: Sequence[Notice]) -> str:
    """The newest lines, newest first."""
    newest = [
        f"• {cut(each.line.replace(chr(10), ' '), MOST_IN_LINE)}" for each in news[: -MOST_LINES - 1 : -1]
    ]
    more = [f"and {len(news) - len(newest)} more"] if len(news) > len(newest) else []
    return "\n".join([*newest, *more])


def _ahead(shown: Preview) -> str:
    if not shown.upcoming:
        return ""
    due = ", ".join(_clock(each, shown.new.zone) for each in shown.upcoming)
    brought = f" It would bring {_count(shown.waiting, 'piece')} of news by now." if shown.waiting else ""
    return f"It comes next on {due} ({safe(shown.new.zone)}).{brought}"


def _advice(shown: Preview) -> str:
    if not shown.is_a_lot:
        return ""
    if shown.new.recurrence:
        return ":warning: That is a lot to read. Perhaps have it come less often."
    ways = [f"`{shown.advice}`"] if shown.advice else []
    ways.append("a digest instead: `/callboard subscribe digest weekdays 09:00`")
    return f":warning: That is a lot to read. Perhaps with {', or '.join(ways)}."


def _row(number: int, standing: Standing, labels: Labels, now: datetime, *, is_of_all: bool) -> str:
    one = standing.subscription
    where = f" in {place_words(one.channel_id)}" if is_of_all else ""
    rest = [
        f"muted until {moment(one.muted_until)}" if one.is_muted(now) else "",
        _next(standing) if standing.schedule else "posted when it happens",
        "also when empty" if one.even_if_empty else "",
        f"set up by {safe(one.created_by_name, 80)} {moment(one.created_at)}",
    ]
    head = f"*{safe(standing.words(labels), 500)}*{where}"
    return f"{head if is_of_all else f'{number}. {head}'}\n{' · '.join(filter(None, rest))}"


def _buttons(number: int, standing: Standing, labels: Labels, now: datetime) -> list[Button]:
    one = standing.subscription
    which, name = {"which": one.id}, standing.words(labels)
    text = f"“{name}” will not be posted there any more."
    ask = confirmation("Unsubscribe?", text, "Unsubscribe", danger=True)
    gone = button(
        "Unsubscribe",
        "run",
        "callboard unsubscribe",
        number,
        which,
        confirm=ask,
        spoken=f"Unsubscribe {name}",
    )
    if one.is_muted(now):
        return [button("Unmute", "run", "callboard unmute", number, which, spoken=f"Unmute {name}"), gone]
    rest = {**which, "length": "1d"}
    return [
        button("Mute 1 day", "run", "callboard mute", number, rest, spoken=f"Mute {name} for 1 day"),
        gone,
    ]


def _next(standing: Standing) -> str:
    schedule = standing.schedule
    if schedule is None or schedule.next_due_at is None:
        return "does not come any more"
    zone = schedule.recurrence.zone
    return f"next on {_clock(schedule.next_due_at, zone)} ({safe(zone)})"


def _clock(when: datetime, zone: str) -> str:
    return f"{local(when, zone):%A %Y-%m-%d at %H:%M}"


def _names(chosen: Sequence[Standing], labels: Labels) -> str:
    names = [f"*{safe(each.words(labels), 200)}*" for each in chosen[:MOST_LINES]]
    more = [f"and {len(chosen) - len(names)} more"] if len(chosen) > len(names) else []
    return "; ".join([*names, *more])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else f'{noun}s'}"


def _said(parts: Sequence[str]) -> Reply:
    return Reply("\n".join(parts), render(*(SectionBlock(mrkdwn(part)) for part in parts)))
