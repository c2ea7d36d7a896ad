"""A server on a real socket that answers each request with the next step of a script."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """What happens to one request: bytes are sent, then the connection is kept, cut, or left hanging."""

    sent: bytes = b""
    then: str = "keep"


def answer(status: int = 200, body: Any = None, headers: Mapping[str, str] | None = None) -> Step:
    """A whole answer; a body that is neither bytes nor None is sent as JSON."""
    content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", "Content-Length": str(len(content))} | dict(headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return Step(f"HTTP/1.1 {status} Scripted\r\n{head}\r\n".encode() + content)


CUT = Step(then="cut")
HANG = Step(then="hang")


def cut_after(sent: bytes) -> Step:
    """The connection breaks in the middle of an answer."""
    return Step(sent, then="cut")


@dataclass(frozen=True)
class Request:
    """A request as it arrived; `target` is the undecoded path and query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class ScriptedServer:
    """The running server: what it will do, and what it has seen."""

    steps: list[Step]
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: requests in, steps out."""
        self.connections += 1
        try:
            while await self._serve_request(reader, writer):
                pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _serve_request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        try:
            self.requests.append(await _read_request(reader))
        except (asyncio.IncompleteReadError, ConnectionError):
            return False
        step = self.steps.pop(0)
        writer.write(step.sent)
        await writer.drain()
        if step.then == "hang":
            await reader.read()
        return step.then == "keep"


@asynccontextmanager
async def scripted(*steps: Step, tls: ssl.SSLContext | None = None) -> AsyncIterator[ScriptedServer]:
    """A server that takes the steps in this order; one request too many breaks its connection."""
    script = ScriptedServer(list(steps))
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await script.serve(reader, writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    scheme, host = ("http", "127.0.0.1") if tls is None else ("https", "localhost")
    script.url = f"{scheme}://{host}:{server.sockets[0].getsockname()[1]}"
    try:
        yield script
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body)
