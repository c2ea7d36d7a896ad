"""Opens HTTP clients the same way for every upstream: one TLS context, a pool, limits on everything."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import httpx

from bot.setting_rules import is_loopback_url

MOST_BODY_BYTES = 64 * 1024 * 1024
"""An answer longer than this is not read: no documented list comes near it."""

SLOWEST_UPLOAD = 256 * 1024
"""Bytes per second; a body is given as much more time as it takes at this rate."""
SLOWEST_INTAKE = 4 * 1024 * 1024
"""Bytes per second at which an API that has a whole body works through it before it answers."""

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True)
class Timeouts:
    """How long to wait, in seconds."""

    connect: float = 5.0
    """For a connection, and for a free place in the pool."""
    read: float = 10.0
    """For the next bytes of the answer."""
    total: float = 25.0
    """For the whole call with its repetitions."""

    def total_for(self, length: int) -> float:
        """Seconds for a call with a body of so many bytes."""
        return self.total + length / SLOWEST_UPLOAD

    def single_steps_for(self, length: int) -> httpx.Timeout:
        """What httpx allows each step; after a long body the API may think longer before it answers."""
        return httpx.Timeout(
            self.read + length / SLOWEST_INTAKE, connect=self.connect, pool=self.connect, write=self.read
        )


def open_client(
    base_url: str, headers: Mapping[str, str], basic: tuple[str, str] | None, timeouts: Timeouts
) -> httpx.AsyncClient:
    """A client that follows no redirects and reads proxies from the environment for remote hosts only."""
    return httpx.AsyncClient(
        base_url=base_url,
        headers={"User-Agent": "callboard", "Accept": "application/json", **headers},
        auth=None if basic is None else httpx.BasicAuth(*basic),
        verify=_tls_context(),
        timeout=timeouts.single_steps_for(0),
        limits=httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=20),
        follow_redirects=False,
        trust_env=not is_loopback_url(base_url),
    )


async def read_body(response: httpx.Response) -> bytes | None:
    """The whole body, decompressed; None if it is longer than MOST_BODY_BYTES or wrongly compressed."""
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > MOST_BODY_BYTES:
                return None
            chunks.append(chunk)
    except httpx.DecodingError:
        return None
    return b"".join(chunks)


def may_have_been_sent(error: Exception) -> bool:
    """Whether the request may have reached the API before it failed."""
    return not isinstance(error, _NEVER_SENT)


@cache
def _tls_context() -> ssl.SSLContext:
    # Building one takes about 20 ms, so all clients share it.
    return httpx.create_ssl_context()
