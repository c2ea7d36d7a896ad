"""Events for the bot: who asked for which, and the retries when one is not taken."""

import asyncio
import secrets
from typing import Any

from sandbox.slack.clock import StandInClock
from sandbox.slack.delivery import Delivery
from sandbox.slack.installation import Installation
from sandbox.slack.options import SlackOptions
from sandbox.slack.parcels import Acknowledgement, Parcel
from sandbox.slack.workspace import Workspace

Json = dict[str, Any]
AT_ONCE = 50
"""So many events are under way at the same time; the others wait, and their three seconds have not begun."""
RETRY_SECONDS = (0.0, 60.0, 300.0)

_REASONS = {"timeout": "http_timeout", "unreachable": "connection_failed", "bad_status": "http_error"}


class Events:
    """Sends each event in a task of its own, first now, then after 0, 60 and 300 seconds."""

    def __init__(
        self,
        options: SlackOptions,
        workspace: Workspace,
        clock: StandInClock,
        delivery: Delivery,
        installation: Installation,
    ) -> None:
        self._subscribed = options.events
        self._workspace = workspace
        self._clock = clock
        self._delivery = delivery
        self._installation = installation
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._is_closed = False

    def is_wanted(self, subscription: str) -> bool:
        """Whether the bot is there and has subscribed to it."""
        is_there = self._installation.is_active and self._delivery.has_receiver and not self._is_closed
        return is_there and subscription in self._subscribed

    def announce(self, subscription: str, event: Json) -> None:
        """Send an event to the bot if it has subscribed to it; does not wait."""
        if not self.is_wanted(subscription):
            return
        task = asyncio.create_task(self._send(self._envelope(event)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _envelope(self, event: Json) -> Json:
        moment = self._clock.now()
        authorization = {
            "enterprise_id": None,
            "team_id": self._workspace.id,
            "user_id": self._workspace.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "verification",
            "team_id": self._workspace.id,
            "api_app_id": self._workspace.app_id,
            "event": {"event_ts": f"{moment:.6f}", **event},
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(moment),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": secrets.token_urlsafe(12),
        }

    async def _send(self, envelope: Json) -> None:
        event = envelope["event"]
        label = f"event {'.'.join(filter(None, [event['type'], event.get('subtype')]))}"
        answer = await self._deliver(Parcel("events_api", label, envelope))
        for attempt, seconds in enumerate(RETRY_SECONDS, start=1):
            if answer.is_good or answer.is_final:
                return
            await self._clock.sleep(seconds)
            reason = _REASONS[answer.problem]
            answer = await self._deliver(Parcel("events_api", label, envelope, attempt, reason))

    async def _deliver(self, parcel: Parcel) -> Acknowledgement:
        async with self._turns:
            return await self._delivery.deliver(parcel)

    async def settled(self) -> None:
        """Return when no event is under way (retries included)."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def aclose(self) -> None:
        """Drop what is not delivered yet; what happens from now on is told nobody."""
        self._is_closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
