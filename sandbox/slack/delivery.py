"""Carries parcels to the bot: signed over HTTP, or through Socket Mode while it is connected."""

import asyncio
import hashlib
import hmac
import time
from typing import Any

import aiohttp

from sandbox.slack.clock import StandInClock
from sandbox.slack.faults import ANY_DELIVERY, Fault, Faults
from sandbox.slack.installation import Installation
from sandbox.slack.journal import Journal
from sandbox.slack.options import SlackOptions
from sandbox.slack.parcels import Acknowledgement, Parcel, acknowledgement
from sandbox.slack.sockets import SocketLinks

ACK_SECONDS = 3.0
EVENTS_PATH = "/slack/events"
STALE_SECONDS = 600


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Slack's signature of a request body."""
    base = b"v0:" + str(timestamp).encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Delivery:
    """The one way from the stand-in to the bot."""

    def __init__(
        self,
        options: SlackOptions,
        clock: StandInClock,
        journal: Journal,
        faults: Faults,
        links: SocketLinks,
        installation: Installation,
    ) -> None:
        self.bot_url = options.bot_url
        self._options = options
        self._clock = clock
        self._journal = journal
        self._faults = faults
        self._links = links
        self._installation = installation
        self._session: aiohttp.ClientSession | None = None
        self._held: list[asyncio.Event] = []
        self._duplicates: set[asyncio.Task[Acknowledgement]] = set()

    @property
    def has_receiver(self) -> bool:
        """Whether there is a bot to deliver to."""
        return bool(self.bot_url) or self._links.is_connected

    async def deliver(self, parcel: Parcel, seconds: float = ACK_SECONDS) -> Acknowledgement:
        """Hand a parcel over and wait for the acknowledgement, at most `seconds` of the stand-in's clock."""
        fault = self._faults.take(parcel.kind, ANY_DELIVERY)
        kind = fault.fault if fault else ""
        if kind == "held":
            await self._hold()
        if kind == "duplicate":
            twin = asyncio.create_task(self._exchange(parcel, seconds, None))
            self._duplicates.add(twin)
            twin.add_done_callback(self._duplicates.discard)
        answer = await self._exchange(parcel, seconds, fault)
        held, self._held = self._held, []
        for each in held:
            each.set()
        return answer

    async def _hold(self) -> None:
        released = asyncio.Event()
        self._held.append(released)
        await released.wait()

    async def _exchange(self, parcel: Parcel, seconds: float, fault: Fault | None) -> Acknowledgement:
        began = time.perf_counter()
        try:
            carrying = self._carry(parcel, fault)
            answer = await self._clock.within(seconds * self._options.patience, carrying)
        except TimeoutError:
            answer = Acknowledgement("timeout", 0)
        self._record(parcel, answer, (time.perf_counter() - began) * 1000)
        return answer

    async def _carry(self, parcel: Parcel, fault: Fault | None) -> Acknowledgement:
        is_known = self._installation.is_active or parcel.kind == "events_api"
        if is_known and self._links.is_connected:
            return await self._links.carry(parcel)
        if not self.bot_url or not is_known:
            return Acknowledgement("unreachable", 0)
        return await self._post(parcel, fault)

    async def _post(self, parcel: Parcel, fault: Fault | None) -> Acknowledgement:
        body, content_type = parcel.body()
        timestamp = int(self._clock.machine())
        kind = fault.fault if fault else ""
        if kind == "stale_signature":
            timestamp -= STALE_SECONDS
        secret = self._options.signing_secret + ("x" if kind == "wrong_signature" else "")
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(timestamp),
            "X-Slack-Signature": signature(secret, timestamp, body),
            **parcel.retry_headers(),
        }
        url = f"{str(self.bot_url).rstrip('/')}{EVENTS_PATH}"
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        try:
            async with self._session.post(url, data=body, headers=headers) as response:
                is_final = response.headers.get("x-slack-no-retry") == "1"
                return acknowledgement(response.status, await response.text(), is_final=is_final)
        except aiohttp.ClientError as error:
            return Acknowledgement("unreachable", 0, {}, str(error))

    def _record(self, parcel: Parcel, answer: Acknowledgement, ms: float) -> None:
        said: Any = answer.body or answer.text
        self._journal.record(
            "to_bot",
            method=parcel.label,
            path=EVENTS_PATH,
            status=answer.status,
            request=parcel.payload,
            answer=said if not answer.problem else {"problem": answer.problem, "said": said},
            ms=ms,
            notes=(answer.problem,) if answer.problem else (),
        )

    async def aclose(self) -> None:
        """End what is still under way and close the connections."""
        for task in list(self._duplicates):
            task.cancel()
        await asyncio.gather(*self._duplicates, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
