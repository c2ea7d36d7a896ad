"""A change that was made outside Callboard, as it was found: what, of which item, by whom and when."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.experiences import Experience, studio_user
from bot.domain.fields import text
from bot.domain.ingestion_rules import RuleDifference
from bot.domain.known_items import Difference
from bot.domain.subscriptions import Severity, Topic
from bot.domain.timestamps import parse_timestamp

RULES = "rules"
"""The kind of the ingestion rules, of which an account has one set."""


class Event(StrEnum):
    """What happened to the item."""

    CHANGED = "changed"
    CREATED = "created"
    DELETED = "deleted"
    RESTORED = "restored"
    """It is in the list again after it was gone."""


class Means(StrEnum):
    """By what it was done."""

    STUDIO = "studio"
    KEY = "key"
    """By an API key, which is shown to nobody."""
    OWN_KEY = "own key"
    """By the key that Callboard holds, but by no request of Callboard."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Author:
    """Who did it, as far as the vendor tells; `user_id` is that of a person in Studio."""

    means: Means = Means.UNKNOWN
    user_id: str = ""


@dataclass(frozen=True)
class Drift:
    """One change, found between two looks."""

    id: str
    team_id: str
    account_id: str
    kind: str
    item_id: str
    item_name: str
    event: Event
    found_at: datetime
    published: bool = False
    """Whether the item is live by now; of one that was deleted, whether it was."""
    difference: Difference = field(default_factory=Difference)
    rules: RuleDifference | None = None
    tags: frozenset[str] = frozenset()
    """The ids of the item's tags, which channels may filter by."""
    author: Author = Author()
    at: datetime | None = None
    """When it was made, by the vendor's clock."""
    since: datetime | None = None
    """The last look at which it was not so yet."""
    as_until: datetime | None = None
    """When it last was as it is again: somebody took changes back."""
    accepted_by: str = ""
    accepted_at: datetime | None = None

    @property
    def key(self) -> str:
        """The key of its notice."""
        return f"drift:{self.id}"

    @property
    def changes_what_is_live(self) -> bool:
        """Whether something appeared to end users or vanished from their eyes."""
        if self.event is Event.CHANGED:
            return self.difference.published is not None
        return self.published

    @property
    def topics(self) -> tuple[Topic, Topic | None]:
        """The topic under which it is told, and a second one where it belongs to two."""
        return (Topic.PUBLISHING, Topic.DRIFT) if self.changes_what_is_live else (Topic.DRIFT, None)

    @property
    def severity(self) -> Severity:
        """What end users see, and what data is kept, matters more than an edit."""
        return Severity.WARNING if self.changes_what_is_live or self.rules else Severity.NEWS

    @property
    def facts(self) -> dict[str, Any]:
        """All that has no column of its own, as JSON."""
        return {
            "event": self.event.value,
            "published": self.published,
            "difference": asdict(self.difference),
            "rules": asdict(self.rules) if self.rules else None,
            "tags": sorted(self.tags),
            "author": {"means": self.author.means.value, "user_id": self.author.user_id},
            "at": _iso(self.at),
            "since": _iso(self.since),
            "as_until": _iso(self.as_until),
        }


def facts_from(facts: dict[str, Any]) -> dict[str, Any]:
    """The fields of a drift from its facts."""
    rules = facts["rules"]
    return {
        "event": Event(facts["event"]),
        "published": facts["published"],
        "difference": Difference(**_with_tuples(facts["difference"])),
        "rules": RuleDifference(**_with_tuples(rules)) if rules else None,
        "tags": frozenset(facts["tags"]),
        "author": Author(Means(facts["author"]["means"]), facts["author"]["user_id"]),
        **{name: parse_timestamp(facts[name]) for name in ("at", "since", "as_until")},
    }


def author_of(written: str | None, own_key: str) -> Author:
    """Who an API object names as the author of a change."""
    if not written:
        return Author()
    if written == own_key:
        return Author(Means.OWN_KEY)
    user = studio_user(written)
    return Author(Means.STUDIO, user) if user else Author(Means.KEY)


def last_author(experience: Experience, published: bool | None) -> str | None:
    """The author of the last change, as written; `published` says what became of the publishing state by it."""
    by = "" if published is None else "published_by" if published else "unpublished_by"
    return text(experience.fields, by) or experience.updated_by


def time_of(experience: Experience, published: bool | None) -> datetime | None:
    """When the last change was made, by the vendor's clock."""
    return (experience.published_at if published else None) or experience.updated_at


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
