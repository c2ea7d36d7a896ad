"""Socket Mode: up to ten connections of the bot; each parcel goes to exactly one of them."""

import asyncio
import contextlib
import secrets
import uuid
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.slack.broadcasts import Broadcasts
from sandbox.slack.clock import StandInClock
from sandbox.slack.parcels import Acknowledgement, Parcel
from sandbox.slack.refusals import BoardRefusal

MOST_LINKS = 10
CONNECTION_SECONDS = 3600
LEAVING_SECONDS = 10.0
REASONS = ("warning", "refresh_requested", "link_disabled")


class _Link:
    """One connection, and the envelopes on it that are not acknowledged yet."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.waiting: dict[str, asyncio.Future[Acknowledgement]] = {}

    def drop_all(self) -> None:
        for future in self.waiting.values():
            if not future.done():
                future.set_result(Acknowledgement("unreachable", 0))
        self.waiting.clear()


class SocketLinks:
    """Hands out tickets for connections and shares the parcels among them, in turn."""

    def __init__(self, app_id: str, broadcasts: Broadcasts, clock: StandInClock) -> None:
        self._app_id = app_id
        self._broadcasts = broadcasts
        self._clock = clock
        self._tickets: set[str] = set()
        self._links: list[_Link] = []
        self._leaving: dict[_Link, asyncio.Task[None]] = {}
        self._turn = 0

    @property
    def is_connected(self) -> bool:
        """Whether the bot listens through a socket."""
        return bool(self._links)

    def issue_ticket(self) -> str:
        """The last part of a `ws://` address that works once."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Run one connection until either side ends it."""
        ticket = str(socket.path_params["ticket"])
        if ticket not in self._tickets:
            await socket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        if len(self._links) >= MOST_LINKS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        link = _Link(socket)
        self._links.append(link)
        self._tell()
        try:
            await self._converse(link)
        except WebSocketDisconnect:
            pass
        finally:
            self._forget(link)

    async def _converse(self, link: _Link) -> None:
        hello = {
            "type": "hello",
            "num_connections": len(self._links),
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "stand-in", "approximate_connection_time": CONNECTION_SECONDS},
        }
        await link.socket.send_json(hello)
        while True:
            said = await link.socket.receive_json()
            future = link.waiting.pop(str(said.get("envelope_id", "")), None)
            if future is not None and not future.done():
                body = said.get("payload") or {}
                body = body if isinstance(body, dict) else {"text": str(body)}
                future.set_result(Acknowledgement("", 200, body))

    async def carry(self, parcel: Parcel) -> Acknowledgement:
        """Send a parcel to the next connection and wait for its acknowledgement."""
        if not self._links:
            return Acknowledgement("unreachable", 0)
        link = self._links[self._turn % len(self._links)]
        self._turn += 1
        envelope: dict[str, Any] = {
            "envelope_id": str(uuid.uuid4()),
            "type": parcel.kind,
            "accepts_response_payload": parcel.takes_answer,
            "payload": parcel.payload,
        }
        if parcel.kind == "events_api":
            envelope |= {"retry_attempt": parcel.retry_num, "retry_reason": parcel.retry_reason}
        future: asyncio.Future[Acknowledgement] = asyncio.get_running_loop().create_future()
        link.waiting[envelope["envelope_id"]] = future
        try:
            await link.socket.send_json(envelope)
            return await future
        except (RuntimeError, WebSocketDisconnect):
            return Acknowledgement("unreachable", 0)
        finally:
            link.waiting.pop(envelope["envelope_id"], None)

    def _forget(self, link: _Link) -> None:
        if leaving := self._leaving.pop(link, None):
            leaving.cancel()
        if link in self._links:
            self._links.remove(link)
            self._tell()
        link.drop_all()

    def _tell(self) -> None:
        self._broadcasts.publish("connection", {"connections": len(self._links)})

    async def announce_disconnect(self, reason: str) -> None:
        """Tell every connection that it will end.

        After `warning` it goes on; after `refresh_requested` or `link_disabled` it gets nothing more, and is cut
        if the bot has not left it within ten seconds.

        Raises:
            BoardRefusal: no such reason.
        """
        if reason not in REASONS:
            raise BoardRefusal(f"There is no reason {reason!r}; there are {', '.join(REASONS)}.")
        for link in list(self._links):
            if reason != "warning":
                self._links.remove(link)
                self._leaving[link] = asyncio.create_task(self._cut_later(link))
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await link.socket.send_json({"type": "disconnect", "reason": reason})
        self._tell()

    async def _cut_later(self, link: _Link) -> None:
        await self._clock.sleep(LEAVING_SECONDS)
        await _close(link)

    async def aclose(self) -> None:
        """End every connection."""
        for link in [*self._links, *self._leaving]:
            self._forget(link)
            await _close(link, code=1001)


async def _close(link: _Link, code: int = 1000) -> None:
    """Close a connection, whether or not the bot was faster."""
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await link.socket.close(code)
