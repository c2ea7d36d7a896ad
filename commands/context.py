"""What a command knows besides its arguments: who asks, from where, and what the bot can do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.change_requests import ChangeRequest
from bot.domain.moments import read_moment
from bot.domain.people import Person
from bot.services.services import Services
from bot.services.vendors import AppcuesServices, AppizerServices


class Source(StrEnum):
    """The way by which a command came."""

    TYPED = "typed"
    BUTTON = "button"
    MODAL = "modal"
    HOME = "home"
    APPROVAL = "approval"


@dataclass(frozen=True)
class Place:
    """Where in Slack somebody asked."""

    team_id: str
    channel_id: str


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
    key: str = ""
    """Of the delivery with which the command came: delivered again, it has the same."""

    @property
    def zone(self) -> str:
        """The person's time zone, by its IANA name."""
        return self.person.member.tz

    def when(self, words: str) -> datetime:
        """The moment that these words mean here and now. Raises BadInput."""
        return read_moment(words, self.now, self.zone)

    @property
    def appcues(self) -> AppcuesServices:
        """The Appcues account that is meant. Raises PersonError when none is connected."""
        return self.services.appcues

    @property
    def appizer(self) -> AppizerServices:
        """The Appizer organisation that is meant. Raises PersonError when none is connected."""
        return self.services.appizer
