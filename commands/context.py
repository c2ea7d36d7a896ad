"""What a command knows besides its arguments: who asks, from where, and what the bot can do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.accounts import Meant, Vendor, not_connected
from bot.domain.audit import Who
from bot.domain.change_requests import ChangeRequest
from bot.domain.moments import read_moment
from bot.domain.people import Person
from bot.errors import PersonError
from bot.services.connections import Connected
from bot.services.services import Services
from bot.services.vendors import AppcuesServices, AppizerServices
from bot.views.accounts import kept_to, marked
from bot.views.reply import Reply


class Source(StrEnum):
    """The way by which a command came."""

    TYPED = "typed"
    BUTTON = "button"
    MODAL = "modal"
    HOME = "home"
    SHORTCUT = "shortcut"
    APPROVAL = "approval"


@dataclass(frozen=True)
class Place:
    """Where in Slack somebody asked."""

    team_id: str
    channel_id: str
    message_ts: str = ""
    """Of the message whose button was pressed, where others can see it too."""


@dataclass(frozen=True)
class Reached:
    """The account that a command speaks of, and what can be done with it; or why there is none."""

    meant: Meant | None = None
    connected: Connected | None = None
    problem: PersonError | None = None

    @property
    def account_id(self) -> str:
        """Its id; empty for commands that speak of none."""
        return self.meant.account.id if self.meant else ""

    @property
    def account_key(self) -> str:
        """Its vendor and id, as rules and the audit name it; empty for commands that speak of none."""
        return self.meant.account.key if self.meant else ""

    @property
    def badge(self) -> str:
        """How it is named on cards; empty where there is no other."""
        return self.meant.account.badge if self.meant and self.meant.is_one_of_several else ""


@dataclass(frozen=True)
class Context:
    """Everything around one run of a command."""

    person: Person
    place: Place
    source: Source
    services: Services
    carry_out: Callable[[ChangeRequest], Awaitable[ChangeRequest]]
    """Carries out a request that was just approved; safe to call again."""
    now: datetime
    """When it was asked."""
    reached: Reached = Reached()
    key: str = ""
    """Of the delivery with which the command came: delivered again, it has the same."""
    guarded: tuple[str, ...] = ()
    """The paths of all commands that the policy may hold back."""
    is_turn: bool = False
    """Whether it only turns a page of what was shown, which is no command of its own."""

    @property
    def who(self) -> Who:
        """Who asks, by which way and from where, for the audit."""
        return Who(self.person.id, self.source, self.place.channel_id, self.place.message_ts)

    @property
    def zone(self) -> str:
        """The person's time zone, by its IANA name."""
        return self.person.member.tz

    def when(self, words: str) -> datetime:
        """The moment that these words mean here and now. Raises BadInput."""
        return read_moment(words, self.now, self.zone)

    @property
    def appcues(self) -> AppcuesServices:
        """The Appcues account that is meant. Raises PersonError when there is none."""
        if isinstance(self.reached.connected, AppcuesServices):
            return self.reached.connected
        raise self.reached.problem or not_connected(Vendor.APPCUES)

    @property
    def appizer(self) -> AppizerServices:
        """The Appizer organisation that is meant. Raises PersonError when there is none."""
        if isinstance(self.reached.connected, AppizerServices):
            return self.reached.connected
        raise self.reached.problem or not_connected(Vendor.APPIZER)

    def of_draft(self, draft_id: str) -> "Context":
        """The same for a review, agreed to once, however often its button is pressed: the key is the draft's."""
        return replace(self, key=f"draft:{draft_id}")

    async def appcues_of(self, account_id: str) -> AppcuesServices:
        """The Appcues account of that id, or else this channel's, for commands that speak of none.

        Raises PersonError.
        """
        connected = await self._connected(Vendor.APPCUES, account_id)
        if isinstance(connected, AppcuesServices):
            return connected
        raise not_connected(Vendor.APPCUES)

    async def appizer_of(self, account_id: str) -> AppizerServices:
        """The Appizer organisation, in the same way. Raises PersonError."""
        connected = await self._connected(Vendor.APPIZER, account_id)
        if isinstance(connected, AppizerServices):
            return connected
        raise not_connected(Vendor.APPIZER)

    async def _connected(self, vendor: Vendor, account_id: str) -> Connected:
        accounts, place = self.services.accounts, self.place
        found = await accounts.meant(place.team_id, vendor, place.channel_id, account_id=account_id)
        return await accounts.connect(place.team_id, found.account)

    def named(self, reply: Reply) -> Reply:
        """The answer, whose buttons keep to the account that it is about, named where there are several."""
        meant = self.reached.meant
        if meant is None or not reply.text:
            return reply
        return (marked if meant.is_one_of_several else kept_to)(reply, meant.account)
