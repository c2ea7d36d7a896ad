"""One Bolt listener for each kind of payload: record, acknowledge, hand over. No work happens here."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.clock import Clock
from bot.crash_points import crash_point
from bot.inbox import delivery as kinds
from bot.inbox.delivery import Delivery, key_for
from bot.inbox.recorder import InboxRecorder
from bot.inbox.runner import InboxRunner
from bot.metrics import Metrics
from commands.doors import Doors
from commands.offers import Offers

_LOG = structlog.get_logger(__name__)

NOT_TAKEN_DOWN = (
    ":x: This could not be taken down, so nothing was done. Try again in a minute; "
    "if it stays, tell whoever runs Callboard."
)
OFFER_WITHIN = 2.5
"""Seconds for a type-ahead list; Slack waits for three."""

ANY = re.compile(r"")
KINDS = (kinds.COMMAND, kinds.ACTION, kinds.VIEW, kinds.EVENT)


class Listeners:
    """Takes down what came, acknowledges it, and has it worked on. Adds nothing per command."""

    def __init__(
        self,
        doors: Doors,
        offers: Offers,
        recorder: InboxRecorder,
        runner: InboxRunner,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._doors = doors
        self._offers = offers
        self._recorder = recorder
        self._runner = runner
        self._clock = clock
        self._metrics = metrics
        self._counted = {kind: metrics.deliveries.labels(kind) for kind in KINDS}

    def register(self, app: AsyncApp) -> None:
        """Adds the listeners; each costs those after it, so first the clicks, which cost most already."""
        app.action(ANY)(self.on_action)
        app.command(re.compile(r"^/"))(self.on_command)
        app.view(ANY)(self.on_view)
        app.options(ANY)(self.on_options)
        app.view({"type": "view_closed", "callback_id": ANY})(self.on_closed)
        app.event(ANY)(self.on_event)

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A slash command. One that only looks is not recorded: whoever typed it sees if it is lost."""
        delivery = self._delivery(kinds.COMMAND, body)
        if self._doors.only_looks(body):
            await ack()
            self._runner.start_unrecorded(delivery)
            return
        try:
            is_new = await self._recorder.record(delivery)
        except Exception:  # noqa: BLE001 - whatever it is, the person must see that nothing was done
            _LOG.exception("not_recorded", kind=delivery.kind)
            await ack(text=NOT_TAKEN_DOWN)
            return
        crash_point("inbox_recorded_before_ack")
        await ack()
        self._begin(delivery, is_new=is_new)

    async def on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A pressed button or a picked item. When it cannot be recorded, Slack shows that it failed."""
        await self._record(self._delivery(kinds.ACTION, body), ack)

    async def on_view(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A submitted form: answered with what is wrong in it, or taken."""
        answer = self._doors.acknowledgement(body)
        if answer.get("response_action") == "errors":
            await ack(**answer)
            return
        is_new = await self._recorder.record(delivery := self._delivery(kinds.VIEW, body))
        crash_point("inbox_recorded_before_ack")
        await ack(**answer)
        self._begin(delivery, is_new=is_new)

    async def on_event(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Something that happened in the workspace."""
        await self._record(self._delivery(kinds.EVENT, body), ack)

    async def on_closed(self, ack: AsyncAck) -> None:
        """A form that was closed: nothing was asked."""
        await ack()

    async def on_options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A type-ahead list that wants its options."""
        try:
            offered = await asyncio.wait_for(self._offers.answer(body), OFFER_WITHIN)
        except TimeoutError:
            offered = {"options": []}
        await ack(**offered)

    async def _record(self, delivery: Delivery, ack: Callable[[], Awaitable[Any]]) -> None:
        is_new = await self._recorder.record(delivery)
        crash_point("inbox_recorded_before_ack")
        await ack()
        self._begin(delivery, is_new=is_new)

    def _begin(self, delivery: Delivery, *, is_new: bool) -> None:
        if is_new:
            self._runner.start(delivery)
        else:
            self._metrics.duplicates.inc()

    def _delivery(self, kind: str, body: Mapping[str, Any]) -> Delivery:
        self._counted[kind].inc()
        return Delivery(key_for(kind, body), kind, body, self._clock.now())
