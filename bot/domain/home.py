"""What the Home tab of one person tells: facts that are gathered elsewhere, and which page of them is shown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from bot.domain.accounts import Account, Vendor
from bot.domain.app_warnings import AppWarning
from bot.domain.change_requests import ChangeRequest
from bot.domain.decisions import why_not_decide
from bot.domain.notices import Notice
from bot.domain.outbox_health import OutboxHealth
from bot.domain.people import Person, Role
from bot.domain.policy import Ruling
from bot.domain.pulses import Pulse
from bot.domain.subscriptions import Topic

T = TypeVar("T")

FEW = 5
"""How many of each section the first page shows."""
ON_A_PAGE = 20
"""How many of a section its own pages show."""
MOST_PAGES = 1000
"""No section has so many: what asks for more was not made here."""


class Section(StrEnum):
    """The parts of the Home tab that have pages of their own."""

    WAITING = "waiting"
    OTHERS = "others"
    MINE = "mine"
    COMING = "coming"
    CHANGED = "changed"


@dataclass(frozen=True)
class Page:
    """A page of the Home tab: the first one, which has something of everything, or one of a section."""

    section: Section | None = None
    number: int = 1

    @property
    def text(self) -> str:
        """How it travels with the view: `waiting:2`; empty for the first page."""
        return f"{self.section}:{self.number}" if self.section else ""


FRONT = Page()


def read_page(section: object, number: object) -> Page:
    """The page of that section and number; the first page of all for what is neither."""
    if section not in set(Section):
        return FRONT
    try:
        asked = int(str(number))
    except ValueError:
        asked = 1
    return Page(Section(str(section)), min(max(1, asked), MOST_PAGES))


@dataclass(frozen=True)
class Extract(Generic[T]):
    """Some of many: what a page shows of a section, and how much there is."""

    items: tuple[T, ...] = ()
    total: int = 0
    number: int = 1
    """Which page it is."""
    pages: int = 1


def extract(items: Sequence[T], section: Section, page: Page) -> Extract[T]:
    """What a page shows of a section; the last page where there are not so many any more."""
    if page.section is None:
        return Extract(tuple(items[:FEW]), len(items))
    if page.section is not section:
        return Extract((), len(items))
    pages = max(1, -(-len(items) // ON_A_PAGE))
    number = min(page.number, pages)
    start = (number - 1) * ON_A_PAGE
    return Extract(tuple(items[start : start + ON_A_PAGE]), len(items), number, pages)


@dataclass(frozen=True)
class Coming:
    """What happens at a time that is still to come: a change, or a post in a channel."""

    at: datetime
    request: ChangeRequest | None = None
    topic: Topic | None = None
    channel_id: str = ""


@dataclass(frozen=True)
class AccountHealth:
    """How one account is; `slots_used` is None where its keys could not be read, or where it has none."""

    account: Account
    pulse: Pulse
    slots_used: int | None = None


@dataclass(frozen=True)
class Health:
    """How the accounts, the jobs and the messages are."""

    accounts: tuple[AccountHealth, ...]
    outbox: OutboxHealth
    warnings: tuple[tuple[str, AppWarning], ...] = ()
    """With the ids of their accounts, oldest first."""
    jobs: Mapping[str, int] = field(default_factory=dict)
    """How many have not ended, by their states."""


@dataclass(frozen=True)
class HomeFacts:
    """All that the Home tab of one person tells on one page."""

    person: Person
    page: Page
    now: datetime
    waiting: Extract[ChangeRequest]
    """What this person may decide about, by the rules that hold now."""
    others: Extract[ChangeRequest]
    """What waits for others."""
    able: Mapping[str, tuple[Person, ...]] | None
    """Who may approve what is shown of `others`, by the ids of the requests; None where nobody could tell."""
    mine: Extract[ChangeRequest]
    """What this person asked for: first what is open, then what is not any more."""
    coming: Extract[Coming]
    changed: Extract[Notice]
    health: Health
    roles: tuple[tuple[Account, Role], ...]
    """The role of this person in each account."""
    admins: tuple[Person, ...] | None
    """None where nobody could tell."""

    @property
    def is_newcomer(self) -> bool:
        """Whether this person has never asked for anything, and nothing waits for them to decide."""
        least = max((self.person.role, *(role for _, role in self.roles)))
        return not (self.mine.total or self.waiting.total) and least < Role.APPROVER

    def has(self, vendor: Vendor) -> bool:
        """Whether an account of that vendor is connected."""
        return any(account.vendor is vendor for account, _ in self.roles)

    def badge(self, vendor: str, account_id: str) -> str:
        """How an account is named; empty where there is no other of its vendor, or where it is gone."""
        mine = [account for account, _ in self.roles if account.vendor == vendor]
        named = next((account.badge for account in mine if account.id == account_id), "")
        return named if len(mine) > 1 else ""


Groups = Callable[[str], Collection[str]]
"""The user groups that somebody is in."""


def split_waiting(
    waiting: Sequence[tuple[ChangeRequest, Ruling]],
    me: Mapping[str, Person],
    groups_of: Groups,
    now: datetime,
) -> tuple[list[ChangeRequest], list[ChangeRequest]]:
    """What waits for this person, and what waits for others; what they asked for themselves is in neither.

    `me` is the person with their role in each account.
    """
    mine: list[ChangeRequest] = []
    others: list[ChangeRequest] = []
    for request, ruling in waiting:
        person = me.get(request.account_key) or me[""]
        if request.requester_id == person.id:
            continue
        is_done = person.id in request.approved_by and not request.has_enough
        refusal = why_not_decide(request, person, ruling, now, groups_of(request.requester_id))
        (others if refusal or is_done else mine).append(request)
    return mine, others
