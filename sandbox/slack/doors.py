"""How a driver reaches a board: inside this process, or over HTTP."""

import asyncio
import contextlib
import re
from typing import Any, Protocol

import httpx

from sandbox.slack.app import SlackStandIn

Json = dict[str, Any]

_TICKET = re.compile(r'name="ticket" value="([^"]+)"')


class Door(Protocol):
    """The board's JSON API, and a way to wait for its next change."""

    async def get(self, path: str, **query: Any) -> Json:
        """Ask."""
        ...

    async def journal(self) -> list[Json]:
        """Every exchange with the bot."""
        ...

    async def post(self, path: str, **body: Any) -> Json:
        """Do."""
        ...

    async def send_file(self, path: str, name: str, data: bytes, **query: Any) -> Json:
        """Send a file."""
        ...

    async def consent(self, address: str, user: str, decision: str) -> str:
        """Decide on the consent page at that address."""
        ...

    def version(self) -> int:
        """The count of changes seen so far."""
        ...

    async def changed_since(self, version: int) -> None:
        """Wait for a change after `version`."""
        ...

    async def aclose(self) -> None:
        """Leave."""
        ...


class BoardError(Exception):
    """The board refused what the driver asked for."""


def _read(response: httpx.Response) -> Any:
    body = response.json()
    if response.status_code != httpx.codes.OK:
        raise BoardError(body.get("error", f"The board answered {response.status_code}."))
    return body


def _client(base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    unbounded = httpx.Timeout(None)  # the board waits on its own clock; tests bound their waits themselves
    return httpx.AsyncClient(transport=transport, base_url=base_url, timeout=unbounded, trust_env=False)


class _HttpDoor:
    """What both doors share: requests to `/board`."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def get(self, path: str, **query: Any) -> Json:
        """Ask."""
        given = {key: value for key, value in query.items() if value is not None}
        answer: Json = _read(await self._client.get(f"/board/{path}", params=given))
        return answer

    async def journal(self) -> list[Json]:
        """Every exchange with the bot."""
        entries: list[Json] = _read(await self._client.get("/board/journal"))
        return entries

    async def post(self, path: str, **body: Any) -> Json:
        """Do."""
        given = {key: value for key, value in body.items() if value is not None}
        answer: Json = _read(await self._client.post(f"/board/{path}", json=given))
        return answer

    async def send_file(self, path: str, name: str, data: bytes, **query: Any) -> Json:
        """Send a file."""
        files = {"file": (name, data)}
        answer: Json = _read(await self._client.post(f"/board/{path}", params=query, files=files))
        return answer

    async def consent(self, address: str, user: str, decision: str) -> str:
        """Decide on the consent page at that address; answers where the browser would go on."""
        page = await self._client.get(address)
        ticket = _TICKET.search(page.text)
        if ticket is None:
            raise BoardError(page.text)
        form = {"ticket": ticket[1], "user": user, "decision": decision}
        answer = await self._client.post(page.request.url.path, data=form)
        return answer.headers["location"]


class NearDoor(_HttpDoor):
    """The door to a stand-in in this process: no sockets, changes known at once."""

    def __init__(self, stand_in: SlackStandIn) -> None:
        transport = httpx.ASGITransport(app=stand_in.asgi)
        own = httpx.URL(stand_in.stage.public_url).copy_with(raw_path=b"/")  # one of several has a path
        super().__init__(_client(str(own), transport))
        self._broadcasts = stand_in.stage.broadcasts

    def version(self) -> int:
        """The count of changes so far."""
        return self._broadcasts.version

    async def changed_since(self, version: int) -> None:
        """Wait for a change after `version`."""
        await self._broadcasts.changed_since(version)

    async def aclose(self) -> None:
        """Leave."""
        await self._client.aclose()


class FarDoor(_HttpDoor):
    """The door to a board at an address; follows its count of changes."""

    def __init__(self, base_url: str) -> None:
        super().__init__(_client(base_url))
        self._version = 0
        self._changed = asyncio.Event()
        self._following: asyncio.Task[None] | None = None

    def version(self) -> int:
        """The count of changes seen so far."""
        if self._following is None:
            self._following = asyncio.create_task(self._follow())
        return self._version

    async def _follow(self) -> None:
        async with self._client.stream("GET", "/board/changes") as response:
            async for _line in response.aiter_lines():
                self._version += 1
                changed, self._changed = self._changed, asyncio.Event()
                changed.set()

    async def changed_since(self, version: int) -> None:
        """Wait for a change after `version`."""
        while self.version() == version:
            await self._changed.wait()

    async def aclose(self) -> None:
        """Leave."""
        if self._following is not None:
            self._following.cancel()
            with contextlib.suppress(asyncio.CancelledError, httpx.HTTPError):
                await self._following
        await self._client.aclose()
