"""The load: keep-alive connections that send prepared requests, and look no further than they must."""

import asyncio
import gc
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import cast

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_LAST_ANSWER_SECONDS = 30.0
_CONNECT_SECONDS = 20.0


class WrongAnswerError(Exception):
    """Something else than the expected 200 came back; the text shows it."""


async def send_all(
    port: int,
    requests: Sequence[bytes],
    connections: int,
    *,
    seconds: float,
    pause: float = 0.0,
    expected: bytes = b"",
) -> tuple[float, list[float]]:
    """Send requests over so many connections, each sending its next one when it has its answer.

    It ends with the requests, or when the seconds are over and nothing is under way any more. `pause` is
    the number of seconds that each connection waits before its next request, `expected` what the body of an
    answer begins with: unless given, it has to be empty. Returns the seconds it took and the milliseconds that
    each answer took.

    Raises:
        WrongAnswerError: an answer is another one.
    """
    loop = asyncio.get_running_loop()
    finished: asyncio.Future[None] = loop.create_future()
    round_ = _Round(iter(requests), finished, pause, expected)
    callers = [await _connect(loop, port, round_) for _ in range(min(connections, len(requests)))]
    gc.collect()
    gc.disable()
    began = time.perf_counter()
    round_.ends_at = time.perf_counter_ns() + int(seconds * 1e9)
    try:
        for caller in callers:
            caller.send_next()
        await asyncio.wait_for(finished, _LAST_ANSWER_SECONDS + seconds)
        took = time.perf_counter() - began
    finally:
        gc.enable()
        for caller in callers:
            caller.close()
    return took, [nanoseconds / 1e6 for nanoseconds in round_.latencies]


class _Round:
    """What the connections of a round share."""

    def __init__(
        self, requests: Iterator[bytes], finished: asyncio.Future[None], pause: float, expected: bytes
    ) -> None:
        self.ends_at = 0
        self.expected = expected
        self.latencies: list[int] = []
        self.pause = pause
        self._requests = requests
        self._under_way = 0
        self._finished = finished

    def next_request(self, now: int) -> bytes | None:
        request = next(self._requests, None) if now < self.ends_at else None
        if request is not None:
            self._under_way += 1
        elif not self._under_way and not self._finished.done():
            self._finished.set_result(None)
        return request

    def took(self, nanoseconds: int) -> None:
        self._under_way -= 1
        self.latencies.append(nanoseconds)

    def failed(self, error: Exception) -> None:
        if not self._finished.done():
            self._finished.set_exception(error)


class _Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, round_: _Round) -> None:
        self._round = round_
        self._received = b""
        self._sent_at = 0
        self._is_closing = False
        self._write: Callable[[bytes], None]
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._write = self._transport.write

    def send_next(self) -> None:
        now = time.perf_counter_ns()
        request = self._round.next_request(now)
        if request is not None:
            self._sent_at = now
            self._write(request)

    def data_received(self, data: bytes) -> None:
        received = self._received + data if self._received else data
        head_end = received.find(_HEAD_END)
        if head_end < 0:
            self._received = received
            return
        length = _LENGTH.search(received, 0, head_end)
        body_start = head_end + len(_HEAD_END)
        if length is not None and len(received) < body_start + int(length[1]):
            self._received = received
            return
        nanoseconds = time.perf_counter_ns() - self._sent_at
        is_good = received.startswith(b"HTTP/1.1 200 ") and length is not None
        if not is_good or not self._is_expected(received, body_start):
            self._round.failed(WrongAnswerError(received.decode(errors="replace")))
            return
        self._received = b""
        self._round.took(nanoseconds)
        if self._round.pause:
            asyncio.get_running_loop().call_later(self._round.pause, self.send_next)
        else:
            self.send_next()

    def _is_expected(self, received: bytes, body_start: int) -> bool:
        expected = self._round.expected
        return received.startswith(expected, body_start) if expected else len(received) == body_start

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._is_closing:
            self._round.failed(exc or WrongAnswerError("The server closed the connection."))

    def close(self) -> None:
        self._is_closing = True
        self._transport.close()


async def _connect(loop: asyncio.AbstractEventLoop, port: int, round_: _Round) -> _Caller:
    deadline = loop.time() + _CONNECT_SECONDS
    while True:
        try:
            _, caller = await loop.create_connection(lambda: _Caller(round_), "127.0.0.1", port)
        except ConnectionRefusedError:
            if loop.time() > deadline:
                raise
            await asyncio.sleep(0.02)
        else:
            return caller
