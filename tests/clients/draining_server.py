"""A server on a real socket that takes one long body after the other, and keeps as much of it as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

ACCEPTED = b'{"job_id": "j1", "job_url": "http://127.0.0.1/jobs/j1", "status": 202, "title": "Accepted"}'
_BLOCK = 256 * 1024


@dataclass
class Taken:
    """A request: its headers, and of its body the first and the last bytes, and how many there were."""

    headers: dict[str, str]
    length: int = 0
    first: bytes = b""
    last: bytes = b""
    is_whole: bool = False


@dataclass
class DrainingServer:
    """The running server; `keeps` bytes are kept from either end of a body."""

    keeps: int
    answers: list[tuple[int, bytes]]
    url: str = ""
    taken: list[Taken] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                await self._take(reader)
                status, content = self.answers.pop(0) if self.answers else (202, ACCEPTED)
                head = f"HTTP/1.1 {status} Taken\r\nContent-Length: {len(content)}\r\n\r\n"
                writer.write(head.encode() + content)
                await writer.drain()
        writer.close()

    async def _take(self, reader: asyncio.StreamReader) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip("\r\n").split("\r\n")[1:]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        taken = Taken(headers)
        self.taken.append(taken)
        left = int(headers.get("content-length", "0"))
        while left:
            chunk = await reader.read(min(left, _BLOCK))
            if not chunk:
                raise asyncio.IncompleteReadError(b"", left)
            left -= len(chunk)
            taken.length += len(chunk)
            if len(taken.first) < self.keeps:
                taken.first = (taken.first + chunk)[: self.keeps]
            taken.last = (taken.last + chunk)[-self.keeps :]
        taken.is_whole = True


@asynccontextmanager
async def draining(
    keeps: int = 4096, answers: list[tuple[int, bytes]] | None = None
) -> AsyncIterator[DrainingServer]:
    """A server that answers with 202 and a job, after the answers that are given."""
    drain = DrainingServer(keeps, list(answers or ()))
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await drain.serve(reader, writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=2**20)
    drain.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield drain
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
