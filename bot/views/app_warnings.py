"""Warnings about apps, as a line and as a card that is edited in place when the warning is over."""

from datetime import date, datetime, timedelta

from slackblocks import ActionsBlock, Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.app_warnings import AppWarning, ClearedBecause
from bot.domain.statistics import period_words
from bot.domain.unusual import TIMES_THE_USUAL_QUIET, Kind
from bot.views.accounts import OF_ACCOUNT
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import moment

MOST_IN_NAME = 60

_TITLES = {
    Kind.EVENTS_STOPPED: "Events have stopped",
    Kind.EVENTS_JUMPED: "Unusually many events",
    Kind.EVENTS_FELL: "Unusually few events",
    Kind.USERS_JUMPED: "Unusually many new users",
    Kind.USERS_FELL: "Unusually few new users",
}
_OVER = {
    Kind.EVENTS_STOPPED: "there are events again",
    Kind.EVENTS_JUMPED: "the last whole day had as many events as usual",
    Kind.EVENTS_FELL: "the last whole day had as many events as usual",
    Kind.USERS_JUMPED: "the last whole day had as many new users as usual",
    Kind.USERS_FELL: "the last whole day had as many new users as usual",
}


def warning_line(warning: AppWarning) -> str:
    """What is unusual of which app, in one line of mrkdwn."""
    return f"*{safe(warning.app_name, MOST_IN_NAME)}*: {_what(warning)}"


def warning_card(warning: AppWarning, account_id: str, badge: str = "") -> Reply:
    """The one message of a warning, raised or over; `badge` names the account where that is needed."""
    title = _TITLES[warning.kind]
    line = warning_line(warning)
    if warning.cleared_at is None:
        shown, spoken = f":warning: {line}", f"Warning: {title}. {line}."
    else:
        over = f"Over since {moment(warning.cleared_at)}: {_why_over(warning)}."
        shown, spoken = f":white_check_mark: {over}\nIt was: {line}", f"{title}, over. {over} It was: {line}."
    show = button(
        "Show the app",
        "run",
        "appizer stats",
        0,
        {"app": warning.app_id, OF_ACCOUNT: account_id},
        spoken="Show the statistics of the app",
    )
    where = f"Account {safe(badge)} · " if badge else ""
    blocks: list[Block] = [
        HeaderBlock(plain(f"{title}: {warning.app_name}", 150)),
        SectionBlock(mrkdwn(shown)),
        ActionsBlock([show]),
        ContextBlock([mrkdwn(f"{where}Raised {moment(warning.raised_at)} · {_rule(warning)}")]),
    ]
    return Reply(f"{spoken} {_rule(warning)}.".replace("*", ""), render(*blocks))


def _what(warning: AppWarning) -> str:
    facts = warning.facts
    if warning.kind is Kind.EVENTS_STOPPED:
        quiet = period_words(timedelta(hours=float(facts["quiet_hours"])))
        return f"no events since {moment(datetime.fromisoformat(facts['since']))}, for {quiet} when this was noticed"
    noun = "events" if warning.kind in {Kind.EVENTS_JUMPED, Kind.EVENTS_FELL} else "users"
    day = date.fromisoformat(facts["day"])
    return (
        f"{_gain(facts['gained'], noun)} on {day:%A}, {day.day} {day:%B} (UTC), "
        f"usually {_gain(facts['usual'], noun)} on a {day:%A}"
    )


def _rule(warning: AppWarning) -> str:
    facts = warning.facts
    if warning.kind is Kind.EVENTS_STOPPED:
        usual = period_words(timedelta(hours=float(facts["usual_hours"])))
        limit = period_words(timedelta(hours=float(facts["limit_hours"])))
        return (
            f"This app’s usual longest quiet is {usual}: a warning comes after {TIMES_THE_USUAL_QUIET} times that, "
            f"and at least a day; here {limit}"
        )
    return (
        f"From {facts['least']:,} to {facts['most']:,} would be usual, "
        f"by the same weekday of {facts['weeks']} earlier weeks"
    )


def _why_over(warning: AppWarning) -> str:
    if warning.cleared_because is ClearedBecause.NOT_COUNTED:
        return "Appizer does not count this app any more, perhaps because it was deleted"
    if warning.cleared_because is ClearedBecause.ACCOUNT_REMOVED:
        return "its account was removed"
    return _OVER[warning.kind]


def _gain(gained: int, noun: str) -> str:
    return f"{gained:,} new {noun}" if gained >= 0 else f"{-gained:,} {noun} fewer"
