"""What a digest says, fact by fact: lines in Slack's mark-up, grouped and counted. Nobody is pinged by them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.domain.app_warnings import AppWarning
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.clock_times import length_in_words
from bot.domain.digests import CHANGES, MENTION, Digest, Slots, Waiting
from bot.domain.followed_jobs import FollowedJob, JobState
from bot.domain.notices import Notice
from bot.domain.sdk_keys import MOST_KEYS
from bot.domain.subscriptions import Topic
from bot.views.app_warnings import warning_line
from bot.views.followed_jobs import why_failed
from bot.views.keys import slots_warning
from bot.views.rendering import cut, safe
from bot.views.times import day_and_time

MOST_IN_LINE = 240
_MOST_IN_NAME = 100
_MOST_APPROVERS = 3
_SOMEBODY = "somebody"
_TITLES = {
    Topic.PUBLISHING: "Put live or taken down",
    Topic.DRIFT: "Changed outside Callboard",
    Topic.KEYS: "SDK keys",
}


@dataclass(frozen=True)
class Group:
    """Facts of one sort; `title` counts them."""

    title: str
    lines: tuple[str, ...]
    left_out: int = 0
    """How many more there are."""
    path: str = ""
    """The command that shows more about it, if there is one."""


@dataclass(frozen=True)
class Part:
    """A part of a digest, under its heading."""

    heading: str
    groups: tuple[Group, ...]


def needs_someone(digest: Digest, zone: str) -> Part:
    """What somebody should do something about, as it is now."""
    groups = (
        replace(
            _group("{} waiting for approval", [_waiting(each, digest) for each in digest.waiting]),
            path="callboard approvals list",
        ),
        _group("{} stuck", [_stuck(each, digest) for each in digest.stuck], "job"),
        _group("{} failed", [_failed(each, zone) for each in digest.failed], "job"),
        _group("{} short of SDK keys", [_slots(each) for each in digest.slots], "account"),
        _group("{} open about apps", [_warned(each) for each in digest.warnings], "warning"),
        _group("{} kept", _kept(digest.kept_messages), "message", digest.kept_messages),
    )
    return Part("What needs someone now", tuple(each for each in groups if each.lines))


def changed(digest: Digest, zone: str) -> Part:
    """What was changed, newest first, by topic."""
    groups = []
    for topic in CHANGES:
        notices = [each for each in digest.changes if each.topic == topic]
        if notices:
            more = " or more" if digest.has_more_changes else ""
            title = f"{_TITLES[topic]}: {len(notices):,}{more}{_kinds(notices)}"
            groups.append(Group(title, tuple(_change(each, digest, zone) for each in notices)))
    return Part("What changed", tuple(groups))


def coming(digest: Digest, zone: str) -> Part:
    """What has its time before the next digest."""
    lines = [_coming(each, digest, zone) for each in digest.coming]
    until = day_and_time(digest.period.ahead, zone)
    return Part("What is coming", (_group(f"{{}} until {until}", lines, "change"),) if lines else ())


def jobs(digest: Digest, zone: str) -> Part:
    """What is done, and what still runs."""
    groups = (
        _group("{} finished", [_finished(each, zone) for each in digest.finished], "job"),
        _group("{} running", [_running(each, digest) for each in digest.running], "job"),
    )
    return Part("Jobs", tuple(each for each in groups if each.lines))


def _group(title: str, lines: Sequence[str], noun: str = "", count: int | None = None) -> Group:
    """A group whose title says how many: `2 jobs failed`."""
    number = len(lines) if count is None else count
    named = f"{number:,} {noun}{'' if number == 1 else 's'}" if noun else f"{number:,}"
    return Group(title.format(named), tuple(lines))


def _waiting(waiting: Waiting, digest: Digest) -> str:
    request = waiting.request
    waits = length_in_words(digest.now - request.created_at)
    who = f"asked by {_name(request.requester_id, digest.names)} {waits} ago"
    return _line(f"*{_words(request.summary)}*, {who}{_account(request)}. {_approvers(waiting)}")


def _approvers(waiting: Waiting) -> str:
    if waiting.able is None:
        return "`/callboard approvals` shows who may decide."
    if not waiting.able:
        return "Nobody may approve it."
    names = [safe(name, _MOST_IN_NAME) for name in waiting.able]
    more = f" and {len(names) - _MOST_APPROVERS} more" if len(names) > _MOST_APPROVERS else ""
    return f"{_either(names[:_MOST_APPROVERS]) if not more else ', '.join(names[:_MOST_APPROVERS])}{more} may decide."


def _stuck(job: FollowedJob, digest: Digest) -> str:
    length = length_in_words(digest.now - job.started_at)
    return _line(f":warning: *{_words(job.title)}* has been running for {length}.")


def _failed(job: FollowedJob, zone: str) -> str:
    when = f" {day_and_time(job.ended_at, zone)}" if job.ended_at else ""
    if job.state is JobState.UNKNOWN:
        return _line(f":grey_question: *{_words(job.title)}*: how it ended cannot be known.")
    return _line(f":x: *{_words(job.title)}* failed{when}{why_failed(job)}.")


def _slots(slots: Slots) -> str:
    sign = ":rotating_light:" if slots.used >= MOST_KEYS else ":warning:"
    where = f"{_words(slots.account)}: " if slots.account else ""
    return _line(f"{sign} {where}{slots.used} of {MOST_KEYS} slots are used.{slots_warning(slots.used)}")


def _warned(warning: AppWarning) -> str:
    return _line(f":warning: {warning_line(warning)}")


def _kept(count: int) -> list[str]:
    return ["They cannot be posted where they belong: `/callboard status` says why."] if count else []


def _change(notice: Notice, digest: Digest, zone: str) -> str:
    line = MENTION.sub(lambda found: _name(found[1], digest.names), notice.line.replace("\n", " "))
    is_named = not notice.actor_id or f"<@{notice.actor_id}" in notice.line
    by = "" if is_named else f" · by {_name(notice.actor_id, digest.names)}"
    badge = digest.badges.get(notice.account, "")
    where = f" · {_words(badge)}" if badge else ""
    after = f"{by}{where} · {day_and_time(notice.at, zone)}"
    return f"{cut(line, max(MOST_IN_LINE - len(after), MOST_IN_LINE // 2))}{after}"


def _coming(request: ChangeRequest, digest: Digest, zone: str) -> str:
    when = day_and_time(request.not_before, zone) if request.not_before else ""
    until = f", until {day_and_time(request.until, zone)}" if request.until else ""
    waits = ", still waits for approval" if request.state is State.WAITING else ""
    by = _name(request.requester_id, digest.names)
    return _line(f"{when}{until}: *{_words(request.summary)}*, asked by {by}{_account(request)}{waits}")


def _finished(job: FollowedJob, zone: str) -> str:
    when = f" {day_and_time(job.ended_at, zone)}" if job.ended_at else ""
    rows = f", but {job.failed_rows:,} rows did not get in" if job.failed_rows else ""
    sign = ":warning:" if rows else ":white_check_mark:"
    return _line(f"{sign} *{_words(job.title)}* was done{when}{rows}.")


def _running(job: FollowedJob, digest: Digest) -> str:
    return _line(f":gear: *{_words(job.title)}* for {length_in_words(digest.now - job.started_at)}.")


def _kinds(notices: Iterable[Notice]) -> str:
    """How many of which kind, where there is more than one: `(4 flows, 2 banners)`."""
    counts = Counter(notice.kind for notice in notices if notice.kind)
    if len(counts) < 2:  # noqa: PLR2004 - more than one
        return ""
    return f" ({', '.join(f'{count:,} of {safe(kind, 40)}' for kind, count in counts.most_common(6))})"


def _account(request: ChangeRequest) -> str:
    return f", {_words(request.account)}" if request.account else ""


def _name(person_id: str, names: Mapping[str, str]) -> str:
    return safe(names.get(person_id) or _SOMEBODY, _MOST_IN_NAME)


def _either(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


_words = partial(safe, limit=_MOST_IN_NAME)


def _line(text: str) -> str:
    return cut(text.replace("\n", " "), MOST_IN_LINE)
