"""What a channel wants to hear about: topics, and filters that let only some of their notices through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.domain.notices import Notice


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

    def let_through(self, notice: Notice) -> bool:
        """Whether this one is meant."""
        return (
            self.account in {"", notice.account}
            and self.kind in {"", notice.kind}
            and (not self.tag or self.tag in notice.tags)
            and self.app in {"", notice.app_id}
            and notice.severity >= self.least
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

    def is_muted(self, now: datetime) -> bool:
        """Whether nothing is to be posted for now."""
        return self.muted_until is not None and now < self.muted_until

    def wants(self, notice: Notice, now: datetime) -> bool:
        """Whether this notice is to be posted for it now."""
        return self.topic in notice.topics and not self.is_muted(now) and self.filters.let_through(notice)


def channels_for(
    notice: Notice, subscriptions: Iterable[Subscription], now: datetime
) -> dict[str, Subscription]:
    """The channels in which a notice is to be posted, each once, with the subscription that wants it there."""
    wanted: dict[str, Subscription] = {}
    for each in subscriptions:
        if each.wants(notice, now):
            wanted.setdefault(each.channel_id, each)
    return wanted
