"""What a command knows besides its arguments: who asks, from where, and what the bot can do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.change_requests import ChangeRequest
from bot.domain.people import Person
from bot.services.services import Services


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
    key: str = ""
    """Of the delivery with which the command came: delivered again, it has the same."""
