"""What a digest says, fact by fact: lines in Slack's mark-up, grouped and counted. Nobody is pinged by them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

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

MOST_IN_LINE = 220
_MOST_IN_NAME = 100
_MOST_APPROVERS = 3
_MOST_KINDS = 4
_SOMEBODY = "somebody"
_TITLES = {
    Topic.PUBLISHING: "Put live or taken down",
    Topic.DRIFT: "Changed outside Callboard",
    Topic.KEYS: "SDK keys",
}


@dataclass(frozen=True)
class Group:
    """Facts of one sort; `title` counts them. Each is put into words only where it is shown: there may be thousands."""

    title: str
    facts: Sequence[Any]
    say: Callable[[Any], str]
    path: str = ""
    """The command that shows more about them, if there is one."""

    def lines(self, first: int = 0, end: int | None = None) -> list[str]:
        """The facts from the first on and before the end, a line each."""
        return [self.say(fact) for fact in self.facts[first:end]]


@dataclass(frozen=True)
class Part:
    """A part of a digest, under its heading."""

    heading: str
    groups: tuple[Group, ...]


def needs_someone(digest: Digest, zone: str) -> Part:
    """What somebody should do something about, as it is now."""
    kept = digest.kept_messages
    return _part(
        "What needs someone now",
        Group(
            f"{len(digest.waiting):,} waiting for approval",
            digest.waiting,
            partial(_waiting, digest=digest),
            path="callboard approvals list",
        ),
        Group(f"{_counted(digest.stuck, 'job')} stuck", digest.stuck, partial(_stuck, digest=digest)),
        Group(f"{_counted(digest.failed, 'job')} failed", digest.failed, partial(_failed, zone=zone)),
        Group(f"{_counted(digest.slots, 'account')} short of SDK keys", digest.slots, _slots),
        Group(f"{_counted(digest.warnings, 'warning')} open about apps", digest.warnings, _warned),
        Group("Messages that are kept", [kept] if kept else [], _kept),
    )


def changed(digest: Digest, zone: str) -> Part:
    """What was changed, newest first, by topic."""
    by_topic = {topic: [each for each in digest.changes if each.topic == topic] for topic in CHANGES}
    more = " or more" if digest.has_more_changes else ""
    groups = (
        Group(
            f"{_TITLES[topic]}: {len(notices):,}{more}{_kinds(notices)}",
            notices,
            partial(_change, digest=digest, zone=zone),
        )
        for topic, notices in by_topic.items()
    )
    return _part("What changed", *groups)


def coming(digest: Digest, zone: str) -> Part:
    """What has its time before the next digest."""
    title = f"{_counted(digest.coming, 'change')} until {day_and_time(digest.period.ahead, zone)}"
    return _part("What is coming", Group(title, digest.coming, partial(_coming, digest=digest, zone=zone)))


def jobs(digest: Digest, zone: str) -> Part:
    """What is done, and what still runs."""
    return _part(
        "Jobs",
        Group(f"{_counted(digest.finished, 'job')} finished", digest.finished, partial(_finished, zone=zone)),
        Group(f"{_counted(digest.running, 'job')} running", digest.running, partial(_running, digest=digest)),
    )


def _part(heading: str, *groups: Group) -> Part:
    return Part(heading, tuple(group for group in groups if group.facts))


def _counted(facts: Sequence[object], noun: str) -> str:
    return f"{len(facts):,} {noun}{'' if len(facts) == 1 else 's'}"


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


def _kept(count: int) -> str:
    noun = "message" if count == 1 else "messages"
    return f"{count:,} {noun} cannot be posted where they belong: `/callboard status` says why."


def _change(notice: Notice, digest: Digest, zone: str) -> str:
    line = MENTION.sub(lambda found: _name(found[1], digest.names), notice.line.replace("\n", " "))
    by = "" if notice.says_who else f" · by {_name(notice.actor_id, digest.names)}"
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
    return (
        f" ({', '.join(f'{count:,} of {safe(kind, 40)}' for kind, count in counts.most_common(_MOST_KINDS))})"
    )


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
