"""Tickets that run out: trigger ids (3 s, one use) and response urls (30 min, five uses)."""

import secrets
from dataclasses import dataclass

from sandbox.slack.clock import StandInClock
from sandbox.slack.refusals import SlackRefusal

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass
class Trigger:
    """The right to open one modal for one person, soon; `view_id` is the modal it was pressed in."""

    id: str
    user_id: str
    view_id: str | None
    expires_at: float
    is_used: bool = False


class Triggers:
    """Hands out trigger ids and takes each back once."""

    def __init__(self, clock: StandInClock, patience: float = 1.0) -> None:
        self._clock = clock
        self._seconds = TRIGGER_SECONDS * patience
        self._issued: dict[str, Trigger] = {}

    def issue(self, user_id: str, view_id: str | None = None) -> str:
        """A fresh trigger id for what that person just did."""
        moment = self._clock.now()
        trigger_id = f"{int(moment * 1000)}.{len(self._issued) + 1}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(trigger_id, user_id, view_id, moment + self._seconds)
        return trigger_id

    def find(self, trigger_id: str) -> Trigger:
        """The trigger, still good for use.

        Raises:
            SlackRefusal: invalid_trigger_id, exchanged_trigger_id or expired_trigger_id.
        """
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackRefusal("invalid_trigger_id")
        if trigger.is_used:
            raise SlackRefusal("exchanged_trigger_id")
        if self._clock.now() > trigger.expires_at:
            raise SlackRefusal("expired_trigger_id")
        return trigger


@dataclass
class ResponseUrl:
    """The right to answer what one person did in one channel; `ts` is the message it was done on."""

    id: str
    user_id: str
    channel_id: str
    ts: str | None
    thread_ts: str | None
    expires_at: float
    uses: int = 0


class ResponseUrls:
    """Hands out response urls and counts their uses."""

    def __init__(self, clock: StandInClock) -> None:
        self._clock = clock
        self._issued: dict[str, ResponseUrl] = {}

    def issue(
        self, user_id: str, channel_id: str, ts: str | None = None, thread_ts: str | None = None
    ) -> ResponseUrl:
        """A fresh response url."""
        ticket_id = f"T0/{len(self._issued) + 1}/{secrets.token_urlsafe(18)}".replace("/", "-")
        expires_at = self._clock.now() + RESPONSE_URL_SECONDS
        ticket = ResponseUrl(ticket_id, user_id, channel_id, ts, thread_ts, expires_at)
        self._issued[ticket_id] = ticket
        return ticket

    def use(self, ticket_id: str) -> ResponseUrl:
        """Count one use.

        Raises:
            SlackRefusal: expired_url when unknown or over, used_url when used up.
        """
        ticket = self._issued.get(ticket_id)
        if ticket is None or self._clock.now() > ticket.expires_at:
            raise SlackRefusal("expired_url")
        if ticket.uses >= RESPONSE_URL_USES:
            raise SlackRefusal("used_url")
        ticket.uses += 1
        return ticket
