"""What a channel wants to hear about: topics, and filters that let only some of their notices through."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from bot.domain.accounts import Vendor
from bot.domain.matching import find_one
from bot.domain.notices import Notice
from bot.domain.recurrences import Recurrence
from bot.domain.schedules import Schedule
from bot.errors import BadInput, Candidate

MOST_IN_CHANNEL = 50
USUAL_RHYTHM = "weekdays 09:00"
"""Of a digest, when nobody says another."""


class Topic(StrEnum):
    """What is told of. Statistics and digests also come at times of their own."""

    JOBS = "jobs"
    PUBLISHING = "publishing"
    STATS = "stats"
    KEYS = "keys"
    APPROVALS = "approvals"
    DRIFT = "drift"
    DIGEST = "digest"


class Severity(IntEnum):
    """How much it matters."""

    NEWS = 0
    WARNING = 1
    ALARM = 2


@dataclass(frozen=True)
class Filters:
    """Which notices of a topic are meant; what is empty lets all through. Tags, apps and accounts by their ids."""

    account: str = ""
    """The vendor and the id of the account: `appcues:environment`."""
    kind: str = ""
    tag: str = ""
    app: str = ""
    least: Severity = Severity.NEWS
    elsewhere: bool = False
    """Whether jobs are meant, too, that were started elsewhere."""
    tag_name: str = field(default="", compare=False)
    app_name: str = field(default="", compare=False)
    """What tag and app were called when they were chosen; only shown."""

    def let_through(self, notice: Notice) -> bool:
        """Whether this one is meant."""
        return (self.elsewhere or not notice.elsewhere) and self.mean(
            account=notice.account,
            kind=notice.kind,
            tags=notice.tags,
            app=notice.app_id,
            severity=notice.severity,
        )

    def mean(
        self, *, account: str, kind: str = "", tags: Collection[str] = (), app: str = "", severity: int = 0
    ) -> bool:
        """Whether what is about this account, kind, tags and app, and matters so much, is meant."""
        return (
            self.account in {"", account}
            and self.kind in {"", kind}
            and (not self.tag or self.tag in tags)
            and self.app in {"", app}
            and severity >= self.least
        )


@dataclass(frozen=True)
class Subscription:
    """One topic that somebody had posted in a channel."""

    id: str
    team_id: str
    channel_id: str
    topic: Topic
    filters: Filters
    created_by: str
    created_by_name: str
    """Shown instead of a mention: nobody wants to be pinged by each card."""
    created_at: datetime
    zone: str = "UTC"
    schedule_id: str = ""
    """Of what comes at times: a digest, a post of statistics."""
    even_if_empty: bool = False
    """Whether a digest comes also when there is nothing to tell."""
    muted_until: datetime | None = None
    muted_at: datetime | None = None
    """Since when; kept after the end, until it is muted anew."""

    def is_muted(self, now: datetime) -> bool:
        """Whether nothing is to be posted for now."""
        return self.muted_until is not None and now < self.muted_until

    def wants(self, notice: Notice, now: datetime) -> bool:
        """Whether this notice is to be posted for it now. What comes at times of its own waits for them."""
        return self.is_about(notice) and not self.is_muted(now)

    def is_about(self, notice: Notice) -> bool:
        """Whether it is for notices such as this one, muted or not."""
        return self.topic in notice.topics and not self.schedule_id and self.filters.let_through(notice)


@dataclass(frozen=True)
class Standing:
    """A subscription as it stands, with the schedule of one that comes at times."""

    subscription: Subscription
    schedule: Schedule | None = None

    def words(self, labels: Mapping[str, str]) -> str:
        """What it is called, as people may type it; `labels` are those of the accounts."""
        named = words_of(self.subscription.topic, self.subscription.filters, labels)
        return f"{named}, {self.schedule.recurrence.words}" if self.schedule else named


def candidates(among: Iterable[Standing], labels: Mapping[str, str]) -> list[Candidate]:
    """Their ids, and what they are called."""
    return [Candidate(each.subscription.id, each.words(labels)) for each in among]


def find_standing(words: str, among: Sequence[Standing], labels: Mapping[str, str]) -> Standing:
    """The one that is meant: by its number in the list, its id, or what it is called.

    Raises NoSuchItem, SeveralMatch.
    """
    number = int(words) if words.strip().isdecimal() else 0
    if 0 < number <= len(among):
        return among[number - 1]
    found = find_one(words, candidates(among, labels), "subscriptions here")
    return next(each for each in among if each.subscription.id == found)


@dataclass(frozen=True)
class NewSubscription:
    """What somebody wants to have posted in a channel, or in their own direct messages by the id of a person."""

    team_id: str
    channel_id: str
    topic: Topic
    filters: Filters
    zone: str
    created_by: str
    created_by_name: str
    recurrence: Recurrence | None = None
    """At which times it comes; None for what is posted when it happens."""
    even_if_empty: bool = False

    @property
    def fingerprint(self) -> str:
        """The same for what would say the same at the same times, and for nothing else."""
        times = [self.recurrence.text, self.recurrence.zone] if self.recurrence else []
        chosen = [self.filters.account, self.filters.kind, self.filters.tag, self.filters.app]
        canonical = json.dumps([self.topic, *chosen, int(self.filters.least), self.filters.elsewhere, *times])
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]

    def looks_at(self, notice: Notice) -> bool:
        """Whether it is about this notice: its own topic; for a digest, any."""
        is_its_topic = self.topic is Topic.DIGEST or self.topic in notice.topics
        return is_its_topic and self.filters.let_through(notice)


ABOUT: Mapping[Topic, str] = {
    Topic.JOBS: "imports, exports and other jobs that end, and those that are stuck",
    Topic.PUBLISHING: "what goes live or is taken down, here or in Studio",
    Topic.STATS: "warnings about the apps’ counts",
    Topic.KEYS: "SDK keys that appear, vanish, grow old or run short",
    Topic.APPROVALS: "changes that are asked for, and what is decided",
    Topic.DRIFT: "what is changed outside Callboard",
    Topic.DIGEST: "what needs someone, what changed and what is coming, in one message",
}
"""What each topic tells of when it happens; a digest at its times."""
ABOUT_STATISTICS = "the apps’ counts, and how they changed"
"""What statistics with times tell of."""

_VENDOR_OF: Mapping[Topic, Vendor] = {
    **dict.fromkeys((Topic.JOBS, Topic.PUBLISHING, Topic.KEYS, Topic.DRIFT), Vendor.APPCUES),
    Topic.STATS: Vendor.APPIZER,
}
_ITEMS = (Topic.PUBLISHING, Topic.APPROVALS, Topic.DRIFT, Topic.DIGEST)
HAVE_TIMES = (Topic.STATS, Topic.DIGEST)
_LIVE = tuple(topic for topic in Topic if topic is not Topic.DIGEST)
_FITS: Mapping[str, tuple[Topic, ...]] = {
    "kind": _ITEMS,
    "tag": _ITEMS,
    "app": HAVE_TIMES,
    "only": _LIVE,
    "elsewhere": (Topic.JOBS,),
    "rhythm": HAVE_TIMES,
    "zone": HAVE_TIMES,
    "always": (Topic.DIGEST,),
}
"""The topics that a choice makes sense for; the account fits all."""

LEAST_OF: Mapping[str, Severity] = {
    "failed": Severity.WARNING,
    "warnings": Severity.WARNING,
    "alarms": Severity.ALARM,
}
"""What `only` may say."""


def require_fit(topic: Topic, chosen: Mapping[str, Any]) -> None:
    """Raises BadInput for a choice, by the name of its argument, that makes no sense for this topic."""
    for name, topics in _FITS.items():
        if chosen.get(name) and topic not in topics:
            raise BadInput(f"{_typed(name)} fits {_listed(topics)}, not {topic}.", field=name)
    if chosen.get("app") and (chosen.get("kind") or chosen.get("tag")):
        raise BadInput(
            "Apps are of Appizer, kinds and tags of Appcues: nothing is both. Leave out `--app`, or the others.",
            field="app",
        )
    if chosen.get("only") == "failed" and topic is not Topic.JOBS:
        raise BadInput(f"Only jobs fail: for {topic} say `--only warnings` or `--only alarms`.", field="only")
    if topic is Topic.STATS and chosen.get("rhythm") and chosen.get("only"):
        raise BadInput(
            "`--only` chooses among warnings, and those come when they happen: leave out the times, or it.",
            field="only",
        )
    if topic is Topic.STATS and chosen.get("zone") and not chosen.get("rhythm"):
        raise BadInput("Say at which times, too, such as `mondays 9:00`: the zone is for them.", field="zone")


def require_vendor(topic: Topic, vendor: Vendor, chosen: Mapping[str, Any]) -> None:
    """Raises BadInput where a topic, or what was chosen of it, has nothing to tell of this vendor's accounts."""
    if vendor is Vendor.APPIZER and (chosen.get("kind") or chosen.get("tag")):
        raise BadInput(
            "Kinds and tags are of Appcues accounts, and that one is an Appizer organisation.",
            field="in_account",
        )
    if vendor is Vendor.APPCUES and chosen.get("app") and topic not in _VENDOR_OF:
        raise BadInput(
            "Apps are of Appizer organisations; an Appcues account has no apps.", field="in_account"
        )
    if _VENDOR_OF.get(topic, vendor) is not vendor:
        wanted = _VENDOR_OF[topic].name_of_one
        raise BadInput(
            f"For {topic} name an {wanted}: that one is an {vendor.name_of_one}.", field="in_account"
        )


def require_rare(recurrence: Recurrence, now: datetime) -> None:
    """Raises BadInput for what never comes any more, or comes more often than every hour."""
    if recurrence.next_after(now) is None:
        raise BadInput("That moment is over.", "Say one that is still to come.", "rhythm")
    if recurrence.comes_within_an_hour:
        raise BadInput("That is too often: it may come every hour at most.", field="rhythm")


def words_of(topic: Topic, filters: Filters, labels: Mapping[str, str]) -> str:
    """A topic with its filters: `jobs, only failed, in production`; `labels` are those of the accounts."""
    least = "failed" if topic is Topic.JOBS else "warnings"
    severities = {Severity.WARNING: f"only {least}", Severity.ALARM: "only alarms"}
    parts = [
        topic.value,
        filters.kind,
        f"tagged {filters.tag_name or filters.tag}" if filters.tag else "",
        f"of {filters.app_name or filters.app}" if filters.app else "",
        severities.get(filters.least, ""),
        "also those started elsewhere" if filters.elsewhere else "",
        f"in {labels.get(filters.account, 'an account that is gone')}" if filters.account else "",
    ]
    return ", ".join(filter(None, parts))


def _typed(name: str) -> str:
    return "A rhythm" if name == "rhythm" else f"`--{name}`"


def _listed(topics: Iterable[Topic]) -> str:
    *others, last = topics
    return f"{', '.join(others)} and {last}" if others else last.value


def channels_for(
    notice: Notice, subscriptions: Iterable[Subscription], now: datetime
) -> dict[str, Subscription]:
    """The channels in which a notice is to be posted, each once, with the subscription that wants it there."""
    wanted: dict[str, Subscription] = {}
    for each in subscriptions:
        if each.wants(notice, now):
            wanted.setdefault(each.channel_id, each)
    return wanted
